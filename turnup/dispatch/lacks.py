"""What an installation still lacks, for lists, map and board: permit, lease, kit, equipment, climb.

Of many orders at once; the order's own page names the same things one by one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from turnup.ground.models import HeightWork, WorkPermit
from turnup.ground.queries import ended_of_orders
from turnup.installation.jobs import Task
from turnup.orders.models import Order
from turnup.stock.queries import promised_dates

Tone = Literal["bad", "warn", "note"]
NEEDED: Final = {
    # fact of the order: the step that answers it
    "permits_needed": "permits_obtained",
    "outdoor": "leases_agreed",
    "special_equipment": "equipment_ready",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is not there: a code, its icon, and the words for it.

    `bad` keeps the crew from working, `note` is on its way.
    """

    code: str
    icon: str
    tone: Tone
    words: str


def lacks_of(
    tasks: Iterable[Task], today: date, days: Mapping[UUID, date] | None = None
) -> dict[UUID, list[Lack]]:
    """Give what each order lacks, the worst first; `days` are those of visits that stand."""
    tasks, days = list(tasks), days or {}
    orders = [task.order for task in tasks]
    promised = promised_dates([one.id for one in orders])
    ended = ended_of_orders(orders, days, today)
    climbs = _without_work_permit(orders, days)
    found: dict[UUID, list[Lack]] = {}
    for task in tasks:
        order = task.order
        lacks = [*_ground(task, ended.get(order.id, ()))]
        lacks += _equipment(task, promised.get(order.id), today)
        if order.id in climbs:
            lacks.append(Lack("work_permit", "flag", "warn", _("no work permit for the height")))
        if lacks:
            found[order.id] = sorted(lacks, key=lambda one: ORDER.index(one.tone))
    return found


ORDER: Final = ("bad", "warn", "note")


def _ground(task: Task, ended: Iterable[str]) -> Iterable[Lack]:
    if _waits(task, "permits_needed"):
        yield Lack("permit", "key", "bad", _("no permit of the building"))
    if _waits(task, "outdoor"):
        yield Lack("lease", "map-pin", "bad", _("no lease of the place"))
    for name in ended:
        said = _("%(paper)s is not in force that day") % {"paper": name}
        yield Lack("ground_ended", "key", "bad", said)


def _equipment(task: Task, promised: date | None, today: date) -> list[Lack]:
    lacks = []
    if task.job.kit_missing:
        lacks.append(Lack("kit", "package", "bad", _("kit not reserved")))
    if promised is not None:
        late = promised < today
        text = _("equipment overdue since %(day)s") if late else _("equipment comes on %(day)s")
        said = text % {"day": date_format(promised, "j E")}
        lacks.append(Lack("special", "truck", "bad" if late else "note", said))
    elif _waits(task, "special_equipment"):
        lacks.append(Lack("special", "truck", "bad", _("special equipment not there")))
    return lacks


def _waits(task: Task, fact: str) -> bool:
    """Tell whether the order needs something that nobody has recorded yet."""
    return bool(task.facts.get(fact)) and NEEDED[fact] not in task.order.card["standing"]


def _without_work_permit(orders: Iterable[Order], days: Mapping[UUID, date]) -> set[UUID]:
    """Give the orders with work at height whose visit's day no work permit covers."""
    high = HeightWork.objects.filter(order__in=[one.id for one in orders if one.id in days])
    ids = set(high.values_list("order_id", flat=True))
    for row in WorkPermit.objects.filter(order__in=ids, closed_at=None):
        if row.valid_from <= days[row.order_id] <= row.valid_until:
            ids.discard(row.order_id)
    return ids
