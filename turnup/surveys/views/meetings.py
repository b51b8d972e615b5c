"""The technical department's meeting: agenda, decisions, builds, minutes."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.orders.faults import refuse_unkeepable
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.orders.reading import REFUSALS, UNPROCESSABLE, Reader, faults_by_field, reader, said_of
from turnup.papers.answers import bytes_answer, file_answer
from turnup.papers.media import PDF
from turnup.papers.previews import NoSuchPage, page_count, page_png
from turnup.papers.queries import content_of
from turnup.people.permissions import allows, scope_of
from turnup.standard.refusals import Refused
from turnup.surveys import actions
from turnup.surveys.agenda import REACH_KM, REACHES_KM, agenda
from turnup.surveys.forms import BuiltNetwork, MeetingDecision, PutOffCase
from turnup.surveys.meeting_actions import call_meeting, put_off_case, write_minutes
from turnup.surveys.meeting_page import agenda_page, builders, meeting_shown
from turnup.surveys.minutes_actions import drafted_minutes, issue_minutes
from turnup.surveys.models import Decision, Meeting

FIELDS: Final = ("decision", "minutes", "responsible", "by_when", "review_on")
SAID_OF: Final[Mapping[str, tuple[str, ...]]] = {
    Decision.BUILD: ("decision", "minutes", "responsible", "by_when"),
    Decision.NOT_NOW: ("review_on", "minutes"),
}
"""What each decision says; fields of the others may be filled and are left out."""
SEVERAL: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allows("meeting.read")
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the agenda of today; call a meeting of a day."""
    me = reader(request)
    if request.method == "POST":
        return _call(request, me)
    return _agenda(request, me)


def _agenda(request: HttpRequest, me: Reader, **more: Any) -> HttpResponse:
    today = office_calendar().local_date(me.now)
    asked = request.GET.get("reach", "")
    reach = next((km for km in REACHES_KM if f"{km:g}" == asked), REACH_KM)
    found = agenda(today, reach)
    orders = [case.order for group in found.groups for case in group.cases]
    orders += [one.order for one in found.put_off]
    orders += [one.order for one in found.builds]
    me.note((one for one in orders if one.customer.kind != "company"), "meeting agenda")
    shown = {
        **agenda_page(found, today, reach),
        "now": me.now,
        "today": today,
        "may_lead": bool(scope_of(me.actor, "meeting.lead")),
        "may_build": bool({"noc_head"} & me.actor.roles),
        "builders": builders(me.now, me.language),
        "past": Meeting.objects.select_related("paper")[:12],
        **more,
    }
    http = UNPROCESSABLE if more else 200
    return render(request, "surveys/meetings.html", shown, status=http)


def _call(request: HttpRequest, me: Reader) -> HttpResponse:
    if not scope_of(me.actor, "meeting.lead"):
        raise Http404("no meeting of theirs to call")
    try:
        day = date.fromisoformat(request.POST.get("meeting_date", ""))
    except ValueError:
        return _agenda(request, me, call_fault=_("Give the day of the meeting."))
    try:
        meeting = call_meeting(actor=me.actor, at=me.now, meeting_date=day)
    except REFUSALS as fault:
        return _agenda(request, me, call_fault=said_of(me.explained(fault)))
    return redirect("surveys:meeting", meeting.meeting_date.isoformat())


# ------------------------------------------------------- deciding
@require_POST
@allows("meeting.lead")
def decide(request: HttpRequest) -> HttpResponse:
    """Decide about one case or several at once; each is recorded by itself."""
    me = reader(request)
    typed = {name: text for name in FIELDS if (text := request.POST.get(name, "").strip())}
    group = request.POST.get("group", "")[:4]
    try:
        orders = [UUID(one) for one in request.POST.getlist("case")[:SEVERAL]]
    except ValueError:
        raise Http404("no such case") from None
    if not orders:
        fault = _("Choose at least one case.")
        return _agenda(request, me, group=group, typed=typed, faults={"case": fault})
    decided = 0
    faults: dict[str, str] = {}
    for order_id in orders:
        try:
            _decide(me, order_id, typed)
            decided += 1
        except REFUSALS as fault:
            told = me.explained(fault)
            faults |= faults_by_field(told) or {"case": _named(order_id, said_of(told))}
    if faults and not decided:
        return _agenda(request, me, group=group, typed=typed, faults=faults)
    for text in faults.values():
        messages.error(request, text)
    text = ngettext("Decided: %(count)s case.", "Decided: %(count)s cases.", decided)
    messages.success(request, text % {"count": decided})
    return redirect("surveys:meetings")


