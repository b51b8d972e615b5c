"""Driving a request through every step that its facts allow: the heart of `turnup connect`.

Every step goes through `record_step` as from any other door, said by a member of the staff who
holds its role. What an order still waits for is read from its card and its journal, so a second
run goes on where the first one stopped and doubles nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import DatabaseError
from pydantic import ValidationError

from turnup.desk.driving import Staff
from turnup.desk.intake import Request
from turnup.desk.steps import OPENING, form_of, record_step
from turnup.orders.models import JournalEntry, Order
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar, standing_standard
from turnup.orders.queries import folded
from turnup.people.actor import Actor
from turnup.standard import Card, Standard
from turnup.standard.refusals import Refused

DOOR: Final = "connect"
REQUESTS: Final = UUID("3c0f2a7e-2f0b-5a55-8a52-0d4c7a1f6b11")  # our name space for order ids
WAIVED: Final = ("waived", "waived_then_paid")
GATE: Final = "installation_requested"
WAIVER_HOLDS: Final = timedelta(days=30)
FURTHEST: Final = 400  # steps; no request needs a tenth of it

Refusal = Refused | ValidationError | DatabaseError


@dataclass(frozen=True, slots=True)
class Came:
    """How far a request came.

    `order` is None where it could not even be opened. `nobody` names the open steps that no
    active person may take, `refused` is why a step that should have gone did not.
    """

    standard: Standard
    order: Order | None = None
    card: Card = field(default_factory=Card)
    nobody: tuple[str, ...] = ()
    refused: Refusal | None = None
    refused_step: str = ""


def connect(request: Request, *, staff: Staff, now: datetime, at: datetime | None = None) -> Came:
    """Open the request's order, or find it again, and take it as far as its facts allow.

    The steps happened `at` that moment, or now.
    """
    return _Drive(request, staff, at or now, now).run()


def order_id_of(request: Request) -> UUID:
    """Give the id of the request's order: the same request, customer and site, the same order."""
    return uuid5(REQUESTS, "|".join((request.request, request.customer.name, request.site.address)))


class _Drive:
    """One request on its way."""

    def __init__(self, request: Request, staff: Staff, at: datetime, now: datetime):
        self.request, self.staff, self.at, self.now = request, staff, at, now
        self.order_id = order_id_of(request)
        self.order: Order | None = None
        self.standard, self.card = standing_standard(), Card()
        self.done: Counter[str] = Counter()

    def run(self) -> Came:
        refused: Refusal | None = None
        step: str | None = None
        try:
            self.look()
            while step := self.next_step():
                self.take(step)
                self.look()
        except (Refused, ValidationError, DatabaseError) as fault:
            refused = fault
        nobody = tuple(code for code in self.card.open if not self.takers(code))
        if not self.card.seq and not self.takers(OPENING):
            nobody = (OPENING,)
        return Came(self.standard, self.order, self.card, nobody, refused, step or "")

    def look(self) -> None:
        """Read where the order is now, and what was done on it so far."""
        found = Order.objects.filter(id=self.order_id).select_related("customer").first()
        if found is None:
            return
        self.order = found
        self.standard, self.card = folded(found)
        entries = JournalEntry.objects.filter(order=found).order_by()
        self.done = Counter(entries.values_list("step", flat=True))
        assert found.version < FURTHEST, f"{self.request.request} goes round in circles"

    # -------------------------------------------------------------- which step is next
    def next_step(self) -> str | None:
        """Name the next step to take; None when the facts, or the staff, allow no more."""
        wished = OPENING if self.order is None else self.wished()
        return wished if wished and self.takers(wished) else None

    def wished(self) -> str | None:
        card = self.card
        if card.closed or card.held:
            return None
        for choose in (self.ending, self.modem, self.missed_visit):
            if step := choose():
                return step
        allowed = (code for code in card.open if self.allows(code) and self.takers(code))
        return next(allowed, None) or self.waiver()

    def ending(self) -> str | None:
        """Cancel or hold the order once the step after which that happens was recorded."""
        stops = self.request.stops
        if self.done[stops.cancelled_after or ""]:
            modem_out = "temporary_connection_returned" in self.card.open
            return "temporary_connection_returned" if modem_out else "order_cancelled"
        held = self.done[stops.held_after or ""] and not self.done["order_held"]
        return "order_held" if held else None

    def modem(self) -> str | None:
        wanted = (
            self.request.facts.temporary_connection and not self.done["temporary_connection_made"]
        )
        standing = self.card.standing
        asked = GATE in standing and "line_connected" not in standing
        return "temporary_connection_made" if wanted and asked else None

    def missed_visit(self) -> str | None:
        missed = self.done["visit_missed_by_customer"] < self.request.stops.missed_visits
        return "visit_missed_by_customer" if missed and "line_connected" in self.card.open else None

    def waiver(self) -> str | None:
        """Let the installation go before its money where the file says that it was waived."""
        waived = self.request.stops.money in WAIVED and not self.done["waiver_granted"]
        signed = "contract_signed_by_customer" in self.card.standing
        return (
            "waiver_granted" if waived and signed and "money_received" in self.card.open else None
        )

    def allows(self, code: str) -> bool:
        """Tell whether the file's facts let this open step be taken."""
        rule = ALLOWED.get(code)
        return rule is None or rule(self)

    def takers(self, code: str) -> tuple[Actor, ...]:
        """Give who may take the step; the order's lead, once there is one, leads it."""
        return self.staff.takers(
            self.standard.steps[code], self.order.lead_id if self.order else None
        )

    # -------------------------------------------------------------- taking it
    def take(self, code: str) -> None:
        takers = self.takers(code)
        actor = takers[self.order_id.int % len(takers)]
        move = Move(order_id=self.order_id, actor=actor, at=self.at, now=self.now, door=DOOR)
        record_step(move=move, step=code, data=self.said(code, actor))

    def said(self, code: str, actor: Actor) -> dict[str, Any]:
        """Give what the step says: its form's example, with the file's own data laid over it."""
        if code == OPENING:
            return _opening(self.request)
        form, found = form_of(self.standard, code), self.finding()
        facts = {key: found[key] for key in self.standard.steps[code].sets if key in found}
        people = {
            key: name
            for key, name in _people(self.request, actor).items()
            if key in form.model_fields
        }
        own = OWN_WORDS.get(code)
        return {**form.example(), **facts, **people, **(own(self, facts) if own else {})}

    def finding(self) -> dict[str, Any]:
        """Give the facts as they are now: the second survey's where the network was built."""
        second = self.request.second_survey if self.done["network_built"] else None
        told = self.request.facts.model_dump(exclude_none=True)
        told.setdefault("technology", self.request.technology)
        return told | (second.model_dump(exclude_none=True) if second else {})


