"""One permit: its letter, its sending, its answer, its scan."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.ground import actions
from turnup.ground.models import OrderPermit, Permit
from turnup.ground.page_forms import Answered, Sent, Withdrawn, hours_of
from turnup.ground.views.door import (
    around,
    form_page,
    permit_badge,
    today,
    try_to,
    upload,
)
from turnup.orders.models import Order
from turnup.orders.reading import who
from turnup.papers.answers import file_answer
from turnup.people.permissions import allows

METHODS = ("GET", "HEAD", "POST")
MONDAY = date(2024, 1, 1)


@require_GET
@allows("ground.read")
def permit(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Show a permit with all that is known of it, and the orders that it serves."""
    found = _found(permit_id)
    served = OrderPermit.objects.filter(permit=found).values("order_id")
    shown = {
        "permit": found,
        "badge": permit_badge(found, today()),
        "week": week(found),
        "orders": Order.objects.filter(id__in=served).order_by("number"),
    }
    return render(request, "ground/permit.html", around(request, "permits") | shown)


def week(permit: Permit) -> list[dict[str, Any]]:
    """Give the seven weekdays with their hours; empty where the holder named none."""
    windows = list(permit.windows.all())
    if not windows:
        return []
    return [
        {
            "day": MONDAY.replace(day=1 + day),
            "hours": [one for one in windows if one.weekday == day],
        }
        for day in range(7)
    ]


def _found(permit_id: UUID) -> Permit:
    rows = Permit.objects.select_related("building", "party", "order", "letter__file", "scan")
    return get_object_or_404(rows, pk=permit_id)


def _page(found: Permit) -> str:
    return reverse("ground:permit", args=[found.pk])


@require_GET
@allows("ground.read")
def letter(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Give the letter of the request to save; it is made for the first who asks."""
    actor, _language = who(request)
    found = _found(permit_id)
    if not found.subject:
        raise Http404("granted without a request of ours")
    return file_answer(actions.make_letter(permit=found, actor=actor, at=timezone.now()).file)


@require_http_methods(METHODS)
@allows("ground.edit")
def sent(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Note that the letter went out."""
    found = _found(permit_id)

    def act(said: Any) -> str:
        actions.send_permit(permit=found, on=said.sent_date, sent_by=said.sent_by)
        return _("Noted. Now it waits for the answer.")

    return form_page(
        request,
        Sent,
        act,
        title=_("The letter went out"),
        back=_page(found),
        known={"sent_date": today().isoformat()},
    )


@require_http_methods(METHODS)
@allows("ground.edit")
def answer(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Write the holder's answer down."""
    found = _found(permit_id)

    def act(said: Any) -> str:
        actions.answer_permit(
            permit=found,
            granted=said.answer == "granted",
            on=said.answered_date,
            hours=hours_of(request.POST),
            **said.model_dump(exclude={"answer", "answered_date"}),
        )
        return _("The answer is written down.")

    days = [
        {
            "number": day,
            "day": MONDAY.replace(day=1 + day),
            "begins": request.POST.get(f"begins_{day}", ""),
            "ends": request.POST.get(f"ends_{day}", ""),
        }
        for day in range(7)
    ]
    return form_page(
        request,
        Answered,
        act,
        title=_("The answer of %(party)s") % {"party": found.party.name},
        back=_page(found),
        known={"answered_date": today().isoformat(), "answer": "granted"},
        around={"week": days},
    )


@require_http_methods(METHODS)
@allows("ground.edit")
def withdrawn(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Note that the holder took the permission back."""
    found = _found(permit_id)

    def act(said: Any) -> str:
        actions.withdraw_permit(permit=found, on=said.on, reason=said.reason)
        return _("The permit is withdrawn; orders that rest on it show it.")

    return form_page(
        request,
        Withdrawn,
        act,
        title=_("The permit is withdrawn"),
        back=_page(found),
        known={"on": today().isoformat()},
    )


@require_POST
@allows("ground.edit")
def keep_scan(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Keep the scan of their document."""
    found = _found(permit_id)
    given = upload(request)
    if given is None:
        return redirect(_page(found))
    return try_to(
        request,
        lambda: actions.attach_scan(
            paper=found, content=given[0], name=given[1], at=timezone.now()
        ),
        _("The scan is kept."),
        _page(found),
    )


@require_GET
@allows("ground.read")
def scan(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """Give the scan to save."""
    found = _found(permit_id)
    if found.scan is None:
        raise Http404("no scan")
    return file_answer(found.scan)
