"""A building with all that is known; a lease with its rents."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.ground import actions
from turnup.ground.models import Building, Lease, OrderLease, RentPayment
from turnup.ground.page_forms import Described, Paid
from turnup.ground.queries import sites_of
from turnup.ground.views.door import around, form_page, lease_badge, permit_badge, today, try_to
from turnup.orders.models import Order
from turnup.orders.reading import who
from turnup.people.permissions import allows, scope_of

METHODS = ("GET", "HEAD", "POST")


@require_GET
@allows("ground.read")
def building(request: HttpRequest, building_id: int) -> HttpResponse:
    """Show a building: holder, access, permits, leases, and the reader's orders there."""
    actor, _language = who(request)
    found = get_object_or_404(Building.objects.select_related("holder"), pk=building_id)
    day = today()
    orders = Order.objects.filter(site__in=sites_of(found)).order_by("-number")
    scope = scope_of(actor, "order.read")
    if scope != "all":
        orders = orders.filter(lead_id=actor.id) if scope else orders.none()
    permits = found.permits.select_related("party").order_by("-asked_at")
    leases = found.leases.select_related("party").order_by("-valid_from")
    shown = {
        "building": found,
        "permits": [(one, permit_badge(one, day)) for one in permits],
        "leases": [(one, lease_badge(one, day)) for one in leases],
        "orders": orders[:50],
    }
    return render(request, "ground/building.html", around(request, "buildings") | shown)


@require_http_methods(METHODS)
@allows("ground.edit")
def describe(request: HttpRequest, building_id: int) -> HttpResponse:
    """Write down what is known of a building."""
    found = get_object_or_404(Building.objects.select_related("holder"), pk=building_id)

    def act(said: Any) -> str:
        holder = actions.keep_party(name=said.holder) if said.holder else None
        actions.describe_building(
            building=found, kind=said.kind, holder=holder, access=said.access, keys_at=said.keys_at
        )
        return _("The building is described.")

    return form_page(
        request,
        Described,
        act,
        title=found.address,
        back=reverse("ground:building", args=[found.pk]),
        known={
            "kind": found.kind,
            "holder": found.holder.name if found.holder else "",
            "access": found.access,
            "keys_at": found.keys_at,
        },
    )


@require_GET
@allows("ground.read")
def lease(request: HttpRequest, lease_id: UUID) -> HttpResponse:
    """Show a lease: its terms, its rents, the orders it serves."""
    found = _lease(lease_id)
    served = OrderLease.objects.filter(lease=found).values("order_id")
    day = today()
    shown = {
        "lease": found,
        "badge": lease_badge(found, day),
        "payments": [(one, one.due_date < day) for one in found.payments.all()],
        "orders": Order.objects.filter(id__in=served).order_by("number"),
    }
    return render(request, "ground/lease.html", around(request, "leases") | shown)


def _lease(lease_id: UUID) -> Lease:
    return get_object_or_404(Lease.objects.select_related("building", "party"), pk=lease_id)


@require_http_methods(METHODS)
@allows("ground.edit")
def pay(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Note that a rent was paid."""
    rows = RentPayment.objects.select_related("lease__party")
    found = get_object_or_404(rows, pk=payment_id)

    def act(said: Any) -> str:
        actions.pay_rent(payment=found, on=said.paid_date, document=said.document)
        return _("The rent is noted as paid.")

    return form_page(
        request,
        Paid,
        act,
        title=_("Rent to %(party)s") % {"party": found.lease.party.name},
        back=reverse("ground:lease", args=[found.lease_id]),
        to=reverse("ground:leases"),
        known={"paid_date": today().isoformat()},
    )


@require_POST
@allows("ground.edit")
def end(request: HttpRequest, lease_id: UUID) -> HttpResponse:
    """End a lease today."""
    found = _lease(lease_id)
    return try_to(
        request,
        lambda: actions.end_lease(lease=found, on=today()),
        _("The lease has ended."),
        reverse("ground:lease", args=[found.pk]),
    )
