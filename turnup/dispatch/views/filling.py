"""The automatic plan: proposed, looked at, confirmed line by line."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from turnup.dispatch.actions import Placement, confirm_fill
from turnup.dispatch.board import card_of
from turnup.dispatch.reasons import all_words, words
from turnup.dispatch.views.reader import refusal_words, who
from turnup.dispatch.window import waiting, window_of
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.planner import fill as fill_plan

AHEAD: Final = 14  # days


@require_http_methods(["GET", "HEAD", "POST"])
@allows("plan.edit")
def fill(request: HttpRequest) -> HttpResponse:
    """Show what the planner proposes for every order that waits; plan what was ticked."""
    actor, now = who(request), timezone.now()
    if request.method == "POST":
        return _confirm(request, actor, now)
    return render(request, "dispatch/fill.html", _proposed(actor, now))


def _proposed(actor: Actor, now: datetime) -> dict[str, Any]:
    tasks = {task.job.id: task for task in waiting(actor, now)}
    window = window_of(office_calendar().local_date(now), AHEAD, now)
    jobs = [task.job for task in tasks.values()]
    placed, left = fill_plan(jobs, window.shifts, window.bookings, now)
    crews, zone = {crew.id: crew for crew in window.crews}, window.calendar.zone
    return {
        "days": AHEAD,
        "proposals": [
            {
                **card_of(tasks[one.job.id]),
                "id": one.job.id,
                "crew": crews[one.slot.crew],
                "begins": one.slot.begins.astimezone(zone),
                "span": f"{one.slot.begins.astimezone(zone):%H:%M}–"
                f"{one.slot.ends.astimezone(zone):%H:%M}",
                "why": all_words(one.slot.reasons),
                "line": _line(tasks[one.job.id].order, crews[one.slot.crew].name, one),
            }
            for one in sorted(placed, key=lambda p: (p.slot.begins, p.slot.crew))
        ],
        "left": [{**card_of(tasks[one.job.id]), "why": words(one.reason)} for one in left],
    }


def _line(order: Order, crew: str, one: Any) -> str:
    """Write a proposal as its tick box sends it back."""
    return f"{order.id}|{order.version}|{one.slot.begins.isoformat()}|{one.job.minutes}|{crew}"


def _confirm(request: HttpRequest, actor: Actor, now: datetime) -> HttpResponse:
    placements = [_read(line) for line in request.POST.getlist("line")]
    done, refused = confirm_fill(
        actor=actor, placements=[one for one in placements if one], now=now
    )
    if done:
        told = ngettext("%(n)s visit is planned.", "%(n)s visits are planned.", len(done))
        messages.success(request, told % {"n": len(done)})
    for one, fault in refused:
        number = Order.objects.values_list("number", flat=True).get(pk=one.order_id)
        messages.error(request, f"№ {number}: {refusal_words(fault)}")
    if not placements:
        messages.info(request, _("Nothing was ticked."))
    return redirect("dispatch:board")


def _read(line: str) -> Placement | None:
    """Read a line; what was tampered with is left out."""
    try:
        order, version, begins, minutes, crew = line.split("|", 4)
        moment = datetime.fromisoformat(begins)
        if moment.tzinfo is None:
            return None
        return Placement(UUID(order), int(version), crew, moment, int(minutes))
    except (ValueError, OverflowError):
        return None
