"""What the stock learns from site: a device of the act is installed, a modem is lent or came back.

A serial number that the stock does not know is left to the paper: not every company keeps stock,
and the customer's own device may stand in an act too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from turnup.installation.queries import live_visit
from turnup.orders.moves import Move
from turnup.standard.refusals import BadField
from turnup.stock.actions import install_device, lend_device, take_back_device
from turnup.stock.models import Place
from turnup.stock.queries import find_device, van_called


def install_devices(*, move: Move, equipment: Sequence[Mapping[str, Any]]) -> None:
    """Put the act's devices in service, from the crew's van. Raises BadField for one elsewhere."""
    van = _van(move)
    for place, device in enumerate(equipment):
        serial = device.get("serial")
        if not serial or find_device(serial) is None:
            continue
        try:
            install_device(
                order_id=move.order_id, serial=serial, actor=move.actor, at=move.at, van=van
            )
        except BadField as fault:
            raise _at(f"equipment.{place}.serial", fault) from fault


def lend_modem(*, move: Move, serial: str | None) -> None:
    """Lend the modem from the crew's van. Raises BadField for one that is elsewhere."""
    if serial and find_device(serial):
        lend_device(
            order_id=move.order_id, serial=serial, actor=move.actor, at=move.at, van=_van(move)
        )


def take_back_modem(*, move: Move, serial: str) -> None:
    """Take the modem back into the crew's van, or the first warehouse."""
    if find_device(serial):
        take_back_device(
            order_id=move.order_id, serial=serial, actor=move.actor, at=move.at, target=_van(move)
        )


def _van(move: Move) -> Place | None:
    visit = live_visit(move.order_id)
    return van_called(visit.crew.name) if visit else None


def _at(field: str, fault: BadField) -> BadField:
    """Give the same fault of the field as the act names it."""
    params = dict(fault.params)
    params.pop("field")
    return BadField(field, params.pop("fault"), params.pop("mend"), **params)
