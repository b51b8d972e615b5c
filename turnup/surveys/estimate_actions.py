"""Making an estimate, and entering what was really used."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.catalog.money import roubles
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.surveys.estimating import complete_lines, total_of
from turnup.surveys.models import Estimate, EstimateLine
from turnup.surveys.queries import standing_estimate


@transaction.atomic
def make_estimate(
    *,
    move: Move,
    lines: Sequence[Mapping[str, Any]] = (),
    planned_cost: Decimal | None = None,
    terms_changed: bool = False,
    connection_fee: Decimal | None = None,
    monthly_fee: Decimal | None = None,
    nonstandard_installation: bool = False,
    service_date: date | None = None,
    notes: str = "",
) -> Receipt:
    """Calculate the planned cost, by lines `{item?, title?, quantity, unit?, price?}` or as a sum.

    The tax inside is that of `service_date`, by default the day of the estimate.

    Raises BadField for incomplete lines, and for new fees that are said to change nothing.
    """
    if not terms_changed and (connection_fee is not None or monthly_fee is not None):
        raise BadField(
            "terms_changed",
            _("New fees change the terms."),
            _("Say so, or leave the new fees blank."),
        )
    today = office_calendar().local_date(move.at)
    whole = complete_lines(lines, today, service_date or today)
    said = {
        "planned_cost": total_of(whole, planned_cost),
        "terms_changed": terms_changed,
        "connection_fee": connection_fee,
        "monthly_fee": monthly_fee,
        "nonstandard_installation": nonstandard_installation,
        "service_date": service_date or today,
        "notes": notes,
    }
    lines_said = [line.said() for line in whole]
    receipt = record(move=move, step="estimate_made", data=plain(lines=lines_said, **said))
    estimate = Estimate.objects.create(order_id=move.order_id, seq=receipt.journal_seq, **said)
    EstimateLine.objects.bulk_create(
        EstimateLine(estimate=estimate, position=position, **line.said() | {"item": line.item})
        for position, line in enumerate(whole, start=1)
    )
    return receipt


@transaction.atomic
def enter_actuals(
    *, order_id: UUID, actor: Actor, at: datetime, quantities: Mapping[int, Decimal | None]
) -> Estimate:
    """Keep what was really used, by the position of the line; None takes an entry back.

    Planned prices hold: the difference is in what was used. Raises BadField where no estimate
    stands or it has no such line.
    """
    hold_order(order_id)
    estimate = standing_estimate(order_id)
    if estimate is None:
        raise BadField("estimate", _("No estimate stands."))
    lines = {line.position: line for line in estimate.lines.all()}
    for position, quantity in quantities.items():
        line = lines.get(position)
        if line is None:
            raise BadField(f"actual.{position}", _("The estimate has no such line."))
        line.actual_quantity = quantity
        line.actual_amount = None if quantity is None else roubles(quantity * line.price)
    EstimateLine.objects.bulk_update(lines.values(), ["actual_quantity", "actual_amount"])
    Estimate.objects.filter(pk=estimate.pk).update(actuals_by_id=actor.id, actuals_at=at)
    return estimate
