"""The guaranteed terms of one order: how long is left, whether the word was kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnup.orders.office import office_calendar
from turnup.standard import Card, Standard, due
from turnup.standard.model import Step, Term
from turnup.ui.moments import absolute


@dataclass(frozen=True, slots=True)
class TermShown:
    """A guaranteed term: its title, what is said of it, in which tone, and its last moment."""

    title: str
    value: str
    note: str
    tone: str
    due: datetime | None = None


def guaranteed_terms(
    standard: Standard, card: Card, *, now: datetime, language: str
) -> list[TermShown]:
    """Give each guaranteed term that this order has, by the last step that it is set for."""
    shown = []
    for term in standard.terms.values():
        bound = [s for s in standard.steps.values() if s.due and s.due.term == term.code]
        if bound:
            shown.append(_shown(standard, card, term, bound[-1], now, language))
    return [one for one in shown if one]


def _shown(
    standard: Standard, card: Card, term: Term, step: Step, now: datetime, language: str
) -> TermShown | None:
    calendar = office_calendar(standard.country)
    until = due(standard, calendar, card, step.code)
    standing = card.standing.get(step.code)
    title = term.title[language]
    if card.closed in ("cancelled", "refused") or step.due is None:
        return None
    ground = standard.steps[step.due.after]
    if standing and until:
        began = card.standing[ground.code].at if ground.code in card.standing else standing.at
        took = calendar.between(calendar.local_date(began), calendar.local_date(standing.at))
        return _kept(title, took, kept=standing.at <= until, until=until)
    if until is None or ground.code not in card.standing:
        return _to_come(title, term.days_for(card.facts), ground.title[language])
    left = calendar.between(calendar.local_date(now), calendar.local_date(until))
    return _running(title, left, until, now, held=bool(card.held))


def _days(count: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def _kept(title: str, took: int, *, kept: bool, until: datetime) -> TermShown:
    note = _("kept") if kept else _("broken: the term ended %(when)s")
    return TermShown(
        title, _days(took), note % {"when": absolute(until)}, "good" if kept else "bad", until
    )


def _to_come(title: str, days: int, ground: str) -> TermShown:
    return TermShown(title, _days(days), _("counted from: %(ground)s") % {"ground": ground}, "calm")


def _running(title: str, left: int, until: datetime, now: datetime, *, held: bool) -> TermShown:
    note: Any = _("until %(when)s") % {"when": absolute(until)}
    if until < now:
        return TermShown(title, _("broken"), note, "bad", until)
    value = _("%(days)s left") % {"days": _days(left)} if left else _("ends today")
    tone = "calm" if held else "warn" if left <= 1 else "good"
    return TermShown(title, value, note, tone, until)
