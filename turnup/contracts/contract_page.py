"""What the pages of stage 3 show, laid out for their templates."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from turnup.contracts.annexes import DUTIES
from turnup.contracts.details import GROUNDS
from turnup.contracts.items import lacking_items
from turnup.contracts.models import Approver, Contract, ContractText, Side
from turnup.contracts.queries import (
    SIGNED_BY,
    Departure,
    departures,
    standing_approval,
    standing_explanation,
    standing_settlement,
    standing_signatures,
)
from turnup.contracts.wording import monthly_fee
from turnup.orders.models import JournalEntry, Order
from turnup.orders.queries import folded
from turnup.people.actor import Actor
from turnup.requests.models import Channel, Terms
from turnup.standard import missing
from turnup.surveys.models import Ground, Survey, Verdict
from turnup.surveys.paper_words import number_text
from turnup.surveys.readings import known_readings
from turnup.ui.moments import absolute, money

Shown = dict[str, Any]

TERM_TITLES: Final[Mapping[str, str]] = {
    "speed_down_kbit": gettext_noop("Download, Mbit/s"),
    "speed_up_kbit": gettext_noop("Upload, Mbit/s"),
    "connection_fee": gettext_noop("Connection fee"),
    "monthly_fee": gettext_noop("Monthly fee"),
    "discount_percent": gettext_noop("Discount, %"),
}


# ------------------------------------------------------------------ signatures
def signatures(
    contract: Contract, text: ContractText | None, order: Order, actor: Actor
) -> list[Shown]:
    """Give the three signatures: who signed, or what is still missing and whether I may."""
    standard, card = folded(order)
    given = standing_signatures(contract)
    incomplete = lacking_items(text) if text else []
    made = []
    for side in Side:
        step = SIGNED_BY[side]
        lacks = [] if side in given else [*missing(standard, card, step), *incomplete]
        made.append(
            {
                "side": side.value,
                "title": side.label,
                "given": given.get(side),
                "ground": _ground(given[side].ground) if side in given else "",
                "scans": given[side].scans.select_related("paper__file") if side in given else (),
                "lacks": [one.title[_language()] for one in lacks],
                "mine": bool(actor.roles & set(standard.steps[step].by)) and side not in given,
                "possible": side not in given and not lacks and step in card.open,
            }
        )
    return made


def _ground(code: str) -> str:
    return _(GROUNDS["labels"][code])


def _language() -> str:
    return "en" if (get_language() or "ru").startswith("en") else "ru"


def survey_shown(survey: Survey | None, order: Order) -> Shown | None:
    """Give the survey's result as it stands beside the signatures."""
    if survey is None:
        return None
    known = known_readings(None) | known_readings(survey.technology or order.technology)
    readings = [
        {"term": _(known[code].title), "value": _measured(value, known[code].unit)}
        for code, value in survey.readings.items()
        if code in known
    ]
    return {
        "positive": survey.verdict != Verdict.NOT_FEASIBLE,
        "verdict": Verdict(survey.verdict).label,
        "reason": Ground(survey.reason_code).label if survey.reason_code else "",
        "rows": [
            {"term": _("Surveyed on"), "value": absolute(survey.surveyed_on)},
            {"term": _("Valid until"), "value": absolute(survey.valid_until)},
            *readings,
            *([{"term": _("Notes"), "value": survey.notes}] if survey.notes else []),
        ],
    }


def _measured(value: str, unit: str) -> str:
    return f"{number_text(value)} {_(unit) if unit else ''}".strip()


# ------------------------------------------------------------------ duties
def duties(order: Order, language: str) -> Shown | None:
    """Give each duty with who was made aware of it, by whom, when and how; None if not yet."""
    told = standing_explanation(order.id)
    if told is None:
        return None
    entry = JournalEntry.objects.select_related("actor").get(order_id=order.id, seq=told.seq)
    name = entry.actor.name_en if language == "en" and entry.actor.name_en else entry.actor.name
    titles = {field: title for field, title, _codes in DUTIES}
    return {
        "duties": [_(DUTY_TITLES[field]) for field in titles],
        "to": told.explained_to,
        "by": name,
        "at": entry.at,
        "how": Channel(told.channel).label,
    }


