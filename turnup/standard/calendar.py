"""The working calendar: which days count, and when a term ends.

Rules: Russian Labour Code art. 112 with decreed transfers (package `holidays`), terms by the Civil
Code art. 190-194: a term starts the day after the event and ends with the last working day.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays


@cache
def _country_days(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


class WorkCalendar:
    """A country's working days with the company's own exceptions, in the office's time zone.

    `overrides` maps a date to True (works after all) or False (a day off of our own).
    """

    def __init__(
        self,
        country: str = "RU",
        overrides: Mapping[date, bool] | None = None,
        time_zone: str = "Europe/Moscow",
    ):
        self.country = country
        self.overrides = dict(overrides or {})
        self.zone = ZoneInfo(time_zone)
        self._days = _country_days(country)
        self._nth: dict[tuple[date, int], date] = {}

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on that day."""
        known = self.overrides.get(day)
        return self._days.is_working_day(day) if known is None else known

    def nth(self, day: date, n: int) -> date:
        """Give the n-th working day after `day`, which itself does not count.

        With n = 0: `day` itself, or the next working day when it is none.
        """
        key = (day, n)
        if key not in self._nth:
            self._nth[key] = self._count(day, n)
        return self._nth[key]

    def _count(self, day: date, n: int) -> date:
        if n == 0:
            return next(d for d in days_from(day) if self.is_working(d))
        left = n
        for candidate in days_from(day + timedelta(days=1)):
            left -= self.is_working(candidate)
            if left == 0:
                return candidate
        raise AssertionError("a calendar has no last day")

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; 0 on the same day."""
        span = (last - first).days
        return sum(self.is_working(first + timedelta(days=i)) for i in range(1, span + 1))

    def local_date(self, moment: datetime) -> date:
        """Give the office's date at a moment: the business date (I25)."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """Give the last second of that day in the office, as a UTC moment."""
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)

    def survey_days(
        self, weekdays: tuple[int, ...], on_holiday: str, after: date
    ) -> Iterator[date]:
        """Give the coming survey days after `after`, without end, each once and in order.

        A weekday that is a holiday is skipped, or moves to the next working day.
        """
        last = after
        for day in days_from(after + timedelta(days=1)):
            if day.weekday() not in weekdays:
                continue
            if not self.is_working(day):
                if on_holiday == "skip":
                    continue
                day = self.nth(day, 0)
            if day > last:
                last = day
                yield day


def days_from(first: date) -> Iterator[date]:
    """Give `first` and every day after it."""
    day = first
    while True:
        yield day
        day += timedelta(days=1)
