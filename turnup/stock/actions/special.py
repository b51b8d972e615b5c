"""Special equipment on its way: ordered for a day, promised anew when it slips, given up.

What is planned upon a promise lives in a later room; it hears of every promise by `when_promised`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import OpenStep, Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField, NotYourRole
from turnup.stock.actions.kits import reserve_kit, want_less
from turnup.stock.models import KitLine, SpecialOrder, SpecialPromise, StockItem
from turnup.stock.queries import pending_specials

PROMISED = "equipment_promised"
Follow = Callable[[Move, SpecialPromise], Receipt | None]
_followers: list[Follow] = []


def when_promised(follow: Follow) -> None:
    """Have `follow(move, promise)` called, in the same transaction, when a day is promised.

    It gives the receipt of what it moved, if anything. A later room uses it in its
    `AppConfig.ready()` to let its plan follow the deliveries.
    """
    _followers.append(follow)


@transaction.atomic
def promise_equipment(
    *,
    move: Move,
    description: str,
    promised_date: date,
    supplier: str | None = None,
    document: str | None = None,
    item: str | None = None,
    quantity: Decimal = Decimal(1),
) -> Receipt:
    """Record what the chief engineer ordered for an order that needs it, and for which day.

    From then on a visit may be planned, from that day on. `item` is the code of a stock item:
    what arrives is then received into the stock and waits for this order. Raises BadField for a
    day that is past and for an unknown code.
    """
    said = plain(
        description=description,
        promised_date=promised_date,
        supplier=supplier,
        document=document,
        item=item,
        quantity=quantity,
    )
    receipt = record(move=move, step=PROMISED, data=said)
    special = _kept(move, description, promised_date, supplier, document, item, quantity)
    return _promised(receipt, special, move, promised_date)


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
    """Record that something more was ordered, at any time; a visit before its day is moved.

    Where nothing was promised yet, that gate opens with it. Raises as `promise_equipment` does.
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
    again = replace(move, expected_version=None)
    if opened := open_promise(move=again, description=description, promised_date=promised_date):
        receipt = _joined(receipt, opened)
    special = _kept(move, description, promised_date, supplier, document, item, quantity)
    return _promised(receipt, special, move, promised_date)


def open_promise(*, move: Move, description: str, promised_date: date) -> Receipt | None:
    """Record the promise of what is on its way where that gate is not open, or open no longer.

    Whoever finds on site that equipment is lacking takes the promise down; the delivery stays.
    """
    if not OpenStep.objects.filter(order_id=move.order_id, step=PROMISED).exists():
        return None
    told = plain(description=description, promised_date=promised_date)
    return record(move=move, step=PROMISED, data=told)


@transaction.atomic
def promise_delivery(
    *,
    move: Move,
    promised_date: date,
    reason: str,
    special: int | None = None,
    special_equipment: bool = True,
) -> Receipt:
    """Record that the supplier promises another day; a visit before it is moved at once.

    Whoever leads the order is told. Without `special` it is the one that is still to come. Raises
    BadField where nothing is on its way, where several are and none is named, and for the day
    that was promised already, unless that promise fell on site and has to be given anew.
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
    again = replace(move, expected_version=None)
    opened = open_promise(move=again, description=found.description, promised_date=promised_date)
    if opened:
        receipt = _joined(receipt, opened)
    elif promised_date == before:
        raise BadField("promised_date", _("This day is promised already."))
    SpecialOrder.objects.filter(pk=found.pk).update(promised_date=promised_date)
    return _promised(receipt, found, move, promised_date, reason)


@transaction.atomic
def give_up_delivery(*, move: Move, reason: str) -> Receipt:
    """Record that nothing that is on order for this order will come: its visit falls.

    Raises BadField where nothing is on its way.
    """
    hold_order(move.order_id)
    waiting = list(pending_specials(move.order_id))
    names = "; ".join(one.description for one in waiting)
    receipt = record(
        move=move, step="delivery_cancelled", data=plain(description=names or None, reason=reason)
    )
    if not waiting:
        raise _nothing()
    for one in waiting:
        _drop(one, move.at)
    return receipt


@transaction.atomic
def cancel_special(*, move: Move, special: SpecialOrder, reason: str = "") -> Receipt | None:
    """Give up one order of special equipment; with the last one its promise falls by a step.

    Raises NotYourRole, and BadField when it has ended.
    """
    if "chief_engineer" not in move.actor.roles:
        raise NotYourRole(step="delivery_cancelled", roles=("chief_engineer",))
    hold_order(move.order_id)
    waiting = list(pending_specials(move.order_id))
    if special not in waiting:
        raise BadField("special", _("It has arrived or was given up already."))
    order = Order.objects.filter(pk=move.order_id, card__standing__has_key=PROMISED)
    if waiting == [special] and order.exclude(card__standing__has_key="equipment_ready").exists():
        return give_up_delivery(move=move, reason=reason or special.description)
    _drop(special, move.at)
    return None


def _drop(special: SpecialOrder, at: datetime) -> None:
    SpecialOrder.objects.filter(pk=special.pk).update(cancelled_at=at)
    if special.item:
        want_less(order_id=special.order_id, item=special.item, at=at)


def _pending(order_id: UUID, special: int | None) -> tuple[SpecialOrder | None, BadField | None]:
    """Choose what is meant, or give the fault: `record()` has the first word on who may ask."""
    waiting = list(pending_specials(order_id))
    if special is not None:
        waiting = [one for one in waiting if one.pk == special]
    if len(waiting) == 1:
        return waiting[0], None
    if not waiting:
        return None, _nothing()
    return None, BadField(
        "special",
        _("Several things are on order: %(things)s."),
        _("Say which one is meant."),
        things="; ".join(f"{one.pk} — {one.description}" for one in waiting),
    )


def _nothing() -> BadField:
    return BadField("special", _("Nothing is on order here."), _("Record what was ordered first."))


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


def _kept(
    move: Move,
    description: str,
    promised_date: date,
    supplier: str | None,
    document: str | None,
    item: str | None,
    quantity: Decimal,
) -> SpecialOrder:
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
    _want(special, move.at)
    return special


def _promised(
    receipt: Receipt, special: SpecialOrder, move: Move, day: date, reason: str = ""
) -> Receipt:
    """Keep the promise, and let whatever is planned upon it follow; give the joint receipt."""
    promise = SpecialPromise.objects.create(
        special=special,
        promised_date=day,
        reason=fitting(SpecialPromise, "reason", reason),
        said_at=move.at,
        said_by_id=move.actor.id,
    )
    again = replace(move, expected_version=None)
    for follow in _followers:
        if later := follow(again, promise):
            receipt = _joined(receipt, later)
    return receipt


def _joined(receipt: Receipt, later: Receipt) -> Receipt:
    """Give the first movement's receipt with the order's version and falls after the later one."""
    return replace(receipt, version=later.version, fallen=(*receipt.fallen, *later.fallen))


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
