"""iCalendar (RFC 5545): visits as events, folded at 75 octets. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LIMIT: Final = 75  # octets a line, section 3.1


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `sequence` grows with every change of its time."""

    uid: str
    begins: datetime
    ends: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    tentative: bool = False
    place: tuple[float, float] | None = None


def calendar(name: str, events: Iterable[Event], now: datetime) -> str:
    """Write a calendar that programs may subscribe to; they are asked to look again each hour."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Turnup//Plan//RU",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for event in events:
        lines += _event(event, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(now)}"
    yield f"DTSTART:{_moment(event.begins)}"
    yield f"DTEND:{_moment(event.ends)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'TENTATIVE' if event.tentative else 'CONFIRMED'}"
    for name in ("summary", "location", "description"):
        if said := getattr(event, name):
            yield f"{name.upper()}:{_text(said)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.place:
        yield f"GEO:{event.place[0]:.6f};{event.place[1]:.6f}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(said: str) -> str:
    """Escape a text value (section 3.3.11)."""
    said = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return said.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line into parts of at most 75 octets, never within a character."""
    part, size, limit = "", 0, LIMIT
    for character in line:
        octets = len(character.encode())
        if size + octets > limit:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
