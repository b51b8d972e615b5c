"""The customer's link for the phone's screen: its address and QR code, drawn without network."""

from typing import Any

import segno
from django.conf import settings

from turnup.orders.models import Order
from turnup.portal.queries import address_of, live_link

Shown = dict[str, Any]


def link_shown(order: Order) -> Shown | None:
    """Give the address of the customer's page and its code; None where there is no live link."""
    link = live_link(order.id)
    address = address_of(link, settings.PUBLIC_URL) if link else ""
    return {"address": address, **code_path(address)} if address else None


def code_path(text: str) -> Shown:
    """Give a QR code as one SVG path of squares, and the side of its box in modules."""
    code = segno.make_qr(text, error="m")
    rows = enumerate(code.matrix_iter(border=2))
    squares = (f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row) if dark)
    return {"path": "".join(squares), "side": code.symbol_size(border=2)[0]}
