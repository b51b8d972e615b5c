"""On site: the line connected and set up, the act signed and handed over."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.ground.actions import require_safe_climb
from turnup.installation.actions.addresses import give_address
from turnup.installation.actions.checks import check_serials, check_signatures
from turnup.installation.actions.devices import install_devices
from turnup.installation.models import (
    ActHandover,
    CompletionAct,
    LineConnection,
    LineSetUp,
    Visit,
)
from turnup.installation.queries import assigned_address, standing_act
from turnup.installation.readings import check_readings
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
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
    assigned = _address(move, ip_address, receipt)
    act = CompletionAct.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        number=_act_number(move),
        ip_address=assigned,
        signatory_name=signatory_name,
        signatory_post=signatory_post or "",
        signed_at=move.at,
        place=place or Order.objects.values_list("site__address", flat=True).get(pk=move.order_id),
        works=works,
        equipment=list(equipment),
        customer_signature=customer_signature or "",
        crew_signature=crew_signature or "",
    )
    app.configure_task("installation.act", queue="papers", lock=f"act:{act.pk}").defer(
        act_pk=act.pk
    )
    live = Visit.objects.filter(order_id=move.order_id, released_at=None, done_at=None)
    live.update(done_at=move.at)
    return receipt


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


def _technology(move: Move) -> str:
    return Order.objects.values_list("technology", flat=True).get(pk=move.order_id)


def _act_number(move: Move) -> str:
    year = office_calendar().local_date(move.at).year
    return f"{year}-{take_number(series='act', year=year)}"
