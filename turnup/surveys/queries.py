"""Reads over surveys: the result and the estimate that stand."""

from uuid import UUID

from turnup.orders.occurrence import standing_row
from turnup.surveys.models import Estimate, Survey


def standing_survey(order_id: UUID) -> Survey | None:
    """Return the survey result that stands, or None."""
    return standing_row(Survey, "survey_done", order_id)


def standing_estimate(order_id: UUID) -> Estimate | None:
    """Return the estimate that stands, or None."""
    return standing_row(Estimate, "estimate_made", order_id)
