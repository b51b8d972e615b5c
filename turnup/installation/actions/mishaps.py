"""What keeps a visit from its end: missed by one side, or the ground is not as it was thought."""

from django.db import transaction

from turnup.installation.models import MissedVisit, SiteFinding, Visit
from turnup.installation.queries import live_visit
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain


@transaction.atomic
def miss_by_customer(*, move: Move, reason: str, missed_by: str = "customer") -> Receipt:
    """Record that the customer missed the visit: the clock is theirs until they are ready."""
    return _missed(move, "visit_missed_by_customer", missed_by, reason)


@transaction.atomic
def miss_by_crew(*, move: Move, reason: str, missed_by: str = "crew") -> Receipt:
    """Record that the crew missed the visit: it is planned anew at once, on our clock."""
    return _missed(move, "visit_missed_by_crew", missed_by, reason)


@transaction.atomic
def miss_by_third_party(*, move: Move, reason: str, missed_by: str = "third_party") -> Receipt:
    """Record that a third party kept the crew out: the clock is theirs until that is settled."""
    return _missed(move, "visit_missed_by_third_party", missed_by, reason)


@transaction.atomic
def confirm_readiness(
    *, move: Move, confirmed_by: str | None = None, note: str | None = None
) -> Receipt:
    """Record that the customer who missed a visit can receive the crew now."""
    said = plain(confirmed_by=confirmed_by, note=note)
    return record(move=move, step="readiness_confirmed", data=said)


@transaction.atomic
def remove_obstacle(*, move: Move, note: str) -> Receipt:
    """Record how a third party's obstacle was settled."""
    return record(move=move, step="obstacle_removed", data=plain(note=note))


@transaction.atomic
def find_site_unfit(*, move: Move, found: str) -> Receipt:
    """Record that the site is not as the survey said: a new survey is due, and what rests on it."""
    return _found(move, "site_unfit_found", "site", found)


@transaction.atomic
def find_permit_lacking(*, move: Move, found: str, permits_needed: bool = True) -> Receipt:
    """Record that an owner's permission is missing on site: it is asked for (again)."""
    return _found(move, "permit_lacking_found", "permit", found, permits_needed=permits_needed)


@transaction.atomic
def find_equipment_lacking(*, move: Move, found: str, special_equipment: bool = True) -> Receipt:
    """Record that equipment is missing on site: the chief engineer has to get it."""
    facts = {"special_equipment": special_equipment}
    return _found(move, "equipment_lacking_found", "equipment", found, **facts)


def _missed(move: Move, step: str, missed_by: str, reason: str) -> Receipt:
    visit = _held_visit(move)
    receipt = record(move=move, step=step, data=plain(missed_by=missed_by, reason=reason))
    assert visit is not None, f"{step} needs a standing visit"
    MissedVisit.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        visit=visit,
        fault=missed_by,
        reason=reason,
    )
    return receipt


def _found(move: Move, step: str, lack: str, found: str, **facts: bool) -> Receipt:
    visit = _held_visit(move)
    receipt = record(move=move, step=step, data=plain(found=found, **facts))
    assert visit is not None, f"{step} needs a standing visit"
    SiteFinding.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, visit=visit, lack=lack, found=found
    )
    return receipt


def _held_visit(move: Move) -> Visit | None:
    """Hold the order and read its visit before the step takes it away."""
    hold_order(move.order_id)
    return live_visit(move.order_id)