def _pays(drive: _Drive) -> bool:
    """Let money come, unless it does not; after a waiver when the act is handed over."""
    money = drive.request.stops.money
    late = money == "waived_then_paid" and "act_handed_over" in drive.card.standing
    return money is None or late


ALLOWED: Final[Mapping[str, Callable[[_Drive], bool]]] = {
    # steps that somebody outside has to give, or a fact: told by the file or not
    "survey_urgency_allowed": lambda drive: not drive.request.stops.urgency_refused,
    "survey_done": lambda drive: "verdict" in drive.finding(),
    "development_decided": lambda drive: (
        drive.request.facts.decision is not None and not drive.done["network_built"]
    ),
    "network_built": lambda drive: drive.request.second_survey is not None,
    "contract_signed_by_customer": lambda drive: not drive.request.stops.customer_signature,
    "money_received": _pays,
    "permits_obtained": lambda drive: not drive.request.stops.permit,
    "equipment_ready": lambda drive: not drive.request.stops.equipment,
    "temporary_connection_returned": lambda drive: "line_connected" in drive.card.standing,
}


def _opening(request: Request) -> dict[str, Any]:
    customer = request.customer.model_dump(exclude={"contact"})
    site = request.site.model_dump(exclude={"lat", "lon"})
    place = {"latitude": request.site.lat, "longitude": request.site.lon}
    return {
        **request.brief.model_dump(mode="json", exclude_none=True),
        "technology": request.technology,
        "customer": {**customer, "contact_name": request.customer.contact},
        "site": site | {key: str(degrees) for key, degrees in place.items() if degrees is not None},
    }


def _people(request: Request, actor: Actor) -> dict[str, Any]:
    """Name in every form whom the file names, in place of the example's people."""
    contact = request.customer.contact or request.customer.name
    fields = ("agreed_by", "explained_to", "signatory", "agreed_with", "signatory_name")
    return {**dict.fromkeys(fields, contact), "payer": request.customer.name}


def _terms(drive: _Drive, facts: Mapping[str, Any]) -> dict[str, Any]:
    speed = drive.request.brief.speed_mbit
    return {"speed_mbit": f"{speed:g}"} if speed else {}


def _survey(drive: _Drive, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Let the evidence agree with the verdict: where there is a free line, nothing is built."""
    return {"line_available": facts["verdict"] == "feasible", "notes": ""}


def _waiver(drive: _Drive, facts: Mapping[str, Any]) -> dict[str, Any]:
    until = office_calendar().local_date(drive.at + WAIVER_HOLDS)
    return {"gate": GATE, "until": until.isoformat()}


def _decision(drive: _Drive, facts: Mapping[str, Any]) -> dict[str, Any]:
    if facts["decision"] == "no":
        return {"minutes": "", "responsible": "", "by_when": None}
    by_when = office_calendar().local_date(drive.at + 2 * WAIVER_HOLDS)
    return {"by_when": by_when.isoformat()}


def _signature(drive: _Drive, facts: Mapping[str, Any]) -> dict[str, Any]:
    company = drive.request.customer.kind == "company"
    return {"ground": "charter" if company else "personally"}


def _contract(drive: _Drive, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Take the contract as drawn up outside: the file has no legal address, no passport."""
    return {"outside": True, "details": None}


OWN_WORDS: Final[Mapping[str, Callable[[_Drive, Mapping[str, Any]], dict[str, Any]]]] = {
    "terms_proposed": _terms,
    "terms_corrected": _terms,
    "survey_done": _survey,
    "development_decided": _decision,
    "waiver_granted": _waiver,
    "contract_drafted": _contract,
    "contract_signed_by_customer": _signature,
}
