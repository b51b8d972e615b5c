"""A customer and a site as a reader sees them: what is personal only in full."""

from dataclasses import replace

from turnup.customers.models import Customer, Site
from turnup.desk.shapes import (
    CustomerShown,
    SiteShown,
)


def customer_shown(customer: Customer, *, personal: bool = False) -> CustomerShown:
    """Show a customer; of one who is no company even the name is personal."""
    public = personal or customer.kind == "company"
    shown = CustomerShown(
        id=customer.id,
        kind=customer.kind,  # type: ignore[arg-type]  # a check constraint keeps it so
        name=customer.name if public else None,
        inn=customer.inn if public else None,
    )
    if not personal:
        return shown
    return replace(
        shown, contact_name=customer.contact_name, phone=customer.phone, email=customer.email
    )


def site_shown(site: Site, customer: Customer, *, personal: bool = False) -> SiteShown:
    """Show a site; a company's address is public, how to get in is not."""
    if not (personal or customer.kind == "company"):
        return SiteShown(id=site.id, locality=site.locality, address=None)
    shown = SiteShown(
        id=site.id,
        locality=site.locality,
        address=site.address,
        latitude=site.latitude,
        longitude=site.longitude,
    )
    if not personal:
        return shown
    return replace(
        shown,
        entrance=site.entrance,
        floor=site.floor,
        room=site.room,
        access_notes=site.access_notes,
    )