DUTY_TITLES: Final[Mapping[str, str]] = {
    "connection_payment": gettext_noop("Payment of the connection"),
    "recurring_fee": gettext_noop("Recurring fee"),
    "due_dates": gettext_noop("Due dates"),
    "disconnection_conditions": gettext_noop("Conditions of disconnection"),
}


# ------------------------------------------------------------------ non-standard terms
def terms_shown(terms: Terms) -> Shown:
    """Give what the terms come to, and where and by how much they leave the catalogue."""
    left = {one.field: one for one in departures(terms)}
    rows = [_term_row(terms, field, left.get(field)) for field in TERM_TITLES]
    return {
        "tariff": str(terms.tariff) if terms.tariff else "",
        "nonstandard": terms.nonstandard,
        "rows": [row for row in (*rows, _discounted(terms)) if row],
        "reasons": terms.nonstandard_reasons,
        "version": terms.version,
    }


def _discounted(terms: Terms) -> Shown | None:
    """Give what a discount comes to in roubles a month."""
    if not terms.discount_percent:
        return None
    left = Departure("monthly_fee", terms.monthly_fee, monthly_fee(terms))
    return {
        "title": _("To pay a month"),
        "offered": money(left.offered),
        "listed": money(left.listed),
        "difference": _signed("monthly_fee", left),
        "left": True,
    }


def _term_row(terms: Terms, field: str, left: Departure | None) -> Shown | None:
    value = Decimal(getattr(terms, field))
    if field == "discount_percent" and not value:
        return None
    return {
        "title": _(TERM_TITLES[field]),
        "offered": _figure(field, value),
        "listed": _figure(field, left.listed) if left else "",
        "difference": _signed(field, left) if left else "",
        "left": left is not None,
    }


def _figure(field: str, value: Decimal) -> str:
    if field.endswith("_fee"):
        return money(value)
    if field.endswith("_kbit"):
        return f"{(value / 1000).normalize():f}".replace(".", ",")
    return f"{value.normalize():f}".replace(".", ",")


def _signed(field: str, left: Departure) -> str:
    sign = "+" if left.difference > 0 else "−"
    text = sign + _figure(field, abs(left.difference))
    percent = left.percent
    if percent is None or field == "discount_percent":
        return text
    return f"{text} ({sign}{abs(percent)}\u00a0%)".replace(".", ",")


def approvals(order: Order, actor: Actor, language: str) -> list[Shown]:
    """Give the two approvals: who gave each and with what comment, or whether I may now."""
    standard, card = folded(order)
    made = []
    for approver in Approver:
        step = f"terms_approved_by_{approver.value}"
        given = standing_approval(order.id, approver)
        entry = given and JournalEntry.objects.select_related("actor").get(
            order_id=order.id, seq=given.seq
        )
        lacks = [] if given else missing(standard, card, step)
        made.append(
            {
                "approver": approver.value,
                "title": approver.label,
                "given": given,
                "at": entry.at if entry else None,
                "by": _name(entry, language) if entry else "",
                "lacks": [one.title[language] for one in lacks],
                "mine": approver.value in actor.roles and given is None and step in card.open,
            }
        )
    return made


def _name(entry: JournalEntry, language: str) -> str:
    latin = entry.actor.name_en if language == "en" else ""
    return latin or entry.actor.name


def stage_links(order: Order, *, disputed: bool, nonstandard: bool, here: str) -> list[Shown]:
    """Give the tabs of the order's pages of stage 3."""
    tabs = [("contract", _("Contract"))]
    if nonstandard:
        tabs.append(("terms", _("Non-standard terms")))
    if disputed or here == "disputes":
        tabs.append(("disputes", _("Disagreements")))
    return [
        {
            "title": title,
            "url": reverse(f"contracts:{name}", args=[order.number]),
            "current": name == here,
        }
        for name, title in tabs
    ]


def is_settled(order: Order) -> bool:
    """Tell whether the disputes are settled."""
    return standing_settlement(order.id) is not None
