"""What an act may not say: a signature that is none, a device that is somewhere else."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from turnup.installation.models import CompletionAct, TemporaryConnection
from turnup.installation.signature import is_drawn
from turnup.standard.refusals import BadField
from turnup.stock.queries import find_device


def check_signatures(**drawn: str | None) -> None:
    """Check that what was drawn, if anything was, is a signature. Raises BadField."""
    for field, path in drawn.items():
        if path and not is_drawn(path):
            raise BadField(
                field,
                _("This is a dot or a stroke, not a signature."),
                _("Clear the field and sign again, across the whole of it."),
            )


def check_serials(order_id: UUID, equipment: Sequence[Mapping[str, Any]]) -> None:
    """Check that no device of an act is named twice or is at another customer. Raises BadField.

    Of devices that we keep stock of, installing them says where they are.
    """
    seen: set[str] = set()
    for place, device in enumerate(equipment):
        serial = device.get("serial")
        if not serial:
            continue
        if serial in seen:
            raise BadField(
                f"equipment.{place}.serial",
                _("This serial number stands in the act twice."),
                _("Keep one line of the two."),
            )
        seen.add(serial)
        if find_device(serial):
            continue  # the stock's books know better than an old act where it is now
        if elsewhere := _elsewhere(order_id, serial):
            raise BadField(
                f"equipment.{place}.serial",
                _("The device %(serial)s is at the customer of order № %(order)s."),
                _("Check the number on the device; if it is right, tell the crew lead."),
                serial=serial,
                order=elsewhere,
            )


def _elsewhere(order_id: UUID, serial: str) -> int | None:
    """Give the number of another order at whose customer the device is, or None."""
    acts = CompletionAct.objects.filter(equipment__contains=[{"serial": serial}])
    lent = TemporaryConnection.objects.filter(serial=serial, returned_at=None)
    for rows in (acts, lent):
        found = rows.exclude(order_id=order_id).values_list("order__number", flat=True).first()
        if found:
            return found
    return None
