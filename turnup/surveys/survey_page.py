"""What the pages of a survey show: its state, its result, its pictures, its urgency."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from turnup.orders.models import JournalEntry, Order
from turnup.orders.occurrence import standing_row
from turnup.orders.office import office_calendar, standard_version
from turnup.people.models import Person
from turnup.requests.models import TechnicalBrief
from turnup.surveys.board import survey_days_from
from turnup.surveys.days_page import day_title, day_words, name_of
from turnup.surveys.models import (
    DevelopmentDecision,
    Ground,
    Survey,
    SurveyAppointment,
    SurveyPhoto,
    SurveyRequest,
    UrgencyPermission,
    Verdict,
)
from turnup.surveys.paper_words import TECHNOLOGIES, limit_text, number_text
from turnup.surveys.queries import draft_photos
from turnup.surveys.readings import ANSWERS, known_checks, known_readings

Shown = dict[str, Any]
TONES: Final = {
    Verdict.FEASIBLE: ("good", "circle-check"),
    Verdict.FEASIBLE_WITH_BUILD: ("note", "tool"),
    Verdict.NOT_FEASIBLE: ("bad", "circle-x"),
}


def technology_tabs(order: Order, current: str) -> list[Shown]:
    """Give the technologies that a survey may be done for."""
    base = reverse("surveys:survey", args=[order.number])
    return [
        {"title": _(title), "url": f"{base}?technology={code}", "current": code == current}
        for code, title in TECHNOLOGIES.items()
        if code != "any"
    ]


def photo_rows(order: Order, survey: Survey | None) -> list[Shown]:
    """Give the pictures of a result, or those that wait for it."""
    rows = survey.photos.all() if survey else draft_photos(order.id)
    return [_photo(order, one) for one in rows]


def _photo(order: Order, one: SurveyPhoto) -> Shown:
    return {
        "id": one.pk,
        "title": one.get_kind_display(),
        "width": one.width,
        "height": one.height,
        "url": reverse("surveys:photo", args=[order.number, one.pk]),
        "removal": reverse("surveys:remove_photo", args=[order.number, one.pk]),
    }


def appointment_of(order: Order, language: str) -> Shown | None:
    """Give the day that is set, and who goes."""
    row = standing_row(SurveyAppointment, "survey_scheduled", order.id)
    if row is None:
        return None
    engineer = Person.objects.filter(pk=row.engineer_id).first() if row.engineer_id else None
    return {
        "title": day_title(row.survey_date),
        "words": day_words(row.survey_date),
        "engineer": name_of(engineer, language) if engineer else "",
        "note": row.note,
    }


# ------------------------------------------------------- the result
def result_of(survey: Survey, order: Order, language: str) -> Shown:
    """Give a recorded result for reading."""
    technology = survey.technology or order.technology
    entry = JournalEntry.objects.select_related("actor").get(order_id=order.id, seq=survey.seq)
    tone, icon = TONES[Verdict(survey.verdict)]
    return {
        "survey": survey,
        "title": Verdict(survey.verdict).label,
        "tone": tone,
        "icon": icon,
        "ground": Ground(survey.reason_code).label if survey.reason_code else "",
        "technology": _(TECHNOLOGIES[technology]),
        "by": name_of(entry.actor, language),
        "readings": [_reading(code, value, technology) for code, value in survey.readings.items()],
        "checks": [_check(code, answer, technology) for code, answer in survey.checks.items()],
        "photos": photo_rows(order, survey),
        "next": _what_follows(order, survey),
    }


def _reading(code: str, value: str, technology: str) -> Shown:
    known = known_readings(None) | known_readings(technology)
    reading = known[code]
    unit = _(reading.unit) if reading.unit else ""
    return {
        "title": _(reading.title),
        "value": f"{number_text(value)} {unit}".strip(),
        "usual": limit_text(reading.least, reading.most),
        "out": reading.is_out(Decimal(value)),
    }


def _check(code: str, answer: str, technology: str) -> Shown:
    known = known_checks(None) | known_checks(technology)
    return {"title": _(known[code]), "answer": answer, "text": _(ANSWERS[answer])}


def _what_follows(order: Order, survey: Survey) -> Shown | None:
    """Say what comes after the result, and where it is done."""
    if survey.verdict != Verdict.NOT_FEASIBLE:
        return {
            "text": _("The NOC head makes the estimate."),
            "action": _("To the estimate"),
            "url": reverse("surveys:estimate", args=[order.number]),
        }
    decided = standing_row(DevelopmentDecision, "development_decided", order.id)
    if decided is None:
        text = _("Whether the network is developed here is on the agenda of the meeting.")
    elif decided.decision == "build":
        text = _("The meeting decided to build by %(day)s; a new survey follows.") % {
            "day": f"{decided.by_when:%d.%m.%Y}"
        }
    else:
        text = _("The meeting decided not to build; the refusal is written.")
    return {"text": text, "action": _("To the meeting"), "url": reverse("surveys:meetings")}


# ------------------------------------------------------- urgency
def urgency_of(order: Order, today: date, language: str) -> Shown:
    """Give what the technical director has to know to allow an urgent survey, or not."""
    standard = standard_version(order.standard_id)
    calendar = office_calendar(standard.country)
    usual = survey_days_from(standard, calendar, today, 1)[0]
    soonest = calendar.nth(today, 1)
    asked = SurveyRequest.objects.filter(order_id=order.id).order_by("-seq").first()
    entry = asked and JournalEntry.objects.select_related("actor").get(
        order_id=order.id, seq=asked.seq
    )
    brief = TechnicalBrief.objects.filter(order_id=order.id).order_by("-seq").first()
    gained = max(_working_days(calendar, soonest, usual), 0)
    return {
        "asked": asked,
        "asked_by": name_of(entry.actor, language) if entry else "",
        "asked_at": entry.at if entry else None,
        "usual": day_title(usual),
        "soonest": day_title(soonest),
        "gained": gained,
        "wanted_by": brief.wanted_by if brief else None,
        "allowed": _allowed(order, language),
        "refused": _refused(order, language),
    }


def _working_days(calendar: Any, first: date, last: date) -> int:
    days = 0
    while calendar.nth(first, days) < last:
        days += 1
    return days


def _allowed(order: Order, language: str) -> Shown | None:
    row = standing_row(UrgencyPermission, "survey_urgency_allowed", order.id)
    if row is None:
        return None
    entry = JournalEntry.objects.select_related("actor").get(order_id=order.id, seq=row.seq)
    return {"by": name_of(entry.actor, language), "at": entry.at, "reason": row.reason}


def _refused(order: Order, language: str) -> Shown | None:
    rows = JournalEntry.objects.filter(order_id=order.id, step="survey_urgency_refused")
    entry = rows.select_related("actor", "said").order_by("-seq").first()
    if entry is None:
        return None
    reason = (entry.said.data or {}).get("reason", "")
    return {"by": name_of(entry.actor, language), "at": entry.at, "reason": reason}
