"""The board, what fits where, placing a visit, and the automatic plan to be confirmed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from turnup.dispatch.actions import choose_time, place_visit
from turnup.dispatch.board import board_of, card_of, technologies
from turnup.dispatch.fits import offers_for, verdicts
from turnup.dispatch.forms import BoardQuery, Placing
from turnup.dispatch.map import map_of
from turnup.dispatch.reasons import moment_words
from turnup.dispatch.slots_page import crew_named, slots_page
from turnup.dispatch.views.reader import REFUSALS, is_fragment, refusal_words, said, who
from turnup.dispatch.window import districts, undated, window_of
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of

WEEK = 10  # days of the week view


@require_GET
@allows("plan.read")
def board(request: HttpRequest) -> HttpResponse:
    """Show the crews' days, with the orders that wait for a visit beside them."""
    actor, now = who(request), timezone.now()
    try:
        asked = BoardQuery.model_validate(request.GET.dict())
    except ValidationError:
        asked = BoardQuery()
    today = office_calendar().local_date(now)
    first = asked.day or today
    window = window_of(first, 1 if asked.view == "day" else WEEK, now, skill=asked.skill)
    tasks, blocked = undated(actor, now, skill=asked.skill, district=asked.district)
    window.beside = [*tasks, *blocked]
    cards = [
        card_of(one, window.lacks.get(one.order.id, ()), window.slips.get(one.order.id))
        for one in window.beside
    ]
    shown = {
        "asked": asked,
        "today": today,
        "first": first,
        "board": board_of(window, actor),
        "waiting": cards[: len(tasks)],
        "held_up": cards[len(tasks) :],
        "map": map_of(window, cards, actor),
        "districts": districts(),
        "technologies": technologies(),
        "may_plan": bool(scope_of(actor, "plan.edit")),
        "leads": "account_manager" in actor.roles,
        **_ways(asked, first, today),
    }
    return render(request, "dispatch/board.html", shown)


def _ways(asked: BoardQuery, first: date, today: date) -> dict[str, str]:
    """Give the addresses of the days before and after, of today, and of the other view."""
    step = timedelta(days=1 if asked.view == "day" else 7)
    return {
        "before_url": _url(asked, day=first - step),
        "after_url": _url(asked, day=first + step),
        "today_url": _url(asked, day=today),
        "week_url": _url(asked, day=first, view="week"),
        "day_url": _url(asked, day=first, view="day"),
        "here_url": _url(asked, day=first),
    }


def _url(asked: BoardQuery, **changes: Any) -> str:
    said = {**asked.model_dump(), **changes}
    told = {name: str(value) for name, value in said.items() if value}
    return f"{reverse('dispatch:board')}?{urlencode(told)}"


@require_GET
@allows("plan.read")
def fits(request: HttpRequest, number: int) -> HttpResponse:
    """Judge every half hour of the shown days for one order: what the board marks in a drag."""
    actor, now = who(request), timezone.now()
    order = visible_order(actor, "plan.read", number=number)
    asked = BoardQuery.model_validate(_readable(request))
    first = asked.day or office_calendar().local_date(now)
    window = window_of(first, 1 if asked.view == "day" else WEEK, now, skill=asked.skill)
    return JsonResponse(verdicts(order, window))


def _readable(request: HttpRequest) -> dict[str, str]:
    try:
        BoardQuery.model_validate(request.GET.dict())
    except ValidationError:
        return {}
    return {name: str(value) for name, value in request.GET.items()}


@require_GET
@allows("plan.read")
def slots(request: HttpRequest, number: int) -> HttpResponse:
    """Show an order's next slots with their reasons, and the form to place its visit."""
    actor, now = who(request), timezone.now()
    order = visible_order(actor, "plan.read", number=number)
    shown = slots_page(offers_for(order, now), actor, request.GET.dict(), now)
    template = "dispatch/slots_part.html" if is_fragment(request) else "dispatch/slots.html"
    return render(request, template, shown)


@require_POST
@allows("step.record")
def place(request: HttpRequest, number: int) -> HttpResponse:
    """Plan or move an order's visit; take an offered time and agree to it in one go."""
    actor, now = who(request), timezone.now()
    order = visible_order(actor, "step.record", number=number)
    try:
        told = _placed(order, actor, now, request)
    except REFUSALS as fault:
        words = refusal_words(fault)
        if is_fragment(request):
            return said(words, "bad")
        messages.error(request, words)
        return redirect("dispatch:slots", number)
    if is_fragment(request):
        return said(told, changed=True)
    messages.success(request, told)
    return redirect("dispatch:slots", number)


def _placed(order: Order, actor: Actor, now: datetime, request: HttpRequest) -> str:
    form = Placing.model_validate({k: v for k, v in request.POST.items() if k in FIELDS and v})
    crew = crew_named(form.crew) or form.crew
    zone = office_calendar().zone
    starts_at = datetime.combine(form.day, form.at, zone).astimezone(UTC)
    move = Move(order_id=order.id, actor=actor, now=now, at=now)
    when = {"when": moment_words(starts_at), "crew": crew}
    if form.agreed_with:
        choose_time(
            move=move,
            crew=crew,
            starts_at=starts_at,
            agreed_with=form.agreed_with,
            way="phone",
            reason=form.reason or _("Agreed with the customer"),
        )
        return _("Agreed: %(when)s, %(crew)s.") % when
    place_visit(
        move=move,
        crew=crew,
        starts_at=starts_at,
        minutes=form.minutes,
        wished_by=form.wished_by,
        reason=form.reason or _("Planned anew on the board"),
    )
    return _("Planned: %(when)s, %(crew)s.") % when


FIELDS = frozenset(Placing.model_fields)
