"""The planner's reasons in words of the active language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnup.orders.office import office_calendar
from turnup.planner import Reason

Params = Mapping[str, Any]
Words = Callable[[Params], str]


def words(reason: Reason) -> str:
    """Put one reason into words."""
    return WORDS[reason.code](reason.params)


def all_words(reasons: Iterable[Reason]) -> list[str]:
    """Put reasons into words, in their order."""
    return [words(reason) for reason in reasons]


def moment_words(moment: datetime) -> str:
    """Give an office moment, short: day and time."""
    local = moment.astimezone(office_calendar().zone)
    return f"{date_format(local, 'j E')} {local:%H:%M}"


def _day(day: date) -> str:
    return date_format(day, "j E")


def day_words(moment: datetime) -> str:
    """Give the office's day of a moment."""
    return _day(office_calendar().local_date(moment))


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def _spare(hours: int) -> str:
    if hours < 24:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return _days(hours // 24)


WORDS: Final[Mapping[str, Words]] = {
    # why a slot is good or bad
    "in_time": lambda p: _("%(time)s before the guaranteed term") % {"time": _spare(p["hours"])},
    "late": lambda p: _("%(time)s after the guaranteed term") % {"time": _spare(p["hours"])},
    "detour": lambda p: (
        _("adds %(n)s min of driving") % {"n": p["minutes"]}
        if p["minutes"]
        else _("on the crew's way")
    ),
    "load": lambda p: (
        _("the crew's day is %(n)s %% full") % {"n": p["percent"]}
        if p["percent"]
        else _("the crew's day is free")
    ),
    "building_open": lambda p: _("the building is open then"),
    "kit_ready": lambda p: _("the equipment comes on %(day)s") % {"day": day_words(p["at"])},
    # why there is none
    "kit_missing": lambda p: _("the equipment is not reserved"),
    "kit_later": lambda p: _("the equipment comes on %(day)s") % {"day": day_words(p["at"])},
    "no_skill": lambda p: _("no crew on duty has the skill"),
    "no_height": lambda p: _("nobody on duty may work at height"),
    "no_days": lambda p: _("no crew works in these days"),
    "building_closed": lambda p: _("outside the building's hours"),
    "too_long": lambda p: _("longer than any crew's day"),
    "past": lambda p: _("these days are over before it may begin"),
    "all_taken": lambda p: _("all crews' days are full"),
    # what is wrong with a visit
    "overlap": lambda p: _("overlaps with another visit"),
    "out_of_roster": lambda p: _("outside the crew's hours"),
    "travel_short": lambda p: _("%(needs)s min to drive, %(has)s min between the visits") % dict(p),
    "first_way_short": lambda p: (
        _("%(needs)s min from the base, %(has)s min after the shift begins") % dict(p)
    ),
    "kit_before": lambda p: _("before the equipment comes: %(day)s") % {"day": day_words(p["at"])},
    "kit_late": lambda p: _("the equipment comes that day: %(day)s") % {"day": day_words(p["at"])},
    "gone": lambda p: _("this time is past"),
    "taken": lambda p: _("the crew is at another visit"),
    # why a job is urgent
    "overdue": lambda p: _("guaranteed term overdue by %(days)s") % {"days": _days(p["days"])},
    "term_left": lambda p: (
        _("%(days)s to the guaranteed term") % {"days": _days(p["days"])}
        if p["days"]
        else _("the guaranteed term ends today")
    ),
    "paid_since": lambda p: (
        _("paid %(days)s ago") % {"days": _days(p["days"])} if p["days"] else _("paid today")
    ),
    "promised": lambda p: _("wanted by %(day)s") % {"day": _day(p["day"])},
    "weight": lambda p: _("large customer") if p["weight"] > 1 else _("weighty customer"),
}
