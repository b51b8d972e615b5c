"""Special equipment: ordered with a promised day, promised anew when it slips, arrived."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField, NotYourRole
from turnup.stock.actions.goods import Goods, receive_goods
from turnup.stock.actions.kits import reserve_kit
from turnup.stock.models import (
    KitLine,
    Place,
    SpecialEquipment,
    SpecialOrder,
    SpecialPromise,
    StockItem,
)
from turnup.stock.queries import pending_specials


@transaction.atomic
def order_equipment(
    *,
    move: Move,
    description: str,
    promised_date: date,
    supplier: str | None = None,
    document: str | None = None,
    item: str | None = None,
    quantity: Decimal = Decimal(1),
    special_equipment: bool = True,
) -> Receipt:
    """Record what the chief engineer ordered for the order, and for when it is promised.

    A visit that was planned falls: it would go without this. `item` is the code of a stock item:
    what arrives is then received into the stock and waits for this order. Raises BadField for a
    day that is past and for an unknown code.
    """
    said = plain(
        special_equipment=special_equipment,
        description=description,
        promised_date=promised_date,
        supplier=supplier,
        document=document,
        item=item,
        quantity=quantity,
    )
    receipt = record(move=move, step="equipment_ordered", data=said)
    _check_coming(move, promised_date)
    special = SpecialOrder.objects.create(
        order_id=move.order_id,
        description=fitting(SpecialOrder, "description", description),
        supplier=supplier or "",
        document=document or "",
        item=_item(item),
        quantity=quantity,
        promised_date=promised_date,
        ordered_at=move.at,
        ordered_by_id=move.actor.id,
    )
    _promise(special, move, promised_date, "")
    _want(special, move.at)
    return receipt


@transaction.atomic
def promise_delivery(
    *,
    move: Move,
    promised_date: date,
    reason: str,
    special: int | None = None,
    special_equipment: bool = True,
) -> Receipt:
    """Record that the supplier promises another day; whoever leads the order is told.

    Without `special` it is the one that is still to come. Raises BadField where nothing is on its
    way, where several are and none is named, and for the day that was promised already.
    """
    hold_order(move.order_id)
    found, fault = _pending(move.order_id, special)
    before = found.promised_date if found else None
    said = plain(
        special_equipment=special_equipment,
        description=found and found.description,
        promised_before=before,
        promised_date=promised_date,
        reason=reason,
    )
    receipt = record(move=move, step="delivery_moved", data=said)
    if found is None:
        raise fault or AssertionError("neither an order of equipment nor a fault")
    _check_coming(move, promised_date)
    if promised_date == before:
        raise BadField("promised_date", _("This day is promised already."))
    SpecialOrder.objects.filter(pk=found.pk).update(promised_date=promised_date)
    _promise(found, move, promised_date, reason)
    return receipt


@transaction.atomic
def receive_equipment(
    *,
    move: Move,
    description: str,
    supplier: str | None = None,
    serials: Sequence[str] = (),
) -> Receipt:
    """Record that the special equipment is there, all that was on order. Raises BadField for a
    serial number named twice."""
    said = plain(description=description, supplier=supplier, serials=list(serials) or None)
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
        )
    return receipt


@transaction.atomic
def cancel_special(*, special: SpecialOrder, actor: Actor, at: datetime) -> None:
    """Give up an order of special equipment. Raises NotYourRole, and BadField when it has ended."""
    if "chief_engineer" not in actor.roles:
        raise NotYourRole(step="equipment_ordered", roles=("chief_engineer",))
    rows = SpecialOrder.objects.filter(pk=special.pk, arrived_at=None, cancelled_at=None)
    if not rows.update(cancelled_at=at):
        raise BadField("special", _("It has arrived or was given up already."))
    if special.item_id:
        lines = KitLine.objects.filter(
            order_id=special.order_id, item_id=special.item_id, settled_at=None
        )
        lines.filter(quantity__lte=special.quantity).update(settled_at=at)


def _pending(order_id: UUID, special: int | None) -> tuple[SpecialOrder | None, BadField | None]:
    """Choose what is meant, or give the fault: `record()` has the first word on who may ask."""
    waiting = list(pending_specials(order_id))
    if special is not None:
        waiting = [one for one in waiting if one.pk == special]
    if len(waiting) == 1:
        return waiting[0], None
    if not waiting:
        return None, BadField(
            "special", _("Nothing is on order here."), _("Record what was ordered first.")
        )
    return None, BadField(
        "special",
        _("Several things are on order: %(things)s."),
        _("Say which one is meant."),
        things="; ".join(f"{one.pk} — {one.description}" for one in waiting),
    )


def _check_coming(move: Move, day: date) -> None:
    if day < office_calendar().local_date(move.at):
        raise BadField("promised_date", _("This day is past."), _("Give the coming day."))


def _item(code: str | None) -> StockItem | None:
    if not code:
        return None
    found = StockItem.objects.filter(code=code, is_kept=True).first()
    if found is None:
        raise BadField(
            "item",
            _("We keep no stock of “%(code)s”."),
            _("Choose an item of the stock, or leave this blank."),
            code=code[:40],
        )
    return found


def _promise(special: SpecialOrder, move: Move, day: date, reason: str) -> None:
    SpecialPromise.objects.create(
        special=special,
        promised_date=day,
        reason=fitting(SpecialPromise, "reason", reason),
        said_at=move.at,
        said_by_id=move.actor.id,
    )


def _want(special: SpecialOrder, at: datetime) -> None:
    """Let the order's kit want what was ordered for it, so that it waits for this order."""
    if special.item is None:
        return
    reserve_kit(order_id=special.order_id, at=at)
    line, made = KitLine.objects.get_or_create(
        order_id=special.order_id,
        item=special.item,
        settled_at=None,
        defaults={"quantity": special.quantity, "asked_at": at},
    )
    if not made and line.quantity < special.quantity:
        KitLine.objects.filter(pk=line.pk).update(quantity=special.quantity)
    reserve_kit(order_id=special.order_id, at=at)
