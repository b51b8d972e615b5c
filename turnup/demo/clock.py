"""The simulated clock: it runs in the office's working hours alone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from turnup.standard import WorkCalendar

OPENS, CLOSES = 9, 18  # o'clock in the office
SECOND: Final = timedelta(seconds=1)


class OfficeClock:
    """Moments of office hours, from 9 to 18 on working days, as UTC moments."""

    def __init__(self, calendar: WorkCalendar):
        self.calendar = calendar

    def at(self, day: date, hour: float) -> datetime:
        """Give the moment of a fractional hour of a day: 9.5 is half past nine."""
        midnight = datetime.combine(day, time(), self.calendar.zone)
        return (midnight + timedelta(seconds=round(hour * 3600))).astimezone(UTC)

    def hour(self, moment: datetime) -> float:
        """Give the hour of a moment in the office, as a fraction."""
        local = moment.astimezone(self.calendar.zone)
        return local.hour + local.minute / 60 + local.second / 3600

    def later(self, moment: datetime, hours: float) -> datetime:
        """Give the moment that many working hours later; nights and days off do not count."""
        day = self.calendar.local_date(moment)
        now = max(self.hour(moment), OPENS)
        if not self.calendar.is_working(day) or now >= CLOSES:
            day, now = self.calendar.nth(day, 1), float(OPENS)
        while now + hours > CLOSES:
            hours -= CLOSES - now
            day, now = self.calendar.nth(day, 1), float(OPENS)
        return max(self.at(day, now + hours), moment + SECOND)

    def day_after(self, moment: datetime, working_days: int) -> date:
        """Give the date so many working days after a moment's."""
        return self.calendar.nth(self.calendar.local_date(moment), working_days)
