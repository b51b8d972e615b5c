"""On site: the line connected, and set up together with support."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.ground.actions import require_safe_climb
from turnup.installation.models import LineConnection, LineSetUp
from turnup.installation.readings import check_readings
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.standard.refusals import BadField


@transaction.atomic
def connect_line(
    *,
    move: Move,
    port: str | None = None,
    signal_dbm: int | None = None,
    readings: Mapping[str, Decimal] | None = None,
    note: str | None = None,
) -> Receipt:
    """Record the connected line with what the crew measured.

    `readings` map codes of `readings.READINGS` to numbers in their units. Raises BadField for one
    that the order's technology does not have, or that cannot be, and for work at height without
    its work permit or in bad weather.
    """
    measured = {code: f"{value:f}" for code, value in (readings or {}).items()}
    said = plain(port=port, signal_dbm=signal_dbm, readings=measured or None, note=note)
    receipt = record(move=move, step="line_connected", data=said)
    require_safe_climb(order_id=move.order_id, at=move.at)
    check_readings(_technology(move), readings or {})
    LineConnection.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        port=port or "",
        signal_dbm=signal_dbm,
        readings=measured,
        note=note or "",
    )
    return receipt


@transaction.atomic
def set_up_line(
    *,
    move: Move,
    address_set: bool,
    internet_works: bool,
    customer_shown: bool,
    speed_down_kbit: int | None = None,
    speed_up_kbit: int | None = None,
    note: str | None = None,
) -> Receipt:
    """Record the setting-up. Raises BadField for a point of the checklist that is not done."""
    checklist = {
        "address_set": address_set,
        "internet_works": internet_works,
        "customer_shown": customer_shown,
    }
    said = plain(
        **checklist, speed_down_kbit=speed_down_kbit, speed_up_kbit=speed_up_kbit, note=note
    )
    receipt = record(move=move, step="line_set_up", data=said)
    for point, done in checklist.items():
        if not done:
            raise BadField(
                point,
                _("This is not done yet."),
                _("Finish the whole checklist, then record the step."),
            )
    LineSetUp.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        speed_down_kbit=speed_down_kbit,
        speed_up_kbit=speed_up_kbit,
        note=note or "",
    )
    return receipt


def _technology(move: Move) -> str:
    return Order.objects.values_list("technology", flat=True).get(pk=move.order_id)
