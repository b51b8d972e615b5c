"""The staff's pages: an order's link with its visits, and the inbox of the public form."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.problems import explain
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.people.permissions import allows, scope_of
from turnup.portal import actions
from turnup.portal.inbox import inbox_shown
from turnup.portal.keys import code_of
from turnup.portal.models import CustomerLink
from turnup.portal.queries import (
    address_of,
    asked_call,
    letters_about,
    live_link,
    standing_code,
)
from turnup.requests.models import PublicRequest
from turnup.requests.public_actions import close_public_request, take_public_request
from turnup.standard.refusals import Refused

MOST_VISITS = 50
REFUSALS = (Refused, ValidationError, DatabaseError)


def _actor(request: HttpRequest) -> Actor:
    actor = cast(Asked, request).actor
    assert actor is not None, "the route's guard lets in nobody without an actor"
    return actor


def _language(request: HttpRequest) -> str:
    return "en" if cast(Asked, request).LANGUAGE_CODE == "en" else "ru"


def _order(request: HttpRequest, number: int) -> Order:
    return visible_order(_actor(request), "link.manage", number=number)


# ------------------------------------------------------------------ an order's link
@require_http_methods(["GET", "HEAD", "POST"])
@allows("link.manage")
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Show the order's link with its letters and visits; POST makes it anew."""
    order = _order(request, number)
    if request.method == "POST":
        actions.make_link(order=order, actor=_actor(request), at=timezone.now())
        messages.success(request, _("The link is made. An earlier one opens nothing any more."))
        return redirect("portal:link", number)
    now, found = timezone.now(), live_link(order.id)
    note_read(actor=_actor(request), customer_id=order.customer_id, what="link", at=now)
    shown: dict[str, Any] = {
        "now": now,
        "order": order,
        "link": found,
        "ended": bool(found and found.expires_at <= now),
        "address": address_of(found, settings.PUBLIC_URL) if found else "",
        "earlier": order.links.exclude(revoked_at=None).order_by("-revoked_at")[:5],
        "visits": found.visits.all()[:MOST_VISITS] if found else (),
        "letters": letters_about(order.id),
        "by_mail": bool(settings.SMTP_URL),
        "call": asked_call(order.id),
        "code": _code_to_tell(found, now) if found else "",
    }
    answer = render(request, "portal/link.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _code_to_tell(found: CustomerLink, now: Any) -> str:
    """Give the code in force where no mail server could bring it: it is told by phone."""
    code = standing_code(found, now)
    return code_of(code.id) if code and not settings.SMTP_URL else ""


def _on_link(
    request: HttpRequest, number: int, done: str, act: Callable[[CustomerLink], object]
) -> HttpResponse:
    order = _order(request, number)
    found = live_link(order.id)
    if found is None:
        raise Http404("the order has no link")
    try:
        act(found)
    except REFUSALS as fault:
        _tell(request, fault)
    else:
        messages.success(request, done)
    return redirect("portal:link", number)


@require_POST
@allows("link.manage")
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Send the link to the customer by e-mail."""
    actor, now = _actor(request), timezone.now()
    done = _("The letter with the link is on its way.")
    return _on_link(
        request, number, done, lambda one: actions.send_link(link=one, actor=actor, at=now)
    )


@require_POST
@allows("link.manage")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Let the link open nothing any more."""
    actor, now = _actor(request), timezone.now()
    done = _("The link opens nothing any more.")
    return _on_link(
        request, number, done, lambda one: actions.revoke_link(link=one, actor=actor, at=now)
    )


@require_POST
@allows("link.manage")
def called(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the customer was called."""
    order = _order(request, number)
    now = timezone.now()
    if actions.settle_call(order_id=order.id, actor=_actor(request), at=now):
        messages.success(request, _("Written down: the customer was called."))
    return redirect("portal:link", number)


# ------------------------------------------------------------------ the inbox
@require_GET
@allows("public_request.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the requests from the web site that wait, each with what we know already."""
    actor, now = _actor(request), timezone.now()
    shown = {
        "now": now,
        "rows": inbox_shown(actor=actor, at=now, language=_language(request)),
        "may_take": bool(scope_of(actor, "public_request.take")),
        "form_address": f"{settings.PUBLIC_URL.rstrip('/')}/request",
    }
    return render(request, "portal/inbox.html", shown)


@require_POST
@allows("public_request.take")
def take(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a request into an order of one's own."""
    _waiting(request_id)
    try:
        receipt = take_public_request(
            request_id=request_id,
            actor=_actor(request),
            now=timezone.now(),
            door="page",
            customer_id=_chosen(request.POST.get("customer", "")),
        )
    except REFUSALS as fault:
        _tell(request, fault)
        return redirect("portal:inbox")
    number = Order.objects.values_list("number", flat=True).get(pk=receipt.id)
    messages.success(request, _("The request is an order now, and you lead it."))
    return HttpResponseRedirect(f"/orders/{number}")


@require_POST
@allows("public_request.take")
def close(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Close a request that comes to nothing."""
    _waiting(request_id)
    try:
        close_public_request(
            request_id=request_id,
            actor=_actor(request),
            at=timezone.now(),
            because=request.POST.get("because", ""),
        )
    except REFUSALS as fault:
        _tell(request, fault)
    else:
        messages.success(request, _("The request is closed and its data are deleted."))
    return redirect("portal:inbox")


def _waiting(request_id: UUID) -> None:
    if not PublicRequest.objects.filter(pk=request_id).exists():
        raise Http404(str(request_id))


def _chosen(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _tell(request: HttpRequest, fault: Refused | ValidationError | DatabaseError) -> None:
    told = explain(fault, language=_language(request))
    faults = " ".join(f"{one.fault} {one.mend}".strip() for one in told.errors)
    messages.error(request, faults or told.detail)
