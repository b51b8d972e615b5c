"""`{% load portal %}`: phones as people read them, days of terms and of visits."""

from datetime import date, datetime

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.translation import get_language

from turnup.people.phones import displayed
from turnup.ui.moments import absolute

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """Will write a phone number with its code in brackets."""
    return displayed(number) if number else ""


@register.filter
def day(moment: datetime | date | None) -> str:
    """Will write the day of a moment: a term ends with its day."""
    if moment is None:
        return ""
    return absolute(timezone.localtime(moment).date() if isinstance(moment, datetime) else moment)


@register.filter
def weekday(moment: datetime | date) -> str:
    """Will write a day as one is agreed: with its day of the week, without the year."""
    local = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    english = (get_language() or "").startswith("en")
    told = format_date(local, "EE, d MMMM", locale="en" if english else "ru")
    return told[:1].upper() + told[1:]
