"""What is known of a visit under way. Rooms that know it name themselves in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class News:
    """The latest of a visit: what (a msgid, `%(at)s` in it), and since when."""

    text: str
    at: datetime


Source = Callable[[int], News | None]
_SOURCES: Final[list[Source]] = []


def tell_of_visits(source: Source) -> None:
    """Ask `source(visit_id)` when a customer looks at the page while the crew is expected."""
    _SOURCES.append(source)


def news_of(visit_id: int) -> News | None:
    """Return the latest that anybody knows of a visit, or None."""
    told = [news for source in _SOURCES if (news := source(visit_id))]
    return max(told, key=lambda one: one.at, default=None)
