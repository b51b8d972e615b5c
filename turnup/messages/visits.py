"""What a letter adds about a visit that was planned, moved or called off: its old and new time.

Crews, times and equipment are ours; who the customer is stays out of letters (invariant I22).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from turnup.installation.models import Visit, VisitCancellation, VisitMove
from turnup.orders.models import JournalEntry
from turnup.stock.models import SpecialPromise


def visit_words(entry: JournalEntry) -> str:
    """Give the lines about the visit in the active language, or nothing for another step."""
    words = WORDS.get(entry.step)
    lines = words(entry) if words else []
    return "".join(f"\n{line}" for line in lines) + ("\n" if lines else "")


def _planned(entry: JournalEntry) -> list[str]:
    visit = Visit.objects.filter(order_id=entry.order_id, seq=entry.seq).first()
    return (
        [_("Time: %(time)s") % {"time": _time(visit.starts_at, visit.crew.name)}] if visit else []
    )


def _moved(entry: JournalEntry) -> list[str]:
    move = VisitMove.objects.filter(order_id=entry.order_id, seq=entry.seq).first()
    if move is None:
        return []
    return [
        _("Was: %(time)s") % {"time": _time(move.from_starts_at, move.from_crew.name)},
        _("Now: %(time)s") % {"time": _time(move.to_starts_at, move.to_crew.name)},
        *_why(move.promise),
        _("The customer has to agree anew."),
    ]


def _cancelled(entry: JournalEntry) -> list[str]:
    row = VisitCancellation.objects.filter(order_id=entry.order_id, seq=entry.seq).first()
    if row is None:
        return []
    was = _("Was: %(time)s") % {"time": _time(row.visit.starts_at, row.visit.crew.name)}
    return [was, *_why(row.promise), _("There is no new time yet.")]


def _why(promise: SpecialPromise | None) -> list[str]:
    if promise is None:
        return []
    said = {
        "what": promise.special.description,
        "day": date_format(promise.promised_date, "j E"),
    }
    return [_("“%(what)s” is promised for %(day)s only.") % said]


def _time(moment: datetime, crew: str) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j E')}, {local:%H:%M}, {crew}"


WORDS: Final[Mapping[str, Callable[[JournalEntry], list[str]]]] = {
    "visit_planned": _planned,
    "visit_moved": _moved,
    "visit_cancelled": _cancelled,
}
