"""The page of a survey: the form by technology while it is awaited, then its result and act."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

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
from turnup.surveys import actions, survey_form
from turnup.surveys.forms import SurveyResult
from turnup.surveys.models import SurveyRequest
from turnup.surveys.photo_actions import add_photos
from turnup.surveys.prechecking import precheck_order
from turnup.surveys.queries import standing_survey
from turnup.surveys.readings import READINGS
from turnup.surveys.survey_page import appointment_of, photo_rows, result_of, technology_tabs
from turnup.surveys.views.papers import paper_part


@require_http_methods(["GET", "HEAD", "POST"])
@allows("order.read")
def survey(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form to whose turn it is, else what stands; record what was posted."""
    me = order_reader(request, number, "order.read")
    if request.method == "POST":
        return _record(request, me)
    if me.may("survey_done"):
        return _form(request, me)
    return _result(request, me)


def _result(request: HttpRequest, me: OrderReader) -> HttpResponse:
    found = standing_survey(me.order.id)
    me.note([me.order], "survey")
    shown: dict[str, Any] = {
        "order": me.order,
        "now": me.now,
        "appointment": appointment_of(me.order, me.language),
        "result": result_of(found, me.order, me.language) if found else None,
        "act": paper_part(me, "survey_act") if found else None,
        "awaited": me.order.open_steps.filter(step="survey_done").exists(),
    }
    return render(request, "surveys/survey.html", shown)


# ------------------------------------------------------- the form
def _form(
    request: HttpRequest,
    me: OrderReader,
    given: QueryDict | None = None,
    faults: Mapping[str, str] | None = None,
    told: str = "",
) -> HttpResponse:
    me.note([me.order], "survey form")
    found = precheck_order(me.order)
    asked = (given or request.GET).get("technology", "")
    technology = survey_form.chosen_technology(me.order, asked, found)
    known = survey_form.foreseen(technology, found)
    today = office_calendar().local_date(me.now).isoformat()
    data = (
        survey_form.blank_data(me.order, today, known)
        if given is None
        else survey_form.read(technology, given, me.order)
    )
    form = survey_form.drawn(technology, data, faults or {}, known)
    task = SurveyRequest.objects.filter(order_id=me.order.id).order_by("-seq").first()
    shown = {
        "order": me.order,
        "now": me.now,
        "form": form,
        "faulty": survey_form.faulty_fields(form),
        "told": told,
        "technology": technology,
        "tabs": technology_tabs(me.order, technology),
        "foreseen_from": survey_form.foreseen_from(technology, found) if known else "",
        "photos": photo_rows(me.order, None),
        "may_add": bool(scope_of(me.actor, "survey.add_photos")),
        "appointment": appointment_of(me.order, me.language),
        "task": task,
        "version": request.POST.get("_version") or me.order.version,
    }
    http = UNPROCESSABLE if faults or told else 200
    return render(request, "surveys/survey_form.html", shown, status=http)


def _record(request: HttpRequest, me: OrderReader) -> HttpResponse:
    """Keep the pictures, then record the result; what was typed stays when it is refused."""
    technology = request.POST.get("technology", "")
    technology = technology if technology in READINGS else me.order.technology
    try:
        _keep_pictures(request, me)
        if "_keep" in request.POST or technology not in READINGS:
            return _form(request, me, request.POST)
        data = survey_form.read(technology, request.POST, me.order)
        refuse_unkeepable(data)
        said = SurveyResult.read(data).keywords()
        actions.finish_survey(move=me.move(request.POST.get("_version", "")), **said)
    except REFUSALS as fault:
        told = me.explained(fault)
        me.order.refresh_from_db()
        lone = "" if told.errors else said_of(told)
        return _form(request, me, request.POST, faults_by_field(told), lone)
    messages.success(request, _("The result is in the work journal."))
    return redirect("surveys:survey", me.order.number)


def _keep_pictures(request: HttpRequest, me: OrderReader) -> None:
    files = [(one.name or "", one.read()) for one in request.FILES.getlist("photos")]
    if files and scope_of(me.actor, "survey.add_photos"):
        add_photos(order=me.order, actor=me.actor, at=me.now, files=files, kind="photo")
