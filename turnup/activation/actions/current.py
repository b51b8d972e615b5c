"""Current service: the line is counted, and its monthly papers are made."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.activation.models import PapersEnrolment, StatisticsConfirmation
from turnup.activation.queries import live_service
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField


@transaction.atomic
def confirm_statistics(
    *, move: Move, counted_since: datetime | None = None, reason: str | None = None
) -> Receipt:
    """Record that the line is counted. Raises BadField for a moment before the activation."""
    hold_order(move.order_id)
    service = live_service(move.order_id)
    if counted_since is None:
        counted_since = max(move.at, service.activated_at) if service else move.at
    said = plain(counted_since=counted_since, reason=reason)
    receipt = record(move=move, step="statistics_confirmed", data=said)
    assert service is not None, "statistics_confirmed needs a live service"
    if counted_since > max(move.at, move.now):
        raise BadField(
            "counted_since",
            _("This moment has not come yet."),
            _("Give the moment when counting began."),
        )
    if counted_since < service.activated_at:
        raise BadField(
            "counted_since",
            _("The service was not activated by then."),
            _("Give the moment when its counting began."),
        )
    StatisticsConfirmation.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        service=service,
        counted_since=counted_since,
        reason=reason or "",
    )
    return receipt


@transaction.atomic
def enrol_monthly_papers(
    *,
    move: Move,
    first_month: date | None = None,
    delivery: str = "email",
    address: str | None = None,
) -> Receipt:
    """Enrol the service for monthly papers. Raises BadField for a month before its activation."""
    hold_order(move.order_id)
    service = live_service(move.order_id)
    began = office_calendar().local_date(service.activated_at if service else move.at)
    month = (first_month or began).replace(day=1)
    said = plain(first_month=month, delivery=delivery, address=address)
    receipt = record(move=move, step="monthly_papers_enrolled", data=said)
    assert service is not None, "monthly_papers_enrolled needs a live service"
    if month < began.replace(day=1):
        raise BadField(
            "first_month",
            _("The service was not activated by then."),
            _("Choose the month of activation or a later one."),
        )
    PapersEnrolment.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        service=service,
        first_month=month,
        delivery=delivery,
        address=address or "",
    )
    return receipt
