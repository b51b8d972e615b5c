"""Before a crew may go: the request, permits, leases."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.installation.models import InstallationRequest, Lease, Permit
from turnup.orders.journal import record
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.standard.refusals import BadField


@transaction.atomic
def request_installation(
    *,
    move: Move,
    outdoor: bool | None = None,
    permits_needed: bool | None = None,
    special_equipment: bool | None = None,
    wishes: str | None = None,
) -> Receipt:
    """Enter the installation in the work journal; what is said here overrides the survey."""
    said = plain(
        outdoor=outdoor,
        permits_needed=permits_needed,
        special_equipment=special_equipment,
        wishes=wishes,
    )
    receipt = record(move=move, step="installation_requested", data=said)
    InstallationRequest.objects.create(
        order_id=move.order_id, seq=receipt.journal_seq, wishes=wishes or ""
    )
    return receipt


@transaction.atomic
def obtain_permits(
    *,
    move: Move,
    granted_by: str,
    document: str | None = None,
    conditions: str | None = None,
    valid_until: date | None = None,
) -> Receipt:
    """Record the owner's written permission. Raises BadField when it has run out already."""
    said = plain(
        granted_by=granted_by, document=document, conditions=conditions, valid_until=valid_until
    )
    receipt = record(move=move, step="permits_obtained", data=said)
    _check_still_valid(move, valid_until)
    Permit.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        granted_by=granted_by,
        document=document or "",
        conditions=conditions or "",
        valid_until=valid_until,
    )
    return receipt


@transaction.atomic
def agree_leases(
    *,
    move: Move,
    lessor: str,
    place: str,
    monthly_rent: Decimal = Decimal(0),
    conditions: str | None = None,
    valid_until: date | None = None,
) -> Receipt:
    """Record the place for outside equipment and its rent. Raises BadField."""
    said = plain(
        lessor=lessor,
        place=place,
        monthly_rent=monthly_rent,
        conditions=conditions,
        valid_until=valid_until,
    )
    receipt = record(move=move, step="leases_agreed", data=said)
    _check_still_valid(move, valid_until)
    Lease.objects.create(
        order_id=move.order_id,
        seq=receipt.journal_seq,
        lessor=lessor,
        place=place,
        monthly_rent=monthly_rent,
        conditions=conditions or "",
        valid_until=valid_until,
    )
    return receipt


def _check_still_valid(move: Move, valid_until: date | None) -> None:
    if valid_until and valid_until < office_calendar().local_date(move.at):
        raise BadField(
            "valid_until", _("This day is past."), _("Get a new one, or give its later end.")
        )
