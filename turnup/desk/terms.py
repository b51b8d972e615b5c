"""The guaranteed terms of one order: how long is left, whether the word was kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnup.dispatch.term_words import term_row
from turnup.dispatch.terms import running_term
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.standard import Card, Standard, due
from turnup.standard.model import Step, Term
from turnup.ui.moments import absolute

CONNECTION: Final = "connection"


@dataclass(frozen=True, slots=True)
class TermShown:
    """A guaranteed term: its title, what is said of it, in which tone, and its last moment."""

    title: str
    value: str
    note: str
    tone: str
    due: datetime | None = None
    code: str = ""
    danger: dict[str, Any] | None = None


def guaranteed_terms(
    standard: Standard, card: Card, *, now: datetime, language: str
) -> list[TermShown]:
    """Give each guaranteed term that this order has, by the last step that it is set for."""
    shown = []
    for term in standard.terms.values():
        bound = [s for s in standard.steps.values() if s.due and s.due.term == term.code]
        if bound:
            told = _shown(standard, card, term, bound[-1], now, language)
            shown.append(told and replace(told, code=term.code))
    return [one for one in shown if one]


def with_forecast(term: TermShown, order: Order, *, now: datetime) -> TermShown:
    """Add to the running connection term whether it is in danger, the forecast and the causes.

    They are those of `/plan/terms` and of REST's `/terms`.
    """
    if term.code != CONNECTION or (found := running_term(order, now)) is None:
        return term
    row = term_row(found, now)
    danger = {
        "title": row["state"],
        "icon": row["icon"],
        "tone": row["tone"],
        "forecast_at": found.forecast_at,
        "causes": row["causes"],
    }
    tone = term.tone if found.state in ("kept", "held") else row["tone"]
    return replace(term, danger=danger, tone=tone)


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
