"""The act of completed works: signed with the customer, handed over to the office."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.installation.actions.addresses import give_address
from turnup.installation.actions.checks import check_serials, check_signatures
from turnup.installation.actions.devices import install_devices
from turnup.installation.models import ActHandover, CompletionAct, Visit
from turnup.installation.queries import assigned_address, standing_act
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
from turnup.standard.refusals import BadField


@transaction.atomic
def sign_act(
    *,
    move: Move,
    signatory_name: str,
    works: str,
    signatory_post: str | None = None,
    ip_address: str | None = None,
    place: str | None = None,
    equipment: Sequence[Mapping[str, Any]] = (),
    customer_signature: str | None = None,
    crew_signature: str | None = None,
) -> Receipt:
    """Record the act of completed works. It bears the address promised with the visit.

    Raises BadField when another address is given, for a device that an act left with another
    customer, and for a signature that is none. Its devices that we keep stock of are installed;
    the crew's visit is done with it; its paper is typeset and sealed by a job.
    """
    hold_order(move.order_id)
    said = plain(
        signatory_name=signatory_name,
        signatory_post=signatory_post,
        ip_address=ip_address or assigned_address(move.order_id),
        place=place,
        works=works,
        equipment=list(equipment) or None,
        customer_signature=customer_signature,
        crew_signature=crew_signature,
    )
    receipt = record(move=move, step="act_signed", data=said)
    check_signatures(customer_signature=customer_signature, crew_signature=crew_signature)
    check_serials(move.order_id, equipment)
    install_devices(move=move, equipment=equipment)
    act = _kept(move, receipt, said, ip_address)
    app.configure_task("installation.act", queue="papers", lock=f"act:{act.pk}").defer(
        act_pk=act.pk
    )
    live = Visit.objects.filter(order_id=move.order_id, released_at=None, done_at=None)
    live.update(done_at=move.at)
    return receipt


def _kept(
    move: Move, receipt: Receipt, said: Mapping[str, Any], ip_address: str | None
) -> CompletionAct:
    """Keep what was signed, under the year's next number, with the address that is now held."""
    assigned = _address(move, ip_address, receipt)
    return CompletionAct.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        number=_act_number(move),
        ip_address=assigned,
        signatory_name=said["signatory_name"],
        signatory_post=said.get("signatory_post", ""),
        signed_at=move.at,
        place=said.get("place") or _site_of(move),
        works=said["works"],
        equipment=said.get("equipment", []),
        customer_signature=said.get("customer_signature", ""),
        crew_signature=said.get("crew_signature", ""),
    )


def _site_of(move: Move) -> str:
    return Order.objects.values_list("site__address", flat=True).get(pk=move.order_id)


@transaction.atomic
def hand_over_act(*, move: Move, received_by: str) -> Receipt:
    """Record that the subscriber department has the act."""
    receipt = record(move=move, step="act_handed_over", data=plain(received_by=received_by))
    act = standing_act(move.order_id)
    assert act is not None, "act_handed_over needs a standing act"
    ActHandover.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, act=act, received_by=received_by
    )
    return receipt


def _address(move: Move, said: str | None, receipt: Receipt) -> str:
    """Give the address promised with the visit. Raises BadField where another one is said."""
    assigned = give_address(order_id=move.order_id, at=receipt.recorded_at)
    if said not in (None, assigned):
        raise BadField(
            "ip_address",
            _("This is not the address assigned to the order."),
            _("The act bears %(assigned)s."),
            assigned=assigned,
        )
    return assigned


def _act_number(move: Move) -> str:
    year = office_calendar().local_date(move.at).year
    return f"{year}-{take_number(series='act', year=year)}"
