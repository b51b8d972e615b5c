"""The order card as its page shows it: the description of `describe`, laid out for people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from turnup.desk import rows
from turnup.desk.before_visit import before_visit
from turnup.desk.describe import describe
from turnup.desk.said import decimal_text, details
from turnup.desk.shapes import CardShown, EntryShown, StepShown
from turnup.desk.terms import guaranteed_terms, with_forecast
from turnup.desk.timeline import timeline
from turnup.installation.slips import slip_of
from turnup.orders.models import Order
from turnup.orders.queries import folded, names_of
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.people.phones import displayed
from turnup.standard import Standard
from turnup.standard.model import Step

Shown = dict[str, Any]
STEP_ICONS: Final = {
    "standing": "circle-check",
    "open": "player-play",
    "waiting": "lock",
    "not_needed": "minus",
}
EVENT_ICONS: Final = {
    "note_added": "note",
    "order_held": "player-pause",
    "order_resumed": "player-play",
    "waiver_granted": "lock-open",
    "order_cancelled": "circle-x",
    "order_refused": "hand-stop",
    "temporary_connection_made": "wifi",
}
EVENT_TONES: Final = {
    "note_added": "calm",
    "order_held": "warn",
    "order_resumed": "note",
    "waiver_granted": "warn",
    "order_cancelled": "bad",
    "order_refused": "bad",
}


def card_page(order: Order, *, actor: Actor, now: datetime, language: str) -> Shown:
    """Give everything that an order's page shows to this reader at this moment.

    Reading it leaves the access records of what is personal in it.
    """
    card = describe(order, actor=actor, at=now, language=language, personal=True)
    entries = timeline(order, actor=actor, at=now, language=language)
    standard, folded_card = folded(order)
    return {
        "now": now,
        "order": order,
        "card": card,
        "url": rows.order_url(order.number),
        "badges": _badges(card),
        "stages": _track(card),
        "open_now": _open_now(order, card),
        "sections": _sections(card),
        "before_visit": before_visit(order, now),
        "slip": slip_of(order),
        "terms": [
            with_forecast(one, order, now=now)
            for one in guaranteed_terms(standard, folded_card, now=now, language=language)
        ],
        "sides": _sides(card, now),
        "on_hold": card.on_hold,
        "events": _events(order, card, standard),
        "entries": _entries(standard, card, entries, language),
        "about": _about(card, language),
        "contacts": _contacts(card),
        "may_see_line": bool(scope_of(actor, "addresses.read")),
        "may_read_estimate": bool(scope_of(actor, "estimate.read")),
    }


def _badges(card: CardShown) -> list[Shown]:
    """Name what sets this order apart: facts that are true."""
    tones = {"urgent": ("bad", "urgent"), "nonstandard_terms": ("warn", "alert-triangle")}
    made = []
    for fact in card.fact_titles:
        if fact.value is True:
            tone, icon = tones.get(fact.code, ("note", ""))
            made.append({"text": fact.title, "tone": tone, "icon": icon})
    return made


def _track(card: CardShown) -> list[Shown]:
    stopped = bool(card.held or card.closed in ("cancelled", "refused"))
    return [
        {
            "title": stage.title,
            "position": "stopped" if stopped and stage.position == "current" else stage.position,
            "subtitle": _stage_note(card, stage.position, stage.standing, stage.wanted),
            "responsible": stage.responsible.title,
            "control": stage.control.title if stage.control else "",
            "url": f"#stage-{stage.stage}",
        }
        for stage in card.stages
    ]


def _stage_note(card: CardShown, position: str, standing: int, wanted: int) -> str:
    if position == "current" and card.held:
        return _("on hold")
    if position == "current" and card.closed_title:
        return card.closed_title
    if position == "done" and not wanted:
        return _("done")
    return _("%(done)s of %(all)s steps") % {"done": standing, "all": standing + wanted}


def _open_now(order: Order, card: CardShown) -> list[Shown]:
    """Order what is open: what the reader may record first, then by term."""
    opened = [step for step in card.steps if step.position == "open"]
    far = datetime.max.replace(tzinfo=order.opened_at.tzinfo)
    opened.sort(key=lambda step: (not step.may_record, step.due or far))
    return [_action(order, step) for step in opened]


def _action(order: Order, step: StepShown) -> Shown:
    side = step.clock.code if step.clock else None
    return {
        "step": step,
        "url": rows.step_url(order.number, step.step),
        "page_url": rows.page_url(order.number, step.step),
        "who": ", ".join(role.title for role in step.by),
        "clock": rows.clock(side, step.since, step.due),
        "refusal": step.step == "order_refused",
    }


def _sections(card: CardShown) -> list[Shown]:
    """Give each stage with its steps; the current one is unfolded."""
    return [
        {
            "stage": stage,
            "unfolded": stage.position == "current" and not card.closed,
            "steps": [
                {"step": s, "icon": STEP_ICONS[s.position], "who": ", ".join(r.title for r in s.by)}
                for s in card.steps
                if s.stage == stage.stage and not s.event and _worth_showing(s)
            ],
        }
        for stage in card.stages
    ]


def _worth_showing(step: StepShown) -> bool:
    """A conditional step that this order does not need says nothing here."""
    return step.position != "not_needed"


def _sides(card: CardShown, now: datetime) -> list[Shown]:
    """Hours by side until now: whose turn it was, with the turn that is running."""
    running = [clock for clock in card.clocks if clock.running]
    hours_since = max((now - card.moved_at).total_seconds() / 3600, 0.0)
    share = hours_since / len(running) if running else 0.0
    spent = [(c, c.hours + (share if c.running else 0.0)) for c in card.clocks]
    return [
        {
            "title": clock.title,
            "value": round(hours, 2),
            "text": _("%(hours)s h") % {"hours": decimal_text(round(hours, 1))},
            "series": rows.SERIES[clock.side],
        }
        for clock, hours in spent
        if hours >= 0.05
    ]


def _events(order: Order, card: CardShown, standard: Standard) -> list[Shown]:
    """Give what else may be recorded; what takes something down comes last, apart."""
    light = [step for step in card.possible if not is_grave(standard.steps[step.step])]
    grave = [step for step in card.possible if is_grave(standard.steps[step.step])]
    light.sort(key=lambda step: _place(list(EVENT_ICONS), step.step))
    return [
        {
            "step": step,
            "url": rows.step_url(order.number, step.step),
            "icon": EVENT_ICONS.get(step.step, "arrow-back-up"),
            "grave": step in grave,
            "apart": bool(light and grave) and step is grave[0],
        }
        for step in (*light, *grave)
    ]


def _place(codes: Sequence[str], code: str) -> int:
    return codes.index(code) if code in codes else len(codes)


def is_grave(step: Step) -> bool:
    """Tell whether recording the step takes something down or ends the order."""
    return bool(step.undoes or step.effect in ("cancel", "refuse"))


# ------------------------------------------------------------------ the journal
def _entries(
    standard: Standard, card: CardShown, entries: Sequence[EntryShown], language: str
) -> list[Shown]:
    """Give the journal for reading, the latest entry first."""
    standing = {step.standing.seq for step in card.steps if step.standing}
    people = _people_said(entries)
    names = names_of(people, language) if people else {}
    return [_entry(standard, one, standing, names) for one in reversed(entries)]


def _people_said(entries: Iterable[EntryShown]) -> set[str]:
    found = ((entry.data or {}).get("engineer") for entry in entries)
    return {str(one) for one in found if one}


def _entry(
    standard: Standard, entry: EntryShown, standing: set[int], names: dict[str, str]
) -> Shown:
    step = standard.steps[entry.step]
    text = str((entry.data or {}).get("text", "")) if entry.step == "note_added" else ""
    said = {} if text else {**entry.facts, **(entry.data or {})}
    return {
        "title": entry.title,
        "anchor": f"entry-{entry.seq}",
        "seq": entry.seq,
        "at": entry.at,
        "arrived_at": entry.recorded_at if _differs(entry) else None,
        "who": entry.actor.name,
        "role": entry.role.title,
        "icon": EVENT_ICONS.get(entry.step, "arrow-back-up" if step.event else "circle-check"),
        "tone": EVENT_TONES.get(entry.step, "warn" if step.event else "good"),
        "text": text,
        "details": details(standard, entry.step, said, names),
        "fell": [one.title for one in entry.fell],
        "fallen": not step.event and entry.seq not in standing,
        "hash": entry.hash,
    }


def _differs(entry: EntryShown) -> bool:
    """Two moments are two when a minute or more lies between them."""
    return abs((entry.recorded_at - entry.at).total_seconds()) >= 60


# ------------------------------------------------------------------ beside
def _about(card: CardShown, language: str) -> list[Shown]:
    technology = str(card.facts.get("technology", "any"))
    shown: list[Shown] = [
        {"term": _("Technology"), "value": rows.technology_title(technology, language)},
        *(
            {"term": fact.title, "value": fact.value_title}
            for fact in card.fact_titles
            if fact.value_title and fact.code != "technology"
        ),
        {"term": _("Led by"), "value": card.lead.name},
        {"term": _("Opened"), "moment": card.opened_at},
        {"term": _("Standard"), "value": _("version %(n)s") % {"n": card.standard.version}},
    ]
    if card.closed_at:
        shown.insert(-1, {"term": _("Order closed"), "moment": card.closed_at})
    return shown


def _contacts(card: CardShown) -> list[Shown]:
    """Give what a visitor or a caller has to know."""
    customer, site = card.customer, card.site
    place = ", ".join(
        f"{title} {value}"
        for title, value in (
            (_("entrance"), site.entrance),
            (_("floor"), site.floor),
            (_("room"), site.room),
        )
        if value
    )
    phone = customer.phone
    shown: list[Shown] = [
        {"term": _("INN"), "value": customer.inn},
        {"term": _("Contact"), "value": customer.contact_name},
        {"term": _("Phone"), "value": phone and displayed(phone), "url": phone and f"tel:{phone}"},
        {"term": _("E-mail"), "value": customer.email, "url": f"mailto:{customer.email}"},
        {"term": _("Address"), "value": site.address, "hint": place, "url": _map_url(card)},
        {"term": _("How to get in"), "value": site.access_notes},
    ]
    return [one for one in shown if one["value"]]


def _map_url(card: CardShown) -> str:
    """Give an address that a phone opens in its map; nothing is asked of another's server."""
    site = card.site
    if site.latitude is None or site.longitude is None:
        return ""
    return f"geo:{site.latitude},{site.longitude}"
