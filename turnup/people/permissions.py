"""Which role may do which operation, and on what: the one table, and the guard of every route.

Objects outside a scope answer 404 (their view decides, by `request.scope`); 403 is only for
whole operations that are none of the role's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, NamedTuple, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_noop as _

from turnup.people.actor import Actor
from turnup.people.asking import Asked, Scope
from turnup.people.roles import ADMINISTRATOR, ROLES, STANDARD_ROLES

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
    "step.record": Operation(_("Record a step"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "journal.read": Operation(_("Read an order's journal"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "work_journal.read": Operation(
        _("Read the technical department's work journal"),
        _scopes(*HEADS, *SURVEYORS_AND_CREWS, own=_LEAD),
    ),
    "tasks.read": Operation(_("See one's tasks"), _scopes(*_ALL_BUT_LEAD, own=_LEAD)),
    "messages.read": Operation(
        _("Read the letters about an order"),
        _scopes(*HEADS, *SUBSCRIBER_DEPARTMENT, own=_LEAD),
    ),
    "customer.search": Operation(
        _("Search the customers"),
        _scopes(*_LEAD, "commercial_head", "lawyer", *SUBSCRIBER_DEPARTMENT),
    ),
    "standard.read": Operation(_("Read the standard"), _scopes(*ROLES)),
    "speed.read": Operation(_("See the speed of connection"), _scopes(*STANDARD_ROLES)),
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


def scope_of(actor: Actor, operation: str) -> Scope | None:
    """Return the widest scope the actor's roles give. Raises KeyError for no such operation."""
    scopes = OPERATIONS[operation].scopes
    found = {scopes[role] for role in actor.roles if role in scopes}
    if "all" in found:
        return "all"
    return "own" if found else None


class NotAllowed(PermissionDenied):
    """The whole operation is none of this actor's."""

    def __init__(self, operation: str):
        super().__init__(operation)
        self.operation = operation


class NotSignedIn(PermissionDenied):
    """Nobody is signed in, and the caller is a program."""


View = Callable[..., Any]


def allows(operation: str) -> Callable[[View], View]:
    """Mark a view or a ninja operation with what it does, and let in only whom the table lets in.

    The view finds `request.actor` and `request.scope` (`all` or `own`). The route's declaration
    can be read from the callable's attribute `operation`; a test asks it of every route.
    """
    if operation not in (PUBLIC, SELF) and operation not in OPERATIONS:
        raise KeyError(operation)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if operation != PUBLIC:
                turned_away = _turn_away(request, operation)
                if turned_away is not None:
                    return turned_away
            return view(request, *args, **kwargs)

        cast(Any, guarded).operation = operation
        return guarded

    return mark


def _turn_away(request: HttpRequest, operation: str) -> HttpResponse | None:
    """Send an anonymous reader to the sign-in page; raise for who may not; else set the scope."""
    asked = cast(Asked, request)
    if asked.actor is None:
        if request.headers.get("Accept", "").startswith("application/json"):
            raise NotSignedIn
        return _to_sign_in(request)
    scope = "own" if operation == SELF else scope_of(asked.actor, operation)
    if scope is None:
        raise NotAllowed(operation)
    asked.scope = scope
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Let htmx move the whole page, or the sign-in form would land inside a fragment."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
