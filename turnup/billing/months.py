"""Months as billing counts them. Pure."""

from datetime import date, timedelta


def month_of(day: date) -> date:
    """Return the first day of the day's month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_day(month: date) -> date:
    """Return the last day of the month."""
    return next_month(month) - timedelta(days=1)
