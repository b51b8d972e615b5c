"""Sums of one batch before they are written: by service and hour, by day, of nobody, verdicts."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Octets = list[int]
"""[sent, received]"""


@dataclass
class Tally:
    """What one batch of packets or flows adds up to. `zone` is the office's."""

    source: str
    zone: ZoneInfo
    hours: dict[tuple[int, datetime], Octets] = field(default_factory=lambda: defaultdict(_nought))
    unknown: dict[tuple[date, str], Octets] = field(default_factory=lambda: defaultdict(_nought))
    verdicts: Counter[tuple[date, str]] = field(default_factory=Counter)

    def add(self, service_id: int | None, whose: str, hour: datetime, sent: int, got: int) -> None:
        """Add octets of an hour to a service, or to nobody under a name."""
        if service_id is None:
            row = self.unknown[(self.day(hour), whose[:253])]
        else:
            row = self.hours[(service_id, hour.astimezone(UTC))]
        row[0] += sent
        row[1] += got

    def note(self, verdict: str, at: datetime, count: int = 1) -> None:
        """Count a verdict on the office's day of the moment."""
        self.verdicts[(self.day(at), verdict)] += count

    def days(self) -> dict[tuple[int, date], Octets]:
        """Sum the hours up to the office's days."""
        found: dict[tuple[int, date], Octets] = defaultdict(_nought)
        for (service_id, hour), (sent, got) in self.hours.items():
            row = found[(service_id, self.day(hour))]
            row[0] += sent
            row[1] += got
        return found

    def day(self, at: datetime) -> date:
        """Give the office's day of a moment."""
        return at.astimezone(self.zone).date()


def _nought() -> Octets:
    return [0, 0]
