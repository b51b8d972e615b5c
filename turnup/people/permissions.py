"""The guard of every route: it lets in whom the table of operations lets in.

Objects outside a scope answer 404 (their view decides, by `request.scope`); 403 is only for
whole operations that are none of the role's.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.operations import OPERATIONS, PUBLIC, SELF, Scope, widest


def scope_of(actor: Actor, operation: str) -> Scope | None:
    """Return how far the operation reaches for the actor, or None where it is not theirs."""
    return widest(actor.roles, operation)


def may_move(actor: Actor, *, order_id: UUID, lead_id: UUID) -> bool:
    """Tell whether the actor may record steps of the order: which ones, the standard decides.

    A customer on a link reaches the link's one order by having it, and by no table.
    """
    if actor.only_order is not None:
        return actor.only_order == order_id
    scope = scope_of(actor, "step.record")
    return scope == "all" or (scope == "own" and lead_id == actor.id)


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
