"""Terms in versions: proposing and correcting them, and the customer's agreement.

Each action records its step, which raises a `Refused` when the standard does not allow it.
"""

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain, standing_row
from turnup.orders.office import office_calendar
from turnup.requests.models import Acceptance, Terms
from turnup.requests.offers import TermsSaid, make_offer
from turnup.standard.refusals import BadField


@transaction.atomic
def propose_terms(*, move: Move, **said: Unpack[TermsSaid]) -> Receipt:
    """Propose terms to the customer: by a tariff, or freely with speed and both fees."""
    return _write_terms(move, "terms_proposed", said)


@transaction.atomic
def correct_terms(*, move: Move, **said: Unpack[TermsSaid]) -> Receipt:
    """Correct the terms by the estimate: a new version, which the customer has to accept.

    Terms that were proposed as non-standard stay so: a correction spares nobody's approval.
    """
    hold_order(move.order_id)
    proposed = standing_row(Terms, "terms_proposed", move.order_id)
    if proposed and proposed.nonstandard:
        said["nonstandard_terms"] = True
    return _write_terms(move, "terms_corrected", said)


def _write_terms(move: Move, step: str, said: TermsSaid) -> Receipt:
    day = office_calendar().local_date(move.at)
    technology = Order.objects.filter(pk=move.order_id).values_list("technology", flat=True).first()
    by_estimate = step == "terms_corrected"
    offer = make_offer(said, day, technology or "any", by_estimate=by_estimate)
    if offer.valid_until < day:
        raise BadField("valid_until", _("This day is past."), _("Give today or a later day."))
    reasons = list(said.get("nonstandard_reasons") or ())
    nonstandard = bool(said.get("nonstandard_terms") or offer.departures)
    terms = Terms(
        order_id=move.order_id,
        tariff=offer.tariff,
        speed_down_kbit=offer.speed_down_kbit,
        speed_up_kbit=offer.speed_up_kbit,
        connection_fee=offer.connection_fee,
        monthly_fee=offer.monthly_fee,
        discount_percent=offer.discount_percent,
        valid_until=offer.valid_until,
        nonstandard=nonstandard,
        departures=list(offer.departures),
        nonstandard_reasons=reasons,
        compared=None if offer.tariff else offer.compared,
        limits={code: f"{value.normalize():f}" for code, value in offer.limits.items()},
    )
    receipt = record(
        move=move,
        step=step,
        data=plain(
            tariff=offer.tariff and offer.tariff.code,
            speed_down_kbit=offer.speed_down_kbit,
            speed_up_kbit=offer.speed_up_kbit,
            connection_fee=offer.connection_fee,
            monthly_fee=offer.monthly_fee,
            discount_percent=offer.discount_percent,
            valid_until=offer.valid_until,
            nonstandard_terms=nonstandard,
            departures=terms.departures,
            nonstandard_reasons=reasons,
        ),
    )
    terms.seq = receipt.journal_seq
    terms.version = Terms.objects.filter(order_id=move.order_id).count() + 1
    terms.save(force_insert=True)
    return receipt


@transaction.atomic
def agree_terms(*, move: Move, agreed_by: str, channel: str = "phone", note: str = "") -> Receipt:
    """Write down that the customer agreed to the proposed terms.

    Raises BadField when the proposal is no longer valid: the terms have to be reopened.
    """
    return _accept(move, "terms_agreed", "terms_proposed", agreed_by, channel, note)


@transaction.atomic
def accept_corrected_terms(
    *, move: Move, agreed_by: str, channel: str = "phone", note: str = ""
) -> Receipt:
    """Write down that the customer accepted the corrected terms. Raises BadField as above."""
    return _accept(move, "corrected_terms_accepted", "terms_corrected", agreed_by, channel, note)


def _accept(
    move: Move, step: str, proposed_by: str, agreed_by: str, channel: str, note: str
) -> Receipt:
    receipt = record(
        move=move, step=step, data=plain(agreed_by=agreed_by, channel=channel, note=note)
    )
    terms = standing_row(Terms, proposed_by, move.order_id)
    if terms is None:
        raise LookupError(f"{proposed_by} stands on {move.order_id} without its row")
    if terms.valid_until < office_calendar().local_date(move.at):
        raise BadField(
            "valid_until",
            _("The proposal was valid until %(day)s."),
            _("Reopen the terms and propose them anew."),
            day=f"{terms.valid_until:%d.%m.%Y}",
        )
    Acceptance.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        terms=terms,
        agreed_by=agreed_by,
        channel=channel,
    )
    return receipt
