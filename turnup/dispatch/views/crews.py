"""The crews' pages: who works when and with whom, and the forms of each part."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from turnup.dispatch.actions import make_feed, revoke_feed
from turnup.dispatch.board import technologies
from turnup.dispatch.crew_forms import (
    AbsenceForm,
    CrewBasics,
    Joining,
    NewCrew,
    SingleDay,
    TechnicianCard,
)
from turnup.dispatch.crew_page import crew_page, crews_page
from turnup.dispatch.models import Feed
from turnup.dispatch.views.reader import REFUSALS, refusal_words, who
from turnup.installation import actions as installation
from turnup.installation.models import Absence, Crew, CrewMember
from turnup.people.models import Person
from turnup.people.permissions import allows
from turnup.standard.refusals import BadField
from turnup.ui import posted

Doing = Callable[[Crew, QueryDict, datetime], None]


@require_GET
@allows("plan.edit")
def crews(request: HttpRequest) -> HttpResponse:
    """Show every crew with its team of the day."""
    shown = {"crews": crews_page(timezone.now()), "technologies": technologies()}
    return render(request, "dispatch/crews.html", shown)


@require_POST
@allows("plan.edit")
def found_crew(request: HttpRequest) -> HttpResponse:
    """Add a crew."""
    now = timezone.now()
    try:
        form = NewCrew.model_validate(posted.read(NewCrew.model_json_schema(), request.POST))
        crew = installation.create_crew(name=form.name, skills=form.skills, at=now)
    except REFUSALS as fault:
        messages.error(request, refusal_words(fault))
        return redirect("dispatch:crews")
    messages.success(request, _("The crew is set up. Give it hours, people and a base."))
    return redirect("dispatch:crew", crew.pk)


@require_GET
@allows("plan.edit")
def crew(request: HttpRequest, crew_id: int) -> HttpResponse:
    """Show a crew's week, people and absences, with their forms."""
    found = get_object_or_404(Crew, pk=crew_id)
    return render(request, "dispatch/crew.html", crew_page(found, timezone.now()))


@require_POST
@allows("plan.edit")
def change(request: HttpRequest, crew_id: int, part: str) -> HttpResponse:
    """Change one part of a crew's page; a refusal says what to mend."""
    found = get_object_or_404(Crew, pk=crew_id)
    do, told = PARTS[part]
    try:
        do(found, request.POST, timezone.now())
    except REFUSALS as fault:
        messages.error(request, refusal_words(fault))
    else:
        messages.success(request, _(told))
    return redirect(f"{reverse('dispatch:crew', args=[crew_id])}#{part}")


@require_POST
@allows("plan.edit")
def feed(request: HttpRequest, crew_id: int) -> HttpResponse:
    """Make a new calendar address of the crew, or take it back; the address is shown once."""
    actor, found = who(request), get_object_or_404(Crew, pk=crew_id)
    return _feed(request, found, "revoke" in request.POST, actor)


@require_POST
@allows("plan.read")
def own_feed(request: HttpRequest) -> HttpResponse:
    """Make a new calendar address of one's own orders, or take it back."""
    return _feed(request, None, "revoke" in request.POST, who(request))


def _feed(request: HttpRequest, crew: Crew | None, revoke: bool, actor: Any) -> HttpResponse:
    now = timezone.now()
    owned: dict[str, Any] = {"crew": crew} if crew else {"person_id": actor.id}
    if revoke:
        for one in Feed.objects.filter(**owned, revoked_at=None):
            revoke_feed(feed=one, at=now)
        messages.success(request, _("The calendar's address is taken back."))
        return redirect("dispatch:crew", crew.pk) if crew else redirect("dispatch:board")
    _made, token = make_feed(actor=actor, at=now, crew=crew)
    path = reverse("dispatch:feed", args=[token])
    shown = {"crew": crew, "url": request.build_absolute_uri(path)}
    return render(request, "dispatch/feed.html", shown)


# ------------------------------------------------------------------ the parts of the page
def _read(model: Any, data: QueryDict) -> Any:
    return model.model_validate(posted.read(model.model_json_schema(), data))


def _basics(crew: Crew, data: QueryDict, now: datetime) -> None:
    form = _read(CrewBasics, data)
    installation.change_crew(crew=crew, at=now, **form.model_dump())


def _week(crew: Crew, data: QueryDict, now: datetime) -> None:
    hours: dict[int, tuple[time, time]] = {}
    for weekday in range(7):
        begin, end = data.get(f"from_{weekday}", ""), data.get(f"until_{weekday}", "")
        if begin and end:
            hours[weekday] = _time(begin, f"from_{weekday}"), _time(end, f"until_{weekday}")
    installation.set_week(crew=crew, hours=hours, keeps_holidays="keeps_holidays" in data, at=now)


def _time(said: str, field: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise BadField(
            field, gettext_noop("This is no time of the day."), gettext_noop("Write it as 09:30.")
        ) from None


def _day(crew: Crew, data: QueryDict, now: datetime) -> None:
    form = _read(SingleDay, data)
    installation.set_day(crew=crew, at=now, **form.model_dump())


def _drop_day(crew: Crew, data: QueryDict, now: datetime) -> None:
    try:
        day = date.fromisoformat(data.get("day", ""))
    except ValueError:
        raise Http404("no such day") from None
    installation.drop_day(crew=crew, day=day, at=now)


def _join(crew: Crew, data: QueryDict, now: datetime) -> None:
    form = _read(Joining, data)
    person = get_object_or_404(Person, pk=form.person)
    if form.day:
        installation.second(person=person, crew=crew, day=form.day)
    else:
        installation.join_crew(crew=crew, person=person, at=now)


def _technician(crew: Crew, data: QueryDict, now: datetime) -> None:
    form = _read(TechnicianCard, data)
    installation.set_technician(
        person=_member(crew, form.person),
        skills=form.skills,
        height_until=form.height_until,
    )


def _absence(crew: Crew, data: QueryDict, now: datetime) -> None:
    form = _read(AbsenceForm, data)
    said = form.model_dump(exclude={"person"})
    installation.record_absence(person=_member(crew, form.person), **said)


def _drop_absence(crew: Crew, data: QueryDict, now: datetime) -> None:
    said = data.get("absence", "")
    members = CrewMember.objects.filter(crew=crew, left_at=None).values("person")
    rows = Absence.objects.filter(person__in=members)
    found = get_object_or_404(rows, pk=int(said) if said.isdecimal() else 0)
    installation.drop_absence(absence=found)


def _member(crew: Crew, person_id: Any) -> Person:
    members = Person.objects.filter(crews__crew=crew, crews__left_at=None)
    return get_object_or_404(members.distinct(), pk=person_id)


PARTS: dict[str, tuple[Doing, str]] = {
    "basics": (_basics, gettext_noop("The crew is changed.")),
    "week": (_week, gettext_noop("The crew's week is changed.")),
    "day": (_day, gettext_noop("The day is set.")),
    "drop-day": (_drop_day, gettext_noop("The day is as its weekday again.")),
    "join": (_join, gettext_noop("The crew has its new member.")),
    "technician": (_technician, gettext_noop("The technician's skills are set.")),
    "absence": (_absence, gettext_noop("The absence is recorded.")),
    "drop-absence": (_drop_absence, gettext_noop("The absence is taken back.")),
}
