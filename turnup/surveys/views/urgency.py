"""The technical director's tap: may this survey be urgent?"""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from turnup.orders.office import office_calendar
from turnup.orders.reading import REFUSALS, UNPROCESSABLE, OrderReader, order_reader, said_of
from turnup.people.permissions import allows
from turnup.surveys import actions
from turnup.surveys.days_page import ICONS
from turnup.surveys.forms import AllowedUrgency, RefusedUrgency
from turnup.surveys.paper_words import TECHNOLOGIES
from turnup.surveys.survey_page import urgency_of

WHY: Final = (
    gettext_noop("The customer opens on a fixed day"),
    gettext_noop("The customer is without any connection"),
    gettext_noop("We promised a date"),
    gettext_noop("A large contract depends on it"),
)
WHY_NOT: Final = (
    gettext_noop("The next survey day is near enough"),
    gettext_noop("Nobody is free on another day"),
)


@require_GET
@allows("order.read")
def urgency(request: HttpRequest, number: int) -> HttpResponse:
    """Show who asks for an urgent survey and why, what it gains, and the two answers."""
    return _page(request, order_reader(request, number, "order.read"))


def _page(request: HttpRequest, me: OrderReader, **more: Any) -> HttpResponse:
    me.note([me.order], "urgent survey")
    today = office_calendar().local_date(me.now)
    shown = {
        "order": me.order,
        "now": me.now,
        "icon": ICONS.get(me.order.technology, "network"),
        "technology": _(TECHNOLOGIES[me.order.technology]),
        "may_answer": me.may("survey_urgency_allowed"),
        "version": me.order.version,
        "why": [_(text) for text in WHY],
        "why_not": [_(text) for text in WHY_NOT],
        **urgency_of(me.order, today, me.language),
        **more,
    }
    return render(request, "surveys/urgency.html", shown, status=UNPROCESSABLE if more else 200)


@require_POST
@allows("step.record")
def allow(request: HttpRequest, number: int) -> HttpResponse:
    """Let the survey be done on another day."""
    me = order_reader(request, number, "step.record")
    reason = _reason(request)
    try:
        said = AllowedUrgency.read({"reason": reason}).keywords()
        actions.allow_urgent_survey(move=me.move(request.POST.get("_version", "")), **said)
    except REFUSALS as fault:
        return _page(request, me, fault=said_of(me.explained(fault)), typed=reason, failed="allow")
    messages.success(
        request, _("The urgent survey of № %(number)s is allowed.") % {"number": number}
    )
    return redirect("surveys:urgency", number)


@require_POST
@allows("step.record")
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Send the survey back to the survey days."""
    me = order_reader(request, number, "step.record")
    reason = _reason(request)
    try:
        said = RefusedUrgency.read({"reason": reason}).keywords()
        actions.refuse_urgent_survey(move=me.move(request.POST.get("_version", "")), **said)
    except REFUSALS as fault:
        return _page(request, me, fault=said_of(me.explained(fault)), typed=reason, failed="refuse")
    messages.success(request, _("№ %(number)s goes to the survey days.") % {"number": number})
    return redirect("surveys:urgency", number)


def _reason(request: HttpRequest) -> str:
    """Give the reason that was tapped, or the one that was typed."""
    return (request.POST.get("tapped") or request.POST.get("reason", "")).strip()
