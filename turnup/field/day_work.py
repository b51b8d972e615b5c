"""What is to be done at a visit, as a phone keeps it: address, readings, modem, act."""

from ipaddress import IPv4Network
from typing import Any

from django.utils.translation import gettext as _

from turnup.catalog.models import ItemKind
from turnup.field.day_kit import Lines, kind_of
from turnup.installation.models import Address
from turnup.installation.queries import assigned_address, modem_out, standing_act
from turnup.installation.readings import known_readings
from turnup.orders.models import Order
from turnup.standard.moments import moment_text
from turnup.surveys.paper_words import limit_text

Shown = dict[str, Any]


def address_shown(order: Order) -> Shown | None:
    """Give the address assigned with the visit: it is shown, never typed."""
    assigned = assigned_address(order.id)
    if assigned is None:
        return None
    held = Address.objects.select_related("pool").filter(pk=assigned).first()
    mask = str(IPv4Network(held.pool.network).netmask) if held else ""
    return {"ip": assigned, "mask": mask, "gateway": held.pool.gateway if held else ""}


def readings_shown(order: Order) -> list[Shown]:
    """Give what is measured for the order's technology, with its limits."""
    return [
        {
            "code": code,
            "title": _(one.title),
            "unit": _(one.unit) if one.unit else "",
            "low": one.low,
            "high": one.high,
            "least": one.least,
            "most": one.most,
            "limit": limit_text(one.least, one.most),
        }
        for code, one in known_readings(order.technology).items()
    ]


def modem_shown(order: Order) -> Shown | None:
    """Give the modem that the customer has for the time being, or None."""
    lent = modem_out(order.id)
    if lent is None:
        return None
    return {
        "device": lent.device,
        "serial": lent.serial,
        "deposit": f"{lent.deposit:.2f}",
        "given_at": moment_text(lent.given_at),
    }


def act_shown(order: Order, lines: Lines) -> Shown:
    """Give the signed act, or what its draft begins with: the works of the estimate."""
    signed = standing_act(order.id)
    return {
        "number": signed.number if signed else "",
        "signed_at": moment_text(signed.signed_at) if signed else "",
        "works": "\n".join(one.title for one in lines if kind_of(one) == ItemKind.WORK)
        or _("Line connected and set up, access to the internet checked"),
        "signatory": order.customer.contact_name,
    }
