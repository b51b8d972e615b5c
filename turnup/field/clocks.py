"""When something on a phone really happened. Pure: a phone's clock may be wrong by hours or days.

At every greeting and every sending the server sees the phone's clock beside its own. The lag is
what has to be added to the phone's time. Where it was the same before the act and at sending, the
act is moved by it. Where it was not, somebody set the clock in between: the lag from before the act
counts, unless it leads into the future or before the greeting that the act came after.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

SLACK: Final = timedelta(minutes=2)
"""So far two clocks may stand apart and still be called right."""

Note = Literal["", "shifted", "changed", "clamped", "ground"]


@dataclass(frozen=True, slots=True)
class Happened:
    """The moment by the server's clock, how far that is from the phone's, and why it was moved."""

    at: datetime
    shift: timedelta
    note: Note


@dataclass(frozen=True, slots=True)
class Greeting:
    """The last time before an act that the phone heard from the server: when, and its lag then."""

    at: datetime
    lag: timedelta


def happened(
    *, phone_at: datetime, sent_at: datetime, now: datetime, greeting: Greeting | None = None
) -> Happened:
    """Tell when an act happened by the server's clock.

    `phone_at` and `sent_at` are by the phone's clock, `now` is the server's at arrival.
    """
    lag = now - sent_at
    was_set = greeting is not None and abs(greeting.lag - lag) > SLACK
    if greeting is not None and was_set and _fits(phone_at + greeting.lag, greeting, now):
        return Happened(min(phone_at + greeting.lag, now), greeting.lag, "changed")
    if abs(lag) <= SLACK:
        lag = timedelta()
    at = phone_at + lag
    if not _fits(at, greeting, now):
        inside = min(max(at, greeting.at) if greeting else at, now)
        return Happened(inside, inside - phone_at, "clamped")
    note: Note = "changed" if was_set else "shifted" if lag else ""
    return Happened(min(at, now), lag, note)


def _fits(at: datetime, greeting: Greeting | None, now: datetime) -> bool:
    since = greeting.at - SLACK if greeting else at
    return since <= at <= now + SLACK
