"""Special equipment that is there: the last arrival makes the order's equipment ready."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.standard.refusals import BadField
from turnup.stock.actions.goods import Goods, receive_goods
from turnup.stock.actions.special import open_promise
from turnup.stock.models import Place, SpecialEquipment, SpecialOrder
from turnup.stock.queries import pending_specials


@transaction.atomic
def receive_equipment(
    *,
    move: Move,
    description: str,
    supplier: str | None = None,
    serials: Sequence[str] = (),
) -> Receipt:
    """Record that the special equipment is there, all that was on order.

    Where its promise fell on site while it was on its way, that is recorded anew before. Raises
    BadField for a serial number named twice.
    """
    said = plain(description=description, supplier=supplier, serials=list(serials) or None)
    last = pending_specials(move.order_id).last()
    if last and open_promise(
        move=move, description=last.description, promised_date=last.promised_date
    ):
        move = replace(move, expected_version=None)
    receipt = record(move=move, step="equipment_ready", data=said)
    if len(set(serials)) < len(serials):
        raise BadField(
            "serials", _("One serial number is named twice."), _("Name each device once.")
        )
    SpecialEquipment.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        description=description,
        supplier=supplier or "",
        serials=list(serials),
    )
    pending_specials(move.order_id).update(arrived_at=move.at)
    return receipt


@transaction.atomic
def accept_special(
    *,
    move: Move,
    special: SpecialOrder,
    serials: Sequence[str] = (),
    place: Place | None = None,
) -> Receipt | None:
    """Take in one thing that was on order: an item of the stock is received and waits for it.

    With the last one the step `equipment_ready` is recorded; its receipt is given. Raises
    BadField, and whatever refuses that step.
    """
    hold_order(move.order_id)
    rows = SpecialOrder.objects.filter(pk=special.pk, order_id=move.order_id)
    found = rows.filter(arrived_at=None, cancelled_at=None).select_related("item").first()
    if found is None:
        raise BadField("special", _("It has arrived or was given up already."))
    if pending_specials(move.order_id).count() == 1:
        receipt = receive_equipment(
            move=move, description=found.description, supplier=found.supplier, serials=serials
        )
    else:
        receipt = None
        rows.update(arrived_at=move.at)
    if found.item:
        quantity = Decimal(len(serials)) if found.item.serial_numbered else found.quantity
        receive_goods(
            actor=move.actor,
            at=move.at,
            goods=[Goods(found.item.code, quantity, tuple(serials))],
            place=place,
            supplier=found.supplier,
            document=found.document,
            first=found.order_id,
        )
    return receipt
