"""A whole list of goods at once: all of it, or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from turnup.orders.faults import field_fault
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.stock.actions.goods import Goods, receive_goods
from turnup.stock.importing import FaultyList, GoodsLine
from turnup.stock.models import Place
from turnup.stock.queries import places_at_hand


@transaction.atomic
def receive_list(*, actor: Actor | None, at: datetime, lines: Sequence[GoodsLine]) -> int:
    """Receive every line of a list; return how many movements that were.

    Raises FaultyList that names every faulty line; then nothing is received.
    """
    places = {one.name.casefold(): one for one in places_at_hand()}
    faults: list[str] = []
    posted = 0
    for line in lines:
        try:
            with transaction.atomic():
                posted += len(_receive(line, places, actor, at))
        except BadField as fault:
            said = fault.params
            told = field_fault(said["field"], said["fault"], said["mend"], said)
            faults.append(
                _("Line %(line)s: %(fault)s")
                % {"line": line.line, "fault": f"{told.fault} {told.mend}".strip()}
            )
    if faults:
        raise FaultyList(faults)
    return posted


def _receive(
    line: GoodsLine, places: dict[str, Place], actor: Actor | None, at: datetime
) -> list[object]:
    place = places.get(line.place.casefold()) if line.place else None
    if line.place and place is None:
        raise BadField("place", _("There is no such place."))
    goods = Goods(line.code, line.quantity, (line.serial,) if line.serial else ())
    return list(
        receive_goods(
            actor=actor,
            at=at,
            goods=[goods],
            place=place,
            supplier=line.supplier,
            document=line.document,
        )
    )