def _named(order_id: UUID, text: str) -> str:
    number = Order.objects.filter(pk=order_id).values_list("number", flat=True).first()
    return f"№ {number}: {text}"


def _decide(me: Reader, order_id: UUID, typed: dict[str, str]) -> None:
    refuse_unkeepable(typed)
    move = Move(order_id=order_id, actor=me.actor, now=me.now, at=me.now)
    wanted = SAID_OF.get(typed.get("decision", ""), ("decision", "minutes"))
    said: dict[str, Any] = {name: typed[name] for name in wanted if name in typed}
    if typed.get("decision") == Decision.NOT_NOW:
        put_off_case(move=move, **PutOffCase.read(said).keywords())
    else:
        actions.decide_development(move=move, **MeetingDecision.read(said).keywords())


@require_POST
@allows("step.record")
def built(request: HttpRequest) -> HttpResponse:
    """Say that a network was built: the new survey opens by itself."""
    me = reader(request)
    typed = {n: text for n in ("built_on", "work") if (text := request.POST.get(n, "").strip())}
    try:
        order_id = UUID(request.POST.get("order", ""))
    except ValueError:
        raise Http404("no such order") from None
    move = Move(order_id=order_id, actor=me.actor, now=me.now, at=me.now)
    try:
        refuse_unkeepable(typed)
        actions.finish_build(move=move, **BuiltNetwork.read(typed).keywords())
    except REFUSALS as fault:
        me.tell(request, fault)
    else:
        messages.success(request, _("Built. The new survey waits for its day."))
    return redirect("surveys:meetings")


# ------------------------------------------------------- one meeting
@require_http_methods(["GET", "HEAD", "POST"])
@allows("meeting.read")
def meeting(request: HttpRequest, day: str) -> HttpResponse:
    """Show what a meeting decided, and its minutes; write these on."""
    me = reader(request)
    found = _meeting(day)
    may_lead = bool(scope_of(me.actor, "meeting.lead"))
    if request.method == "POST":
        if not may_lead:
            raise Http404("not theirs to write")
        return _write(request, me, found)
    me.note((one.case.order for one in found.items.select_related("case__order")), "minutes")
    shown = {**meeting_shown(found), "now": me.now, "may_lead": may_lead, **_paper(found, me)}
    return render(request, "surveys/meeting.html", shown)


def _meeting(day: str) -> Meeting:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404(day) from None
    found = Meeting.objects.filter(meeting_date=wanted).select_related("paper__file").first()
    if found is None:
        raise Http404(day)
    return found


def _paper(found: Meeting, me: Reader) -> dict[str, Any]:
    try:
        pdf = drafted_minutes(found)
    except Refused as fault:
        return {"pages": range(0), "told": said_of(me.explained(fault))}
    return {"pages": range(1, page_count(pdf) + 1), "told": ""}


def _write(request: HttpRequest, me: Reader, found: Meeting) -> HttpResponse:
    text = request.POST.get("minutes", "").replace("\r\n", "\n").strip()
    try:
        refuse_unkeepable({"minutes": text})
        write_minutes(actor=me.actor, meeting=found, minutes=text)
        if "issue" in request.POST:
            paper = issue_minutes(meeting=found, actor=me.actor, at=me.now)
            messages.success(request, _("Issued: minutes № %(number)s") % {"number": paper.number})
        else:
            messages.success(request, _("The minutes are kept."))
    except REFUSALS as fault:
        me.tell(request, fault)
    return redirect("surveys:meeting", found.meeting_date.isoformat())


@require_GET
@allows("meeting.read")
def minutes(request: HttpRequest, day: str) -> HttpResponse:
    """Give the minutes to save: as they were issued, else the draft."""
    me, found = reader(request), _meeting(day)
    me.note((one.case.order for one in found.items.select_related("case__order")), "minutes")
    if found.paper:
        return file_answer(found.paper.file)
    try:
        return bytes_answer(drafted_minutes(found), _("Minutes, draft"), PDF)
    except Refused as fault:
        me.tell(request, fault)
        return redirect("surveys:meeting", day)


@require_GET
@allows("meeting.read")
def minutes_page(request: HttpRequest, day: str, page: int) -> HttpResponse:
    """Draw a page of the minutes as they are now."""
    found = _meeting(day)
    try:
        pdf = content_of(found.paper.file) if request.GET.get("issued") and found.paper else None
        answer = HttpResponse(page_png(pdf or drafted_minutes(found), page, 1000))
    except (Refused, NoSuchPage):
        raise Http404(day) from None
    answer["Content-Type"] = "image/png"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
