"""`{% load portal %}`: phones as people read them, a term's day without its last minute."""

from datetime import date, datetime

from django import template
from django.utils import timezone

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
