"""The estimate: its editor with live totals, then what stands, planned against actual."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnup.orders.faults import refuse_unkeepable
from turnup.orders.office import office_calendar
from turnup.orders.reading import (
    REFUSALS,
    UNPROCESSABLE,
    OrderReader,
    faults_by_field,
    order_reader,
    said_of,
)
from turnup.people.permissions import allows, scope_of
from turnup.surveys import actions, estimate_page
from turnup.surveys.actual_forms import read_actuals
from turnup.surveys.estimating import complete_lines
from turnup.surveys.forms import MadeEstimate
from turnup.surveys.queries import standing_estimate, standing_survey
from turnup.surveys.survey_page import result_of
from turnup.surveys.views.papers import paper_part


@require_http_methods(["GET", "HEAD", "POST"])
@allows("estimate.read")
def estimate(request: HttpRequest, number: int) -> HttpResponse:
    """Show the editor to whose turn it is, else what stands; record what was posted."""
    me = order_reader(request, number, "estimate.read")
    me.note([me.order], "estimate")
    if request.method == "POST":
        return _record(request, me)
    if me.may("estimate_made"):
        detailed = request.GET.get("detailed") == "yes"
        survey = standing_survey(me.order.id)
        today = office_calendar().local_date(me.now)
        data = estimate_page.first_data(me.order, survey, detailed=detailed, day=today)
        return _editor(request, me, data)
    return _reading(request, me)


def _reading(request: HttpRequest, me: OrderReader) -> HttpResponse:
    found = standing_estimate(me.order.id)
    shown = {
        "order": me.order,
        "now": me.now,
        "shown": estimate_page.estimate_shown(found, me.order) if found else None,
        "paper": paper_part(me, "estimate") if found else None,
        "may_enter": bool(found and scope_of(me.actor, "estimate.enter_actuals")),
        "awaited": me.order.open_steps.filter(step="estimate_made").exists(),
    }
    return render(request, "surveys/estimate.html", shown)


def _editor(
    request: HttpRequest,
    me: OrderReader,
    data: Mapping[str, Any],
    faults: Mapping[str, str] | None = None,
    told: str = "",
) -> HttpResponse:
    survey = standing_survey(me.order.id)
    today = office_calendar().local_date(me.now)
    shown = {
        "order": me.order,
        "now": me.now,
        "form": estimate_page.editor(data, faults or {}, today),
        "told": told,
        "has_template": estimate_page.technology_known(me.order, survey),
        "result": result_of(survey, me.order, me.language) if survey else None,
        "version": request.POST.get("_version") or me.order.version,
        **_totals(me, data),
    }
    http = UNPROCESSABLE if faults or told else 200
    return render(request, "surveys/estimate_editor.html", shown, status=http)


def _record(request: HttpRequest, me: OrderReader) -> HttpResponse:
    data = estimate_page.read(request.POST)
    try:
        refuse_unkeepable(data)
        said = MadeEstimate.read(data).keywords()
        actions.make_estimate(move=me.move(request.POST.get("_version", "")), **said)
    except REFUSALS as fault:
        told = me.explained(fault)
        lone = "" if told.errors else said_of(told)
        return _editor(request, me, data, faults_by_field(told), lone)
    messages.success(request, _("The estimate is made."))
    return redirect("surveys:estimate", me.order.number)


@require_POST
@allows("estimate.read")
def totals(request: HttpRequest, number: int) -> HttpResponse:
    """Give the totals of what is typed so far, by the very rules that will record it."""
    me = order_reader(request, number, "estimate.read")
    shown = _totals(me, estimate_page.read(request.POST))
    return render(request, "surveys/parts/totals.html", shown)


def _totals(me: OrderReader, data: Mapping[str, Any]) -> dict[str, Any]:
    today = office_calendar().local_date(me.now)
    try:
        refuse_unkeepable(data)
        said = MadeEstimate.read(dict(data))
        rows = [row.model_dump() for row in said.lines]
        lines = complete_lines(rows, today, said.service_date or today)
        return {"totals": estimate_page.totals(me.order, said, lines)}
    except REFUSALS as fault:
        told = me.explained(fault)
        return {"open_faults": [_placed(one) for one in told.errors] or [said_of(told)]}


def _placed(one: Any) -> str:
    """Name the line that a fault lies in, counted as people count."""
    parts = one.field.split(".")
    text = f"{one.fault} {one.mend}".strip()
    if parts[0] == "lines" and len(parts) > 1 and parts[1].isdigit():
        return _("Line %(place)s: %(text)s") % {"place": int(parts[1]) + 1, "text": text}
    return text


@require_POST
@allows("estimate.enter_actuals")
def actuals(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was really used beside what was planned."""
    me = order_reader(request, number, "estimate.enter_actuals")
    try:
        quantities = read_actuals(request.POST)
        actions.enter_actuals(
            order_id=me.order.id, actor=me.actor, at=me.now, quantities=quantities
        )
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        messages.success(request, _("What was really used is kept beside the plan."))
    return redirect("surveys:estimate", number)
