"""Which role may do which operation, and on what: the one table. Pure.

A route names its operation by `people.permissions.allows`; a test asks every route for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from turnup.people.roles import ADMINISTRATOR, ROLES, STANDARD_ROLES


def _(title: str) -> str:
    """Mark a title for translation; Django's own mark would need the settings."""
    return title


Scope = Literal["all", "own"]
"""How far an operation reaches; `own`: the orders one leads, with their customers and papers."""

PUBLIC: Final = "public"
"""Marks a route that anybody may ask: sign-in, health, a customer's link."""
SELF: Final = "self"
"""Marks a route about the signed-in person only, whatever their roles."""

HEADS: Final = ("commercial_head", "owner", "director", "technical_director", "noc_head")
SURVEYORS_AND_CREWS: Final = (
    "survey_engineer",
    "crew_lead",
    "installer",
    "chief_engineer",
    "tech_support",
)
SUBSCRIBER_DEPARTMENT: Final = ("subscriber_head", "subscriber_clerk")
BANK_READERS: Final = (
    "commercial_head",
    "owner",
    "director",
    "technical_director",
    "lawyer",
    *SUBSCRIBER_DEPARTMENT,
)


class Operation(NamedTuple):
    """A thing one may do: its English title (a msgid) and who may do it on what."""

    title: str
    scopes: Mapping[str, Scope]


def _scopes(*everything: str, own: tuple[str, ...] = ()) -> dict[str, Scope]:
    rows: dict[str, Scope] = dict.fromkeys(everything, "all")
    return rows | dict.fromkeys(own, "own")


_LEAD = ("account_manager",)
_ALL_BUT_LEAD = tuple(role for role in STANDARD_ROLES if role not in _LEAD)

