"""Rows of lists as the templates show them: titles in the reader's language, one clock a row."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.customers.actions import note_reads
from turnup.desk.steps import choice_title
from turnup.desk.words import SIDES
from turnup.orders.models import OpenStep, Order
from turnup.orders.office import standard_version, standing_standard
from turnup.people.actor import Actor
from turnup.standard import Standard

Row = dict[str, Any]
SERIES: Final = {"sales": 1, "technical": 2, "customer": 3, "third_party": 4}
ENDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "completed": (gettext_noop("In service"), "good", "circle-check"),
    "cancelled": (gettext_noop("Cancelled"), "calm", "circle-x"),
    "refused": (gettext_noop("Refused"), "bad", "hand-stop"),
}
TECHNOLOGY_ICONS: Final = {
    "lan": "network",
    "radio": "antenna",
    "leased_line": "router",
    "satellite": "satellite",
    "any": "help-circle",
}


STEP_PAGES: Final[Mapping[str, str]] = {
    "survey_urgency_allowed": "surveys:urgency",
    "survey_scheduled": "surveys:days",
    "survey_done": "surveys:survey",
    "development_decided": "surveys:meetings",
    "network_built": "surveys:meetings",
    "estimate_made": "surveys:estimate",
    "act_handed_over": "field:acts",
}
"""Steps that a page of their room records better than the step's plain form."""
OF_ALL_ORDERS: Final = ("surveys:days", "surveys:meetings", "field:acts")


def page_url(number: int, step: str) -> str:
    """Give the address of the page that a step has of its own; blank where it has none."""
    page = STEP_PAGES.get(step)
    if page is None:
        return ""
    return reverse(page) if page in OF_ALL_ORDERS else reverse(page, args=[number])


def step_url(number: int, step: str) -> str:
    """Give the address of a step of an order: its form, and where it is recorded."""
    return reverse("desk:step", args=[number, step])


def order_url(number: int) -> str:
    """Give the address of an order's card."""
    return reverse("desk:order", args=[number])


def task_rows(steps: Iterable[OpenStep], *, language: str) -> list[Row]:
    """Give the rows of tasks, each with its order's mark and the button that records it."""
    return [_task(step, language) for step in steps]


def _task(step: OpenStep, language: str) -> Row:
    standard = standard_version(step.order.standard_id)
    held = getattr(step, "held", None)
    return {
        **order_part(step.order, language),
        "title": standard.steps[step.step].title[language],
        "stage": stage_title(standard, step.stage, language),
        "record_url": step_url(step.order.number, step.step),
        "page_url": page_url(step.order.number, step.step),
        "held": held and choice_title("order_held", "reason", held),
        "urgent": getattr(step, "urgent", None) == "true",
        "clock": clock(step.clock, step.since, step.due_at),
    }


def order_rows(orders: Iterable[Order], *, language: str) -> list[Row]:
    """Give the rows of orders, each with its track and what is open in it now."""
    return [_order_row(order, language) for order in orders]


def _order_row(order: Order, language: str) -> Row:
    standard = standard_version(order.standard_id)
    opened: list[OpenStep] = getattr(order, "opened", [])
    held = getattr(order, "held", None)
    first = opened[0] if opened else None
    return {
        **order_part(order, language),
        "opened_at": order.opened_at,
        "closed_at": order.closed_at,
        "end": order.closed and end_badge(order.closed),
        "stage": stage_title(standard, order.stage, language),
        "track": short_track(standard, order.stage, order.closed, language),
        "held": held and choice_title("order_held", "reason", held),
        "now": first and standard.steps[first.step].title[language],
        "more": max(len(opened) - 1, 0),
        "clock": first and clock(first.clock, first.since, first.due_at),
    }


def order_part(order: Order, language: str) -> Row:
    """Give what every row says of its order."""
    latin = language == "en" and order.lead.name_en
    return {
        "number": order.number,
        "url": order_url(order.number),
        "customer": str(order.customer),
        "address": str(order.site),
        "technology": technology_title(order.technology, language),
        "technology_icon": TECHNOLOGY_ICONS.get(order.technology, "network"),
        "lead": latin or order.lead.name,
    }


def note_people_read(orders: Iterable[Order], *, actor: Actor, at: datetime) -> None:
    """Record that the actor saw the names and addresses of customers who are no companies (I23)."""
    people = {order.customer_id for order in orders if order.customer.kind != "company"}
    note_reads(actor=actor, customer_ids=people, what="list", at=at)


# ------------------------------------------------------------------ words
def clock(side: str | None, since: datetime | None, due: datetime | None) -> Row | None:
    """Give a clock chip: whose turn it is, since when and until when."""
    if side is None and due is None:
        return None
    who = _(SIDES[side]) if side else _("No clock")
    return {"who": who, "series": SERIES.get(side or ""), "since": since, "due": due}


def end_badge(closed: str) -> Row:
    """Give the badge of an order's end."""
    text, tone, icon = ENDS[closed]
    return {"text": _(text), "tone": tone, "icon": icon}


def stage_title(standard: Standard, code: str, language: str) -> str:
    """Give a stage's title."""
    return standard.stages[code].title[language]


def technology_title(code: str, language: str) -> str:
    """Give a technology's title by the standing standard."""
    fact = standing_standard().facts.get("technology")
    known = fact.choices.get(code) if fact else None
    return known[language] if known else code


def short_track(standard: Standard, stage: str, closed: str | None, language: str) -> list[Row]:
    """Give the stages as small segments."""
    codes = list(standard.stages)
    here = codes.index(stage)
    return [
        {
            "title": standard.stages[code].title[language],
            "position": _position(codes.index(code), here, closed),
        }
        for code in codes
    ]


def _position(stage: int, here: int, closed: str | None) -> str:
    if stage < here or closed == "completed":
        return "done"
    if stage > here:
        return "ahead"
    return "stopped" if closed else "current"
