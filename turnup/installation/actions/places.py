"""Switch ports and VLANs: one line each at a time."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.installation.models import LinePlace
from turnup.standard.refusals import BadField

LEAST_VLAN, MOST_VLAN = 2, 4094  # IEEE 802.1Q; 1 is every switch's own


@transaction.atomic
def assign_place(
    *, order_id: UUID, switch: str, port: str, at: datetime, vlan: int | None = None
) -> LinePlace:
    """Note which port and VLAN the order's line has; a former place ends.

    Raises BadField for a port or VLAN that another line has, and for a VLAN that is none.
    """
    if vlan is not None and not LEAST_VLAN <= vlan <= MOST_VLAN:
        raise BadField("vlan", _("There is no such VLAN."), _("Give a number from 2 to 4094."))
    release_place(order_id=order_id, at=at)
    try:
        with transaction.atomic():
            return LinePlace.objects.create(
                order_id=order_id, switch=switch.strip(), port=port.strip(), vlan=vlan, since=at
            )
    except IntegrityError as error:
        raise _taken(str(error)) from error


def release_place(*, order_id: UUID, at: datetime) -> int:
    """Take the order's port and VLAN back; tell how many places there were."""
    return LinePlace.objects.filter(order_id=order_id, until=None).update(until=at)


def _taken(error: str) -> BadField:
    if "vlan_one_line" in error:
        return BadField("vlan", _("Another line has this VLAN."), _("Choose another VLAN."))
    return BadField("port", _("Another line has this port."), _("Choose another port."))
