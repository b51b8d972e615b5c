"""The customer's page: where the order stands, what is needed from the customer, what comes next.

The stages, terms and clocks are those of the staff's card; names, notes and figures of the house
are left out.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.billing.queries import standing_invoice
from turnup.contracts.queries import latest_text, standing_contract
from turnup.desk.describe import describe
from turnup.desk.shapes import CardShown, StageShown
from turnup.desk.terms import guaranteed_terms
from turnup.installation.queries import live_visit
from turnup.orders.office import office_calendar
from turnup.orders.queries import folded
from turnup.papers.kinds import customer_kinds, kind_title
from turnup.papers.models import Paper
from turnup.papers.queries import company_on
from turnup.portal.guest import Guest
from turnup.portal.needs import CUSTOMERS_EVENT, needs_of
from turnup.portal.notices import visit_notice
from turnup.portal.queries import asked_call
from turnup.portal.times import times_for
from turnup.portal.visit_news import news_of
from turnup.requests.proposal import day_text, proposal
from turnup.requests.way import CUSTOMER, way_ahead
from turnup.requests.way_words import ours
from turnup.standard import missing
from turnup.surveys.queries import coming_survey

Shown = dict[str, Any]
WITH: Final = {
    "sales": gettext_noop("with our sales department"),
    "technical": gettext_noop("with our engineers"),
    "third_party": gettext_noop("with the owner of the building"),
}


def customer_page(
    guest: Guest, *, problem: Any = None, about: str = "", typed: Mapping[str, str] | None = None
) -> Shown:
    """Give all that the page shows; `problem` is the refusal of what was tried `about` a step."""
    order, language = guest.order, guest.language
    card = describe(order, actor=guest.actor, at=guest.now, language=language)
    standard, told = folded(order)
    calendar = office_calendar(standard.country)
    legs = {leg.stage: leg for leg in way_ahead(standard, told, calendar, guest.now)}
    needs = needs_of(guest, card, typed or {}, about)
    return {
        "now": guest.now,
        "order": order,
        "card": card,
        "token": guest.token,
        "here": reverse("portal:page", args=[guest.token]),
        "company": company_on(calendar.local_date(guest.now)),
        "stages": [_stage(card, one, legs, language) for one in card.stages],
        "needs": needs,
        "waiting": [] if card.closed or card.held else _waiting(card),
        "terms": guaranteed_terms(standard, told, now=guest.now, language=language),
        "proposal": proposal(order, language),
        "papers": papers_for(guest),
        "invoice": standing_invoice(order.id),
        "paid": "money_received" in told.standing,
        "disputable": _disputable(card, standard, told, order.id),
        "survey": _coming_survey(guest),
        "visit": _agreed_visit(guest, told),
        "notice": visit_notice(order, language),
        "lead": _lead(guest),
        "call": asked_call(order.id),
        "problem": problem,
        "about": about,
        "typed": typed or {},
        "version": order.version,
    }


def _stage(card: CardShown, stage: StageShown, legs: Mapping[str, Any], language: str) -> Shown:
    leg = legs.get(stage.stage)
    stopped = bool(card.held or card.closed in ("cancelled", "refused"))
    position = "stopped" if stopped and stage.position == "current" else stage.position
    note = ""
    if leg and stage.position == "done":
        note = day_text(leg.day, language)
    elif leg and not stopped:
        note = _("not later than %(day)s") % {"day": day_text(leg.day, language)}
    return {
        "title": stage.title,
        "position": position,
        "subtitle": note,
        "result": stage.result,
    }


def _waiting(card: CardShown) -> list[Shown]:
    """Give what is being done by others than the customer, with its term."""
    opened = [one for one in card.steps if one.position == "open" and not one.event]
    told: dict[str, Shown] = {}
    for one in opened:
        if one.step != "money_received" and all(role.code != CUSTOMER for role in one.by):
            side = one.clock.code if one.clock else "sales"
            said = {"with": _(WITH.get(side, WITH["sales"])), "due": one.due}
            told.setdefault(ours(one.step, one.title), said)
    return [{"title": title, **said} for title, said in told.items()]


def _disputable(card: CardShown, standard: Any, told: Any, order_id: UUID) -> bool:
    """Tell whether the customer may dispute clauses: a contract is drawn up and not signed."""
    may = any(one.step == CUSTOMERS_EVENT for one in card.possible)
    signed = "contract_signed_by_customer" in told.standing
    possible = may and not signed and not missing(standard, told, CUSTOMERS_EVENT)
    return possible and _has_text(order_id)


def _has_text(order_id: UUID) -> bool:
    """Tell whether the contract's text is here; one drawn up outside is on paper alone."""
    contract = standing_contract(order_id)
    return bool(contract and latest_text(contract))


def _agreed_visit(guest: Guest, told: Any) -> Shown | None:
    """Give the visit that was agreed, of today or later, with the times it could be moved to.

    One that has begun is not moved any more, but its day is still what the customer waits for.
    """
    if "visit_agreed" not in told.standing or "line_connected" in told.standing:
        return None
    visit = live_visit(guest.order.id)
    if visit is None or timezone.localdate(visit.starts_at) < timezone.localdate(guest.now):
        return None
    ahead = visit.starts_at > guest.now
    times = times_for(guest.order, guest.now) if ahead else []
    news = news_of(visit.pk)
    told = news and _(news.text) % {"at": f"{timezone.localtime(news.at):%H:%M}"}
    return {"visit": visit, "ahead": ahead and not news, "times": times, "news": told}


def _coming_survey(guest: Guest) -> Shown | None:
    """Give the day on which our engineer comes to survey the place."""
    row = coming_survey(guest.order.id)
    if row is None or row.survey_date < office_calendar().local_date(guest.now):
        return None
    engineer = row.engineer
    latin = engineer.name_en if engineer and guest.language == "en" else ""
    return {"day": row.survey_date, "engineer": latin or (engineer.name if engineer else "")}


def _lead(guest: Guest) -> Shown:
    lead = guest.order.lead
    latin = lead.name_en if guest.language == "en" else ""
    return {
        "name": latin or lead.name,
        "phone": lead.phone,
        "email": lead.email,
    }


def papers_for(guest: Guest) -> list[Shown]:
    """Give the order's papers that its customer gets: of each kind and number the latest."""
    rows = Paper.objects.filter(order=guest.order.id, kind__in=customer_kinds())
    latest: dict[tuple[str, str], Paper] = {}
    for row in rows.select_related("file").order_by("made_at"):
        latest[row.kind, row.number.split("/")[0]] = row
    there = {(row.kind, row.number) for row in latest.values()}
    return [
        {"paper": row, "title": kind_title(row.kind)}
        for row in sorted(latest.values(), key=lambda one: one.made_at, reverse=True)
        if (f"{row.kind}_sealed", row.number) not in there
    ]
