"""Visits by a link are kept for a term, and no longer."""

from datetime import timedelta

from django.utils import timezone

from tests.portal.guests import Guests
from turnup.portal.actions import note_visit
from turnup.portal.deliver import sweep
from turnup.portal.models import LinkVisit
from turnup.portal.retention import CODE
from turnup.surveys.meeting_models import LegalTerm


def visited(guests: Guests, *days_ago: int) -> None:
    link = guests.visitor(guests.office.open_order()).link
    for days in days_ago:
        at = timezone.now() - timedelta(days=days)
        note_visit(link=link, at=at, what="page", address="203.0.113.7", agent="Chromium")


def test_visits_are_swept_when_their_term_is_over(guests: Guests) -> None:
    visited(guests, 366, 364, 0)
    sweep(timestamp=0)
    assert LinkVisit.objects.count() == 2
    assert LegalTerm.objects.get(code=CODE).ground


def test_the_company_sets_another_term_from_a_day_on(guests: Guests) -> None:
    visited(guests, 40, 0)
    today = timezone.localdate()
    for code_days, since in ((30, today), (1, today + timedelta(days=1))):
        LegalTerm.objects.create(code=CODE, days=code_days, valid_from=since, ground="Приказ № 3")
    sweep(timestamp=0)
    assert LinkVisit.objects.count() == 1, "a term that begins tomorrow does not hold today"
