"""Leases: a place for our equipment, its rent, the payments that fall due."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.catalog.money import roubles
from turnup.ground.actions.climbing import declare_by_lease
from turnup.ground.actions.parties import building_for, keep_party
from turnup.ground.actions.permits import check_still_valid
from turnup.ground.models import Building, Lease, OrderLease, Party, PlaceKind, RentPayment
from turnup.ground.queries import is_valid
from turnup.ground.rents import spans
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.orders.office import office_calendar
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField

YEARS_AHEAD = 1  # so far payments are written down; later ones follow as these are paid


@transaction.atomic
def agree_lease(
    *,
    building: Building,
    party: Party,
    place: str,
    monthly_rent: Decimal,
    valid_from: date,
    valid_until: date | None = None,
    place_kind: str = PlaceKind.OTHER,
    months_paid_at_once: int = 1,
    wind_area_m2: Decimal | None = None,
    conditions: str = "",
    document: str = "",
    order_id: UUID | None = None,
) -> Lease:
    """Keep an agreed lease, and the payments that fall due within a year. Raises BadField."""
    if place_kind not in PlaceKind.values:
        raise BadField("place_kind", _("This is none of the choices."))
    if not 1 <= months_paid_at_once <= 12:
        raise BadField("months_paid_at_once", _("Between one and twelve months are paid at once."))
    if valid_until and valid_until < valid_from:
        raise BadField("valid_until", _("It would end before it begins."))
    lease = Lease.objects.create(
        building=building,
        party=party,
        order_id=order_id,
        place=filled(Lease, "place", place),
        place_kind=place_kind,
        wind_area_m2=wind_area_m2,
        monthly_rent=roubles(monthly_rent),
        months_paid_at_once=months_paid_at_once,
        conditions=conditions.strip()[:4000],
        document=fitting(Lease, "document", document),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _write_payments(lease, valid_from)
    return lease


@transaction.atomic
def pay_rent(*, payment: RentPayment, on: date, document: str = "") -> RentPayment:
    """Note that a rent was paid, and write down those of the year that follows. Raises BadField."""
    row = RentPayment.objects.select_for_update().select_related("lease").get(pk=payment.pk)
    if row.paid_date:
        raise BadField("payment", _("This rent is paid already."))
    row.paid_date, row.document = on, fitting(RentPayment, "document", document)
    row.save(update_fields=["paid_date", "document"])
    _write_payments(row.lease, row.until_date)
    return row


@transaction.atomic
def end_lease(*, lease: Lease, on: date) -> Lease:
    """End a lease on a day; payments that were to come after it fall away. Raises BadField."""
    if lease.ended_date:
        raise BadField("lease", _("This lease has ended already."))
    lease.ended_date = on
    lease.save(update_fields=["ended_date"])
    lease.payments.filter(paid_date=None, due_date__gte=on).delete()
    return lease


@transaction.atomic
def agree_leases(
    *,
    move: Move,
    lessor: str | None = None,
    place: str | None = None,
    monthly_rent: Decimal = Decimal(0),
    conditions: str | None = None,
    valid_until: date | None = None,
    place_kind: str = PlaceKind.OTHER,
    lease: UUID | None = None,
) -> Receipt:
    """Record the place for outside equipment and its rent.

    `lease` names one that is in force at the order's building; else a new one is kept there. A
    place on a roof or mast makes the installation work at height. Raises BadField.
    """
    found, fault = _named(move, lease)
    if found:
        lessor, place, place_kind = found.party.name, found.place, found.place_kind
        monthly_rent, valid_until = found.monthly_rent, found.valid_until
        conditions = found.conditions or None
    said = plain(
        lease=lease,
        lessor=lessor,
        place=place,
        place_kind=place_kind,
        monthly_rent=monthly_rent,
        conditions=conditions,
        valid_until=valid_until,
    )
    receipt = record(move=move, step="leases_agreed", data=said)
    if fault:
        raise fault
    check_still_valid(move, valid_until)
    for field, said_text in (("lessor", lessor), ("place", place)):
        if not said_text:
            raise BadField(field, _("This is empty."), _("Fill it in, or name a lease."))
    if found is None:
        order = Order.objects.select_related("site").get(pk=move.order_id)
        found = agree_lease(
            building=building_for(site=order.site),
            party=keep_party(name=lessor or ""),
            place=place or "",
            place_kind=place_kind,
            monthly_rent=monthly_rent,
            valid_from=office_calendar().local_date(move.at),
            valid_until=valid_until,
            conditions=conditions or "",
            order_id=move.order_id,
        )
    OrderLease.objects.create(order_id=move.order_id, seq=receipt.journal_seq, lease=found)
    declare_by_lease(order_id=move.order_id, lease=found, at=move.at)
    return receipt


def _named(move: Move, lease: UUID | None) -> tuple[Lease | None, BadField | None]:
    if lease is None:
        return None, None
    order = Order.objects.select_related("site").filter(pk=move.order_id).first()
    found = Lease.objects.select_related("party", "building").filter(pk=lease).first()
    if found is None or order is None or found.building != building_for(site=order.site):
        return None, BadField("lease", _("There is no such lease at this building."))
    if not is_valid(found, office_calendar().local_date(move.at)):
        return None, BadField("lease", _("This lease is not in force."), _("Agree a new one."))
    return found, None


def _write_payments(lease: Lease, since: date) -> None:
    """Write down what falls due within a year from a day, as far as the lease lasts."""
    if not lease.monthly_rent:
        return
    until = since.replace(year=since.year + YEARS_AHEAD, day=min(since.day, 28))
    wanted = spans(lease.valid_from, lease.valid_until, lease.months_paid_at_once, until)
    RentPayment.objects.bulk_create(
        (
            RentPayment(
                lease=lease,
                due_date=one.begins,
                until_date=one.ends,
                amount=roubles(lease.monthly_rent * one.months),
            )
            for one in wanted
        ),
        ignore_conflicts=True,
    )
