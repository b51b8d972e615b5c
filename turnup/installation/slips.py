"""Visits that followed a delivery and wait to be agreed anew: shown until they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from turnup.installation.models import Visit, VisitCancellation, VisitMove
from turnup.orders.models import Order
from turnup.orders.office import office_calendar

SETTLED: Final = ("visit_agreed", "line_connected")


@dataclass(frozen=True, slots=True)
class Slip:
    """A visit that was to be at `was`; `now` is its new time, None while it is off the plan."""

    what: str
    promised_date: date
    was: datetime
    now: datetime | None

    @property
    def words(self) -> str:
        """Say in the reader's language what happened to the visit, and why."""
        said = {
            "was": _moment(self.was),
            "what": self.what,
            "day": date_format(self.promised_date, "j E"),
        }
        if self.now is None:
            return _("taken off the plan (was %(was)s): “%(what)s” comes on %(day)s") % said
        return _("moved from %(was)s: “%(what)s” comes on %(day)s") % said


def slips_of(orders: Iterable[Order]) -> dict[UUID, Slip]:
    """Return the slips of those orders whose visit a delivery moved and nobody agreed to anew."""
    open_ = {one.id for one in orders if not _is_settled(one)}
    rows: list[VisitMove | VisitCancellation] = []
    for model in (VisitMove, VisitCancellation) if open_ else ():
        found = model.objects.filter(promise__isnull=False, order__closed=None)
        rows += list(found.select_related("promise__special", "visit"))
    rows = [row for row in rows if row.order_id in open_]
    if not rows:
        return {}
    ids = {row.order_id for row in rows}
    live = Visit.objects.filter(order__in=ids, released_at=None, done_at=None)
    now = dict(live.values_list("order_id", "starts_at"))
    return {
        row.order_id: _slip(row, now.get(row.order_id))
        for row in sorted(rows, key=lambda row: row.seq)
    }


def slip_of(order: Order) -> Slip | None:
    """Return the slip of one order, or None."""
    return slips_of([order]).get(order.id)


def _is_settled(order: Order) -> bool:
    standing = order.card.get("standing", {})
    return bool(order.closed) or any(step in standing for step in SETTLED)


def _slip(row: VisitMove | VisitCancellation, now: datetime | None) -> Slip:
    assert row.promise is not None, "rows without a promise were left out"
    was = row.from_starts_at if isinstance(row, VisitMove) else row.visit.starts_at
    return Slip(row.promise.special.description, row.promise.promised_date, was, now)


def _moment(moment: datetime) -> str:
    local = moment.astimezone(office_calendar().zone)
    return f"{date_format(local, 'j E')}, {local:%H:%M}"
