"""The visit: planned, agreed, moved, cancelled, released."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from turnup.installation.actions.addresses import give_address, release_address, release_line
from turnup.installation.choosing import best_slot, lock_crews, order_for, slot_at
from turnup.installation.jobs import job_of
from turnup.installation.models import (
    CompletionAct,
    Visit,
    VisitAgreement,
    VisitCancellation,
    VisitMove,
)
from turnup.installation.queries import Slot, live_visit
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField
from turnup.stock.actions import require_kit
from turnup.stock.models import SpecialPromise

CREW_LEAD = "crew_lead"  # may overrule what only makes a time unwise


@transaction.atomic
def plan_visit(
    *,
    move: Move,
    crew: str | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    pool: str | None = None,
) -> Receipt:
    """Set aside a crew's time and an address. Left open, it is the first free time that fits.

    Raises BadField for a time in the past, outside the crew's hours or taken, for a crew without
    the skill, for a pool without a free address, and for a kit that is not reserved.
    """
    hold_order(move.order_id)
    slot, fault = _chosen(move, crew, starts_at, minutes)
    receipt = record(move=move, step="visit_planned", data=_said(slot, pool))
    require_kit(order_id=move.order_id, at=receipt.recorded_at)
    if slot is None:
        raise fault or AssertionError("neither a slot nor a fault")
    Visit.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        crew=slot.crew,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
    give_address(order_id=move.order_id, at=receipt.recorded_at, pool=pool)
    return receipt


@transaction.atomic
def agree_visit(*, move: Move, agreed_with: str, way: str) -> Receipt:
    """Record that the customer agreed to the visit that is planned."""
    hold_order(move.order_id)
    visit = live_visit(move.order_id)
    said = plain(agreed_with=agreed_with, way=way)
    receipt = record(move=move, step="visit_agreed", data=said)
    assert visit is not None, "visit_agreed needs a standing visit"
    VisitAgreement.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        visit=visit,
        agreed_with=agreed_with,
        way=way,
    )
    return receipt


@transaction.atomic
def move_visit(
    *,
    move: Move,
    reason: str,
    wished_by: str = "company",
    crew: str | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    promise: SpecialPromise | None = None,
) -> Receipt:
    """Give the planned visit another time or crew; what the customer agreed to falls.

    Left open: the first free time, as long as before. `promise` is the delivery that the visit
    follows. Raises BadField as `plan_visit` does.
    """
    hold_order(move.order_id)
    visit = live_visit(move.order_id)
    minutes = minutes or (int((visit.ends_at - visit.starts_at).seconds / 60) if visit else None)
    slot, fault = _chosen(move, crew, starts_at, minutes, visit)
    said = {**_said(slot, None), **plain(wished_by=wished_by, reason=reason)}
    receipt = record(move=move, step="visit_moved", data=said)
    assert visit is not None, "visit_moved needs a standing visit"
    if slot is None:
        raise fault or AssertionError("neither a slot nor a fault")
    _keep_move(visit, slot, receipt, wished_by=wished_by, reason=reason, promise=promise)
    visit.crew, visit.starts_at, visit.ends_at = slot.crew, slot.starts_at, slot.ends_at
    visit.save(update_fields=["crew", "starts_at", "ends_at"])
    return receipt


@transaction.atomic
def cancel_visit(
    *,
    move: Move,
    reason: str,
    wished_by: str = "company",
    promise: SpecialPromise | None = None,
) -> Receipt:
    """Call the visit off; its time is free again, and it waits to be planned anew."""
    hold_order(move.order_id)
    visit = live_visit(move.order_id)
    said = plain(wished_by=wished_by, reason=reason)
    receipt = record(move=move, step="visit_cancelled", data=said)
    assert visit is not None, "visit_cancelled needs a standing visit"
    VisitCancellation.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        visit=visit,
        wished_by=wished_by,
        reason=reason,
        promise=promise,
    )
    return receipt


def release_visit(*, order_id: UUID, at: datetime) -> None:
    """Give back the crew's time, and the address unless an act bears it."""
    Visit.objects.filter(order_id=order_id, released_at=None, done_at=None).update(released_at=at)
    if not CompletionAct.objects.filter(order_id=order_id).exists():
        release_address(order_id=order_id, at=at)


def release_everything(*, order_id: UUID, at: datetime) -> None:
    """Give back all that an order holds which is over, act or no act (invariant I7)."""
    release_visit(order_id=order_id, at=at)
    release_line(order_id=order_id, at=at)


def _keep_move(
    visit: Visit,
    slot: Slot,
    receipt: Receipt,
    *,
    wished_by: str,
    reason: str,
    promise: SpecialPromise | None,
) -> None:
    VisitMove.objects.create(
        order_id=visit.order_id,
        seq=receipt.journal_seq,
        visit=visit,
        from_crew_id=visit.crew_id,
        from_starts_at=visit.starts_at,
        from_ends_at=visit.ends_at,
        to_crew=slot.crew,
        to_starts_at=slot.starts_at,
        to_ends_at=slot.ends_at,
        wished_by=wished_by,
        reason=reason,
        promise=promise,
    )


def _said(slot: Slot | None, pool: str | None) -> dict[str, object]:
    if slot is None:
        return {}
    return plain(crew=slot.crew.name, starts_at=slot.starts_at, ends_at=slot.ends_at, pool=pool)


def _chosen(
    move: Move,
    crew: str | None,
    starts_at: datetime | None,
    minutes: int | None,
    leaving: Visit | None = None,
) -> tuple[Slot | None, BadField | None]:
    """Choose a slot, or give the fault: `record()` has the first word on who may ask at all."""
    order = order_for(move.order_id)
    if order is None:
        return None, None
    calendar = office_calendar()
    job = job_of(order, calendar, minutes, move.now)
    try:
        crews = lock_crews(order.technology, crew)
        if starts_at is None:
            return best_slot(job, crews, move.at, calendar, leaving), None
        strict = CREW_LEAD not in move.actor.roles
        slot = slot_at(job, crews, starts_at, move.at, calendar, leaving=leaving, strict=strict)
    except BadField as fault:
        return None, fault
    return slot, None
