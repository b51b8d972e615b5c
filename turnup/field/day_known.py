"""What was sold and what the survey found, as a phone keeps it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row
from turnup.requests.models import TechnicalBrief
from turnup.requests.queries import standing_terms
from turnup.surveys.models import Verdict
from turnup.surveys.paper_words import number_text
from turnup.surveys.queries import standing_survey
from turnup.surveys.readings import known_readings

Shown = dict[str, Any]


def sold_shown(order: Order) -> Iterator[Shown]:
    """Give the tariff, the speed and what the customer asked for."""
    terms = standing_terms(order.id)
    if terms is not None:
        speeds = (terms.speed_down_kbit, terms.speed_up_kbit)
        told = " / ".join(number_text(Decimal(one) / 1000) for one in speeds)
        yield {"title": _("Tariff"), "text": terms.tariff.title if terms.tariff else _("own")}
        yield {"title": _("Speed, Mbit/s"), "text": told}
    brief = standing_row(TechnicalBrief, "request_received", order.id)
    if brief and brief.wishes:
        yield {"title": _("Wishes"), "text": brief.wishes}
    for item in brief.items.all() if brief else ():
        yield {"title": _("Asked for"), "text": item.text}


def survey_shown(order: Order) -> Shown | None:
    """Give what the survey found, with its photos; None where none stands."""
    survey = standing_survey(order.id)
    if survey is None:
        return None
    known = known_readings(None) | known_readings(survey.technology or order.technology)
    return {
        "verdict": str(Verdict(survey.verdict).label),
        "notes": survey.notes,
        "readings": [_measured(known[code], value) for code, value in survey.readings.items()],
        "photos": [_photo(one.pk, one.get_kind_display()) for one in survey.photos.all()],
    }


def _measured(reading: Any, value: str) -> Shown:
    unit = _(reading.unit) if reading.unit else ""
    return {
        "title": _(reading.title),
        "text": f"{number_text(value)} {unit}".strip(),
        "out": reading.is_out(Decimal(value)),
    }


def _photo(photo_id: int, title: str) -> Shown:
    return {
        "title": title,
        "small": reverse("field:survey_photo", args=[photo_id, "small"]),
        "large": reverse("field:survey_photo", args=[photo_id, "large"]),
    }
