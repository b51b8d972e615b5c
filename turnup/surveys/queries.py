"""Reads over surveys: the result and the estimate that stand."""

from uuid import UUID

from django.db.models import QuerySet

from turnup.orders.occurrence import standing_row, standing_rows
from turnup.papers.models import Paper
from turnup.surveys.models import (
    Estimate,
    IssuedPaper,
    Survey,
    SurveyAppointment,
    SurveyPhoto,
)


def standing_survey(order_id: UUID) -> Survey | None:
    """Return the survey result that stands, or None."""
    return standing_row(Survey, "survey_done", order_id)


def coming_survey(order_id: UUID) -> SurveyAppointment | None:
    """Return the day that is set of a survey that has no result yet, or None."""
    return (
        standing_rows(SurveyAppointment, "survey_scheduled")
        .filter(order_id=order_id, order__closed=None)
        .exclude(order__card__standing__has_key="survey_done")
        .select_related("engineer")
        .first()
    )


def standing_estimate(order_id: UUID) -> Estimate | None:
    """Return the estimate that stands, or None."""
    return standing_row(Estimate, "estimate_made", order_id)


def draft_photos(order_id: UUID) -> QuerySet[SurveyPhoto]:
    """Return the pictures that wait for the order's survey to be recorded."""
    return SurveyPhoto.objects.filter(order_id=order_id, survey=None, removed_at=None)


def issued_paper(row: Survey | Estimate) -> Paper | None:
    """Return the paper that was issued of this result or estimate, or None."""
    issued = IssuedPaper.objects.filter(order_id=row.order_id, seq=row.seq)
    found = issued.select_related("paper__file").first()
    return found.paper if found else None