OPERATIONS: Final[Mapping[str, Operation]] = {
    "order.open": Operation(_("Open an order"), _scopes("commercial_head", own=_LEAD)),
    "order.read": Operation(_("Read an order's card"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "order.read_personal": Operation(
        _("Read the customer's contacts"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)
    ),
    "order.read_identity": Operation(
        _("Read the customer's birth date and identity document"),
        _scopes(*BANK_READERS, own=_LEAD),
    ),
    "order.read_bank": Operation(
        _("Read the customer's bank details"), _scopes(*BANK_READERS, own=_LEAD)
    ),
    "public_request.read": Operation(
        _("See the requests from the web site"), _scopes(*_LEAD, "commercial_head")
    ),
    "public_request.take": Operation(
        _("Take or close a request from the web site"), _scopes(*_LEAD)
    ),
    "link.manage": Operation(
        _("Make, send and revoke a customer's link"), _scopes("commercial_head", own=_LEAD)
    ),
    "step.record": Operation(_("Record a step"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "journal.read": Operation(_("Read an order's journal"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "work_journal.read": Operation(
        _("Read the technical department's work journal"),
        _scopes(*HEADS, *SURVEYORS_AND_CREWS, own=_LEAD),
    ),
    "precheck.read": Operation(
        _("Read the pre-check of an order's site"),
        _scopes(*HEADS, *SURVEYORS_AND_CREWS, own=_LEAD),
    ),
    "survey_days.read": Operation(
        _("See the survey days"), _scopes("noc_head", "survey_engineer", "technical_director")
    ),
    "survey_days.plan": Operation(
        _("Plan the survey days"), _scopes("noc_head", "survey_engineer")
    ),
    "survey_days.set_capacity": Operation(
        _("Say how many surveys an engineer does a day"), _scopes("noc_head", "technical_director")
    ),
    "survey.add_photos": Operation(
        _("Add pictures to a survey"), _scopes("survey_engineer", "noc_head")
    ),
    "survey.issue_papers": Operation(
        _("Issue the papers of a survey"),
        _scopes("noc_head", "survey_engineer", "technical_director", own=_LEAD),
    ),
    "estimate.read": Operation(
        _("Read the estimate of an order"),
        _scopes(*HEADS, "survey_engineer", "chief_engineer", "crew_lead", own=_LEAD),
    ),
    "estimate.enter_actuals": Operation(
        _("Enter what an installation really took"),
        _scopes("noc_head", "chief_engineer", "crew_lead"),
    ),
    "meeting.read": Operation(
        _("See the technical department's meetings"),
        _scopes(*HEADS, "survey_engineer", "chief_engineer", "crew_lead"),
    ),
    "meeting.lead": Operation(
        _("Lead the technical department's meeting"), _scopes("noc_head", "technical_director")
    ),
    "plan.read": Operation(
        _("See the plan of the installations"),
        _scopes(*_ALL_BUT_LEAD, own=_LEAD),
    ),
    "plan.edit": Operation(_("Plan the crews' days"), _scopes("crew_lead")),
    "tasks.read": Operation(_("See one's tasks"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "messages.read": Operation(
        _("Read the letters about an order"),
        _scopes(*HEADS, *SUBSCRIBER_DEPARTMENT, own=_LEAD),
    ),
    "customer.search": Operation(
        _("Search the customers"),
        _scopes(*_LEAD, "commercial_head", "lawyer", *SUBSCRIBER_DEPARTMENT),
    ),
    "customer.read": Operation(
        _("Read the customers' list and cards"), _scopes(*BANK_READERS, own=_LEAD)
    ),
    "customer.edit": Operation(
        _("Change a customer's data"),
        _scopes("commercial_head", *SUBSCRIBER_DEPARTMENT, own=_LEAD),
    ),
    "customer.liken": Operation(
        _("Say that two customers are the same"), _scopes("commercial_head", "subscriber_head")
    ),
    "customer.forget": Operation(
        _("Erase a customer's personal data"), _scopes("owner", "director", "subscriber_head")
    ),
    "paper.read": Operation(_("Read an order's papers"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "contract.edit": Operation(
        _("Complete a contract and work on its disputes"), _scopes("lawyer", own=_LEAD)
    ),
    "money.read": Operation(
        _("Read accounts, invoices and payments"),
        _scopes(
            "commercial_head",
            "owner",
            "director",
            "technical_director",
            *SUBSCRIBER_DEPARTMENT,
            own=_LEAD,
        ),
    ),
    "statement.read": Operation(
        _("Read bank statements"), _scopes("owner", "director", *SUBSCRIBER_DEPARTMENT)
    ),
    "statement.import": Operation(
        _("Import bank statements and decide about payments"), _scopes(*SUBSCRIBER_DEPARTMENT)
    ),
    "month.read": Operation(
        _("Read the runs of months and their papers"),
        _scopes("commercial_head", "owner", "director", *SUBSCRIBER_DEPARTMENT),
    ),
    "month.run": Operation(_("Run a month and make its papers"), _scopes(*SUBSCRIBER_DEPARTMENT)),
    "clauses.read": Operation(_("Read the clauses of contracts"), _scopes(*STANDARD_ROLES)),
    "clauses.edit": Operation(_("Edit the clauses of contracts"), _scopes("lawyer")),
    "field.work": Operation(
        _("Work on site with the phone"), _scopes("installer", "tech_support", "crew_lead")
    ),
    "field.settle": Operation(
        _("Settle what came from site and did not fit"), _scopes("crew_lead", "noc_head")
    ),
    "setup.tick": Operation(
        _("Set lines up together with the crews"),
        _scopes("installer", "tech_support", "crew_lead", "noc_head"),
    ),
    "acts.read": Operation(
        _("See the acts that are handed over"),
        _scopes("installer", "tech_support", "crew_lead", "noc_head", *SUBSCRIBER_DEPARTMENT),
    ),
    "acts.hand_over": Operation(
        _("Hand acts over to the subscriber department"), _scopes("installer", "tech_support")
    ),
    "acts.receive": Operation(_("Receive acts from the crews"), _scopes(*SUBSCRIBER_DEPARTMENT)),
    "modems.read": Operation(
        _("See the temporary connections that are out"),
        _scopes(*HEADS, *SURVEYORS_AND_CREWS, *SUBSCRIBER_DEPARTMENT, own=_LEAD),
    ),
    "stock.read": Operation(
        _("See the stock"), _scopes(*HEADS, *SURVEYORS_AND_CREWS, *_LEAD, *SUBSCRIBER_DEPARTMENT)
    ),
    "stock.move": Operation(
        _("Receive, move, count and write off goods"),
        _scopes("crew_lead", "chief_engineer", "noc_head", "technical_director"),
    ),
    "ground.read": Operation(_("See permits, leases and buildings"), _scopes(*STANDARD_ROLES)),
    "ground.edit": Operation(
        _("Ask for permits, agree leases, describe buildings"),
        _scopes(*_LEAD, "commercial_head", "technical_director", "noc_head", "lawyer"),
    ),
    "height.edit": Operation(
        _("Issue work permits for height and note the weather"),
        _scopes("crew_lead", "installer", "noc_head", "chief_engineer", "technical_director"),
    ),
    "standard.read": Operation(_("Read the standard"), _scopes(*ROLES)),
    "speed.read": Operation(_("See the speed of connection"), _scopes(*STANDARD_ROLES)),
    "dead_letters.manage": Operation(
        _("See what was given up, and try it again"),
        _scopes("technical_director", "noc_head", ADMINISTRATOR),
    ),
    "running.read": Operation(
        _("See how the machinery runs"),
        _scopes("technical_director", "noc_head", ADMINISTRATOR),
    ),
    "addresses.read": Operation(
        _("Read the address plan, and who held an address when"),
        _scopes(
            "director",
            "technical_director",
            "noc_head",
            "crew_lead",
            "tech_support",
            *SUBSCRIBER_DEPARTMENT,
        ),
    ),
    "addresses.edit": Operation(
        _("Edit the address plan"), _scopes("technical_director", "noc_head")
    ),
    "line.assign": Operation(
        _("Give orders blocks, ports and VLANs"),
        _scopes("technical_director", "noc_head", "tech_support"),
    ),
    "statistics.read": Operation(
        _("See services and their traffic"),
        _scopes(*HEADS, "tech_support", *SUBSCRIBER_DEPARTMENT, own=_LEAD),
    ),
    "line_login.read": Operation(
        _("Read a line's login and password"),
        _scopes("technical_director", "noc_head", "tech_support", *SUBSCRIBER_DEPARTMENT),
    ),
    "statistics.health": Operation(
        _("See how traffic is counted, and traffic of nobody"),
        _scopes("technical_director", "noc_head", "tech_support", *SUBSCRIBER_DEPARTMENT),
    ),
    "catalog.read": Operation(_("Read the catalogue"), _scopes(*ROLES)),
    "catalog.edit": Operation(_("Edit the catalogue"), _scopes("commercial_head")),
    "people.manage": Operation(_("Manage people, roles and tokens"), _scopes(ADMINISTRATOR)),
    "permissions.read": Operation(
        _("Read who may do what"),
        _scopes("owner", "director", "technical_director", "commercial_head", ADMINISTRATOR),
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of the table."""

    role: str
    operation: str
    scope: Scope | None


def table() -> Iterator[Cell]:
    """Give every role × operation with its scope; None where the role may not."""
    for operation, row in OPERATIONS.items():
        for role in ROLES:
            yield Cell(role, operation, row.scopes.get(role))


def widest(roles: Iterable[str], operation: str) -> Scope | None:
    """Return the widest scope the roles give. Raises KeyError for no such operation."""
    scopes = OPERATIONS[operation].scopes
    found = {scopes[role] for role in roles if role in scopes}
    if "all" in found:
        return "all"
    return "own" if found else None
