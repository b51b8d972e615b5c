"""What an item does once it is received: records a step, marks a visit, ticks, moves the kit."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from turnup.desk.steps import form_of, record_step
from turnup.field.actions.goods import keep_unknown_devices, move_kit
from turnup.field.actions.ticks import tick_point
from turnup.field.models import Item, Mark, VisitMark
from turnup.field.refusals import ASK_THE_LEAD, VisitMoved
from turnup.installation.models import Visit
from turnup.installation.queries import live_visit
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.occurrence import plain
from turnup.orders.queries import folded, said_at, visible_order
from turnup.people.actor import Actor
from turnup.standard.refusals import AlreadyStands, BadField, OutOfOrder

ON_THE_VISIT: Final = frozenset(
    {
        "line_connected",
        "line_set_up",
        "act_signed",
        "visit_missed_by_customer",
        "visit_missed_by_crew",
        "visit_missed_by_third_party",
        "site_unfit_found",
        "permit_lacking_found",
        "equipment_lacking_found",
    }
)
"""Steps that are taken at a visit, so they belong to the one that the phone knew."""

FROM_SITE: Final = ON_THE_VISIT | {
    "temporary_connection_made",
    "temporary_connection_returned",
    "note_added",
}
"""Steps that a phone may record."""

Told = dict[str, Any]


def take_effect(item: Item, *, actor: Actor, now: datetime, at_any_visit: bool = False) -> Told:
    """Do what the item says, as the person who did it, and give what its answer tells.

    `at_any_visit`: somebody has decided that it counts though the visit was moved.
    Raises whatever refuses it.
    """
    order = visible_order(actor, "step.record", order_id=item.order_id)
    return EFFECTS[item.kind](item, order, actor, now, at_any_visit)


def _step(item: Item, order: Order, actor: Actor, now: datetime, at_any_visit: bool) -> Told:
    _check_step(item)
    if not at_any_visit:
        check_visit(item, order)
    move = Move(order_id=order.id, actor=actor, now=now, at=item.happened_at, door="field")
    said = dict(item.said or {})
    try:
        return _recorded(item, move, order, said)
    except OutOfOrder as fault:
        item.happened_at, item.clock_note = fault.params["earliest"], "ground"
        return _recorded(item, replace(move, at=item.happened_at), order, said)
    except AlreadyStands:
        if same := _same_said(item, order, said):
            return same
        raise


def _recorded(item: Item, move: Move, order: Order, said: Mapping[str, Any]) -> Told:
    told = record_step(move=move, step=item.step, data=said).to_json()
    if item.step == "act_signed":
        keep_unknown_devices(act=item, order=order)
    return told


def _check_step(item: Item) -> None:
    """Refuse steps that are none of a phone's, and an act that nobody signed."""
    if item.step not in FROM_SITE:
        raise BadField("step", _("This step is not recorded from site."), ASK_THE_LEAD)
    if item.step != "act_signed":
        return
    for field, fault in UNSIGNED.items():
        if not (item.said or {}).get(field):
            raise BadField(field, fault, _("Open the act on the phone and let it be signed."))


UNSIGNED: Final = {
    "customer_signature": _("The customer has not signed the act."),
    "crew_signature": _("You have not signed the act."),
}


def check_visit(item: Item, order: Order) -> None:
    """Raise VisitMoved where the order's visit is not the one that the phone knew."""
    known = item.seen.get("visit")
    if item.step not in ON_THE_VISIT or known is None or order.closed:
        return  # that the order is over says more than that its visit is gone
    visit = live_visit(order.id) or _done_visit(order)
    if visit is None or visit.pk != known:
        raise VisitMoved
    starts_at, crew = item.seen.get("starts_at"), item.seen.get("crew")
    moved = starts_at and visit.starts_at != datetime.fromisoformat(starts_at)
    if moved or (crew and visit.crew.name != crew):
        raise VisitMoved


def _done_visit(order: Order) -> Visit | None:
    rows = Visit.objects.filter(order_id=order.id, done_at__isnull=False)
    return rows.order_by("-done_at").first()


def _same_said(item: Item, order: Order, said: Mapping[str, Any]) -> Told:
    """Give the standing entry where it says the very same: then nothing is in conflict."""
    order.refresh_from_db()
    standard, card = folded(order)
    standing = card.standing.get(item.step)
    if standing is None:
        return {}
    meant = plain(**form_of(standard, item.step).read(dict(said)).keywords())
    there = said_at(order.id, [standing.seq]).get(standing.seq) or {}
    said_of = {*meant, *there} - ({"ip_address"} - {*meant})  # the act is given its address
    if any((there.get(key) or None) != (meant.get(key) or None) for key in said_of):
        return {}
    return {"id": str(order.id), "version": order.version, "journal_seq": standing.seq}


def _mark(item: Item, order: Order, actor: Actor, now: datetime, _any: bool) -> Told:
    said = item.said or {}
    visit = Visit.objects.filter(pk=item.seen.get("visit"), order_id=order.id).first()
    if visit is None or said.get("mark") not in Mark.values:
        raise BadField("visit", _("There is no such visit to mark."), ASK_THE_LEAD)
    made, _created = VisitMark.objects.get_or_create(
        visit=visit,
        mark=said["mark"],
        person_id=actor.id,
        defaults={"at": item.happened_at, "recorded_at": now},
    )
    return {"mark": made.pk}


def _tick(item: Item, order: Order, actor: Actor, now: datetime, _any: bool) -> Told:
    said = item.said or {}
    made = tick_point(
        order_id=order.id,
        point=str(said.get("point", "")),
        is_done=said.get("done") is True,
        actor=actor,
        at=item.happened_at,
        now=now,
    )
    return {"tick": made.pk}


def _goods(item: Item, order: Order, actor: Actor, _now: datetime, _any: bool) -> Told:
    return move_kit(item=item, order=order, actor=actor)


EFFECTS: Final[Mapping[str, Callable[[Item, Order, Actor, datetime, bool], Told]]] = {
    "step": _step,
    "mark": _mark,
    "tick": _tick,
    "goods": _goods,
}
