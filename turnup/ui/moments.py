"""Moments, dates and sums as people read them, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from babel import Locale, dates, numbers
from django.utils import timezone, translation
from django.utils.translation import gettext as _

Turn = Literal["overdue", "today", "ahead", "open"]
NEAR = timedelta(days=6)
# Babel writes RUB in English as a code.
SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€"}


def locale() -> Locale:
    """Will return the locale of the active language."""
    return Locale.parse((translation.get_language() or "ru").split("-")[0])


def absolute(moment: datetime | date) -> str:
    """Will write a moment in full: `7 ноя 2026 г., 14:05`."""
    if isinstance(moment, datetime):
        return dates.format_datetime(timezone.localtime(moment), "d MMM y, HH:mm", locale=locale())
    return dates.format_date(moment, "d MMM y", locale=locale())


def short(moment: datetime | date, now: datetime) -> str:
    """Will write a moment as briefly as it stays clear: the hour alone today, no year this year."""
    if not isinstance(moment, datetime):
        return dates.format_date(
            moment, "d MMM" if moment.year == now.year else "d MMM y", locale()
        )
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if local.date() == today.date():
        return dates.format_datetime(local, "HH:mm", locale=locale())
    pattern = "d MMM, HH:mm" if local.year == today.year else "d MMM y"
    return dates.format_datetime(local, pattern, locale=locale())


def relative(moment: datetime, now: datetime) -> str:
    """Will write how far a moment is from now: `3 hours ago`, `in 2 days`."""
    gap = moment - now
    if abs(gap) < timedelta(minutes=1):
        return _("just now")
    return dates.format_timedelta(gap, add_direction=True, locale=locale())


def span(gap: timedelta) -> str:
    """Will write a length of time in its largest fitting unit: `3 hours`, `2 days`."""
    gap = max(abs(gap), timedelta(minutes=1))
    return dates.format_timedelta(gap, locale=locale())


def turn(due: datetime | None, now: datetime) -> Turn:
    """Will say where a term stands: past, later today, on a later day, or without an end."""
    if due is None:
        return "open"
    if due < now:
        return "overdue"
    return "today" if timezone.localtime(due).date() == timezone.localtime(now).date() else "ahead"


def due_text(due: datetime | None, now: datetime) -> str:
    """Will write what a term asks of the reader: `overdue by 2 days`, `due today, 18:00`."""
    state = turn(due, now)
    if due is None:
        return ""
    if state == "overdue":
        return _("overdue by %(span)s") % {"span": _lateness(now - due)}
    if state == "today":
        return _("due today, %(time)s") % {"time": short(due, now)}
    if due - now < NEAR:
        return _("due %(when)s") % {"when": _weekday(due)}
    return _("due %(when)s") % {"when": short(due, now)}


def _lateness(gap: timedelta) -> str:
    """Will write a length as "by how much": Russian bends the noun as it does before "ago"."""
    gap = -max(gap, timedelta(minutes=1))
    ago = dates.format_timedelta(gap, add_direction=True, locale=locale())
    return ago.removesuffix(" назад").removesuffix(" ago")


def _weekday(due: datetime) -> str:
    return dates.format_datetime(timezone.localtime(due), "EEE d MMM, HH:mm", locale=locale())


def money(amount: Decimal | int | str, currency: str = "RUB") -> str:
    """Will write a sum in the reader's habit; kopecks only where there are any."""
    sum_ = Decimal(amount)
    digits = "#,##0" if sum_ == sum_.to_integral_value() else "#,##0.00"
    sign = SIGNS.get(currency, currency)
    pattern = f"'{sign}'{digits}" if locale().language == "en" else f"{digits} '{sign}'"
    return numbers.format_decimal(sum_, pattern, locale=locale())
