"""On which days surveys are done: the standard's weekdays, or any working day when urgent."""

from datetime import date, timedelta

from turnup.standard import Standard, WorkCalendar

LONGEST_HOLIDAY = timedelta(days=31)


def next_survey_day(standard: Standard, calendar: WorkCalendar, after: date) -> date:
    """Give the first survey day after `after`."""
    days = calendar.survey_days(standard.survey_weekdays, standard.holiday_surveys, after)
    return next(days)


def is_survey_day(standard: Standard, calendar: WorkCalendar, day: date) -> bool:
    """Tell whether surveys are done that day, be it one that a holiday has moved there."""
    start = day - LONGEST_HOLIDAY
    days = calendar.survey_days(standard.survey_weekdays, standard.holiday_surveys, start)
    return next(found for found in days if found >= day) == day
