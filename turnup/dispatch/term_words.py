"""Terms in words: their state, their causes, whose time it was."""

from typing import Any, Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from turnup.dispatch.reasons import day_words, moment_words
from turnup.dispatch.terms import Cause, Term
from turnup.orders.office import standard_version

STATES: Final = {
    "breached": (gettext_noop("Breached"), "bad", "alert-triangle"),
    "in_danger": (gettext_noop("In danger"), "warn", "hourglass"),
    "held": (gettext_noop("On hold"), "calm", "player-pause"),
    "kept": (gettext_noop("Kept"), "good", "check"),
}
CAUSES: Final = {
    "visit_late": gettext_noop("the visit ends on %(at)s"),
    "first_slot": gettext_noop("the first free time ends on %(at)s"),
    "no_slot": gettext_noop("no free time in three weeks"),
    "visit_over": gettext_noop("the visit's time is over, and nothing is recorded"),
    "slow_side": gettext_noop("most of the time with: %(side)s"),
    "waits_for": gettext_noop("waits for: %(step)s"),
    "missed_by_customer": gettext_noop("visit missed by the customer, times: %(times)s"),
    "missed_by_crew": gettext_noop("visit missed by the crew, times: %(times)s"),
    "missed_by_third_party": gettext_noop("visit missed by a third party, times: %(times)s"),
    "moved_by_customer": gettext_noop("visit moved on the customer's wish, times: %(times)s"),
    "moved_by_company": gettext_noop("visit moved by us, times: %(times)s"),
    "moved_by_third_party": gettext_noop("visit moved by a third party, times: %(times)s"),
    "moved_by_delivery": gettext_noop("visit moved by a late delivery, times: %(times)s"),
    "equipment_comes": gettext_noop("the equipment comes on %(at)s"),
}
SIDES: Final = {
    "sales": gettext_noop("sales"),
    "technical": gettext_noop("technical"),
    "customer": gettext_noop("customer"),
    "third_party": gettext_noop("third party"),
}


def cause_words(term: Term, cause: Cause) -> str:
    """Put a cause into words."""
    language = "en" if get_language() == "en" else "ru"
    steps = standard_version(term.order.standard_id).steps
    step = steps[cause.step].title[language] if cause.step else ""
    day = cause.code == "equipment_comes"
    at = (day_words if day else moment_words)(cause.at) if cause.at else ""
    said = {
        "at": at,
        "step": step,
        "times": cause.times,
        "side": _(SIDES[cause.side]) if cause.side else "",
    }
    return _(CAUSES[cause.code]) % said


def term_row(term: Term, now: Any) -> dict[str, Any]:
    """Give a term as its page shows it."""
    title, tone, icon = STATES[term.state]
    return {
        "number": term.order.number,
        "customer": str(term.order.customer),
        "technology": term.order.technology,
        "state": _(title),
        "tone": tone,
        "icon": icon,
        "due_at": term.due_at,
        "left": term.due_at - now,
        "forecast_at": term.forecast_at,
        "causes": [cause_words(term, cause) for cause in term.causes],
        "sides": [
            (_(SIDES[side]), hours)
            for side, hours in sorted(term.sides.items(), key=lambda pair: -pair[1])
        ],
        "held_hours": term.held_hours,
    }
