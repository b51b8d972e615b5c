"""The technical department's meeting as its pages show it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from babel import numbers
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.people.queries import holders_of
from turnup.surveys.agenda import REACHES_KM, Agenda, Build, Case, Group
from turnup.surveys.days_page import ICONS, name_of
from turnup.surveys.maps import drawn_map
from turnup.surveys.models import AgendaItem, Decision, Ground, Meeting, RefusalLetter
from turnup.surveys.paper_words import TECHNOLOGIES
from turnup.ui.moments import locale, money

Shown = dict[str, Any]
BUILDERS: Final = ("noc_head", "chief_engineer", "crew_lead", "technical_director")
DECISIONS: Final = (
    (Decision.BUILD, gettext_noop("Build"), gettext_noop("a new survey follows the build")),
    (Decision.NOT_NOW, gettext_noop("Not now"), gettext_noop("back to the agenda on a day")),
    (Decision.NO, gettext_noop("Do not build"), gettext_noop("the written refusal is made")),
)
TONES: Final = {Decision.BUILD: "good", Decision.NOT_NOW: "warn", Decision.NO: "bad"}


def agenda_page(found: Agenda, today: date, reach_km: float) -> Shown:
    """Give the groups with their map, the builds under way, and what was put off."""
    groups = [_group(one, place, today) for place, one in enumerate(found.groups)]
    return {
        "groups": groups,
        "map": _map(found.groups),
        "builds": [_build(one, today) for one in found.builds],
        "put_off": [_case(one, today) | {"until": one.case.review_on} for one in found.put_off],
        "reaches": [
            {"value": f"{km:g}", "title": kilometres_text(km), "chosen": km == reach_km}
            for km in REACHES_KM
        ],
        "decisions": [{"code": c.value, "title": _(t), "hint": _(h)} for c, t, h in DECISIONS],
        "count": sum(len(one["cases"]) for one in groups),
    }


def kilometres_text(km: float) -> str:
    """Write a reach as people do: `700 m`, `1.5 km`."""
    if km < 1:
        return _("%(metres)s m") % {"metres": round(km * 1000)}
    return _("%(km)s km") % {"km": numbers.format_decimal(km, locale=locale())}


def _group(one: Group, place: int, today: date) -> Shown:
    return {
        "letter": one.letter,
        "series": place % 4 + 1,
        "cases": [_case(case, today) for case in one.cases],
        "once": money(one.once),
        "monthly": money(one.monthly),
        "year": money(one.once + one.monthly * 12),
        "nearby": one.nearby,
    }


def _case(one: Case, today: date) -> Shown:
    waits = (today - one.survey.surveyed_on).days
    return {
        "id": str(one.order.id),
        "number": one.order.number,
        "url": reverse("desk:order", args=[one.order.number]),
        "survey_url": reverse("surveys:survey", args=[one.order.number]),
        "customer": str(one.order.customer),
        "address": str(one.order.site),
        "technology": _(TECHNOLOGIES[one.survey.technology or one.order.technology]),
        "icon": ICONS.get(one.survey.technology or one.order.technology, "network"),
        "reason": Ground(one.survey.reason_code).label if one.survey.reason_code else "",
        "notes": one.survey.notes,
        "surveyed_on": one.survey.surveyed_on,
        "waits": max(waits, 0),
        "once": money(one.terms.connection_fee) if one.terms else "",
        "monthly": money(one.terms.monthly_fee) if one.terms else "",
        "nowhere": one.point is None,
    }


def _map(groups: Sequence[Group]) -> Shown | None:
    letters = {
        str(case.order.id): (group.letter, place % 4 + 1, case)
        for place, group in enumerate(groups)
        for case in group.cases
    }
    sheet = drawn_map({key: case.point for key, (_l, _s, case) in letters.items()})
    if sheet is None:
        return None
    marks = []
    for one in sheet["marks"]:
        letter, series, case = letters[one.key]
        title = f"№ {case.order.number} {case.order.site}"
        marks.append({"mark": one, "text": letter, "series": series, "title": title})
    return {**sheet, "marks": marks}


def _build(one: Build, today: date) -> Shown:
    by_when = one.decision.by_when
    return {
        "id": str(one.order.id),
        "number": one.order.number,
        "url": reverse("desk:order", args=[one.order.number]),
        "customer": str(one.order.customer),
        "address": str(one.order.site),
        "responsible": one.decision.responsible,
        "by_when": by_when,
        "late": bool(by_when and by_when < today),
        "decided_on": one.decision.meeting_date,
    }


def builders(at: datetime, language: str) -> list[str]:
    """Name the people who usually answer for a build, to choose from."""
    names = [name_of(one, language) for role in BUILDERS for one in holders_of(role, at)]
    return list(dict.fromkeys(names))


# ------------------------------------------------------- one meeting
def meeting_shown(meeting: Meeting) -> Shown:
    """Give a meeting for reading: what it decided about each case."""
    rows = meeting.items.select_related("case__order__customer", "case__order__site", "decided_by")
    items = [_item(one) for one in rows.order_by("id")]
    return {"meeting": meeting, "items": items}


def _item(one: AgendaItem) -> Shown:
    order = one.case.order
    letter = RefusalLetter.objects.filter(order_id=order.id).order_by("-seq").first()
    return {
        "number": order.number,
        "url": reverse("desk:order", args=[order.number]),
        "customer": str(order.customer),
        "address": str(order.site),
        "decision": Decision(one.decision).label,
        "tone": TONES[Decision(one.decision)],
        "responsible": one.responsible,
        "by_when": one.by_when,
        "review_on": one.review_on,
        "discussion": one.discussion,
        "letter": letter if one.decision == Decision.NO else None,
    }
