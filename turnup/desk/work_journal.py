"""The technical department's work journal: what is to be surveyed and installed, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from babel import dates
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from turnup.installation.models import InstallationRequest, Visit
from turnup.orders.models import Order
from turnup.orders.occurrence import Occurrence, standing_rows
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.surveys.models import Survey, SurveyAppointment, SurveyRequest, Verdict
from turnup.ui import moments

SURVEY, INSTALLATION = "survey", "installation"
LOOKS_BACK: Final = timedelta(days=31)
AT_MOST: Final = 300
VERDICT_TONES: Final = {
    Verdict.FEASIBLE: "good",
    Verdict.FEASIBLE_WITH_BUILD: "note",
    Verdict.NOT_FEASIBLE: "bad",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: a survey or an installation, planned for a day or not yet."""

    kind: str
    order: Order
    day: date | None
    asked_seq: int
    time: str = ""
    who: str = ""
    urgent: bool = False
    wishes: str = ""
    access: str = ""
    note: str = ""
    verdict: dict[str, str] | None = None
    done: bool = False


def entries(
    actor: Actor, *, kind: str, done: bool, technology: str, now: datetime, language: str
) -> list[Entry]:
    """Give the lines that the actor may read: those to do, or those done in the last month."""
    found: list[Entry] = []
    if kind in ("", SURVEY):
        found += _surveys_done(actor, now) if done else _surveys_open(actor, language)
    if kind in ("", INSTALLATION):
        found += _installations(actor, now, done=done)
    return [one for one in found if technology in ("", one.order.technology)]


def by_day(found: Iterable[Entry], today: date, *, done: bool) -> list[dict[str, Any]]:
    """Group the lines by day: those without a day first, then in time; done ones backwards."""
    days: dict[date | None, list[Entry]] = {}
    for one in found:
        days.setdefault(one.day, []).append(one)
    for lines in days.values():
        lines.sort(key=lambda one: (not one.urgent, one.time, one.order.number))
    known = sorted((day for day in days if day), reverse=done)
    ordered: list[date | None] = [None, *known] if None in days else [*known]
    return [
        {
            "day": day,
            "title": _day_title(day, today),
            "late": bool(day and day < today and not done),
            "entries": days[day],
        }
        for day in ordered
    ]


def _day_title(day: date | None, today: date) -> str:
    if day is None:
        return _("No day yet")
    written = dates.format_date(day, "EEEE, d MMMM y", locale=moments.locale())
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    return f"{near[day]}, {written}" if day in near else written[0].upper() + written[1:]


# ------------------------------------------------------------------ reads
def _mine(found: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    scope = scope_of(actor, "work_journal.read")
    found = found.select_related("order__customer", "order__site", "order__lead")
    return found if scope == "all" else found.filter(order__lead_id=actor.id)


def _standing_open(model: type[Occurrence], step: str, until: str, actor: Actor) -> QuerySet[Any]:
    """Select tasks that were asked for, of live orders in which `until` does not stand yet."""
    found = standing_rows(model, step).filter(order__closed=None)
    return _mine(found.exclude(order__card__standing__has_key=until), actor)[:AT_MOST]


def _surveys_open(actor: Actor, language: str) -> list[Entry]:
    asked = list(_standing_open(SurveyRequest, "survey_requested", "survey_done", actor))
    days = _appointments(asked)
    return [_survey(one, days.get(one.order_id), language) for one in asked]


def _appointments(asked: Iterable[Occurrence]) -> dict[UUID, SurveyAppointment]:
    ids = [one.order_id for one in asked]
    found = standing_rows(SurveyAppointment, "survey_scheduled").filter(order_id__in=ids)
    return {one.order_id: one for one in found.select_related("engineer")}


def _survey(asked: SurveyRequest, day: SurveyAppointment | None, language: str) -> Entry:
    engineer = day.engineer if day else None
    latin = engineer.name_en if engineer and language == "en" else ""
    return Entry(
        SURVEY,
        asked.order,
        day.survey_date if day else None,
        asked.seq,
        who=latin or (engineer.name if engineer else ""),
        urgent=asked.urgent,
        wishes=asked.wishes,
        access=asked.access,
        note=day.note if day else "",
    )


def _surveys_done(actor: Actor, now: datetime) -> list[Entry]:
    since = timezone.localdate(now) - LOOKS_BACK
    found = _mine(Survey.objects.filter(surveyed_on__gte=since), actor)
    return [
        Entry(
            SURVEY,
            one.order,
            one.surveyed_on,
            one.seq,
            note=one.notes,
            verdict={
                "text": str(Verdict(one.verdict).label),
                "tone": VERDICT_TONES[Verdict(one.verdict)],
            },
            done=True,
        )
        for one in found.order_by("-surveyed_on", "-id")[:AT_MOST]
    ]


def _installations(actor: Actor, now: datetime, *, done: bool) -> list[Entry]:
    if done:
        visits = _mine(Visit.objects.filter(done_at__gte=now - LOOKS_BACK), actor)
        found = visits.select_related("crew", "order__customer", "order__site", "order__lead")
        return [_visited(one) for one in found.order_by("-done_at")[:AT_MOST]]
    asked = list(_standing_open(InstallationRequest, "installation_requested", "act_signed", actor))
    ids = [one.order_id for one in asked]
    planned = Visit.objects.filter(order_id__in=ids, released_at=None).select_related("crew")
    visits_by_order = {one.order_id: one for one in planned.order_by("seq")}
    return [_installation(one, visits_by_order.get(one.order_id)) for one in asked]


def _installation(asked: InstallationRequest, visit: Visit | None) -> Entry:
    return Entry(
        INSTALLATION,
        asked.order,
        timezone.localdate(visit.starts_at) if visit else None,
        asked.seq,
        time=_hours(visit) if visit else "",
        who=visit.crew.name if visit else "",
        wishes=asked.wishes,
        access=asked.order.site.access_notes,
    )


def _visited(visit: Visit) -> Entry:
    return Entry(
        INSTALLATION,
        visit.order,
        timezone.localdate(visit.done_at),
        visit.seq,
        time=_hours(visit),
        who=visit.crew.name,
        done=True,
    )


def _hours(visit: Visit) -> str:
    begin, end = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
    return f"{begin:%H:%M}–{end:%H:%M}"
