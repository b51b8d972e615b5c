"""What may happen to an order at any stage. These events live in the journal alone."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.moments import moment_text


@transaction.atomic
def cancel_order(*, move: Move, reason: str, text: str = "") -> Receipt:
    """Cancel the order at the customer's wish."""
    return record(move=move, step="order_cancelled", data=plain(reason=reason, text=text))


@transaction.atomic
def refuse_order(*, move: Move, reason: str, text: str = "") -> Receipt:
    """Refuse the order in writing."""
    return record(move=move, step="order_refused", data=plain(reason=reason, text=text))


@transaction.atomic
def put_on_hold(*, move: Move, reason: str, text: str = "") -> Receipt:
    """Let the order rest; the time until it is resumed counts for the reason, for no side."""
    return record(move=move, step="order_held", data=plain(reason=reason, text=text))


@transaction.atomic
def resume_order(*, move: Move, text: str = "") -> Receipt:
    """Let the work go on."""
    return record(move=move, step="order_resumed", data=plain(text=text))


@transaction.atomic
def grant_waiver(
    *, move: Move, gate: str, reason: str, amount_at_risk: Decimal, until: date
) -> Receipt:
    """Let a gate open before its time; the waiver holds to the end of the day `until`.

    Raises BadField for a gate that is not this role's to open or a day that is past, and OwnOrder:
    nobody waives for an order they lead.
    """
    ends_at = office_calendar().end_of(until)
    data = plain(gate=gate, reason=reason, amount_at_risk=amount_at_risk)
    return record(move=move, step="waiver_granted", data={**data, "until": moment_text(ends_at)})


@transaction.atomic
def add_note(*, move: Move, text: str) -> Receipt:
    """Write something down."""
    return record(move=move, step="note_added", data=plain(text=text))


@transaction.atomic
def reopen_terms(*, move: Move, reason: str) -> Receipt:
    """Take the terms back to propose them anew; approvals and the draft contract fall with them."""
    return record(move=move, step="terms_revised", data=plain(reason=reason))
