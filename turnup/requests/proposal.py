"""The proposal: the answer to the brief item by item, the terms, and the way ahead with its days.

The same data are the page and the paper. They are of the moment of the proposal, so that the same
proposal is the same paper byte for byte, whenever somebody asks for it.
"""

from datetime import date, datetime
from typing import Any

from babel import dates
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnup.catalog.models import Technology
from turnup.orders.models import Order
from turnup.orders.occurrence import standing_row
from turnup.orders.office import office_calendar
from turnup.orders.queries import folded, journal_lines
from turnup.papers.actions import make_paper
from turnup.papers.models import Paper
from turnup.papers.queries import company_on
from turnup.papers.typeset import source_hash
from turnup.people.actor import Actor
from turnup.people.phones import displayed
from turnup.requests.models import BriefAnswer, TechnicalBrief, Terms
from turnup.requests.offered import figures, mbit
from turnup.requests.queries import standing_terms
from turnup.requests.way import Leg, way_ahead
from turnup.requests.way_words import yours
from turnup.standard import Card, Standard, fold

KIND = "proposal"
Shown = dict[str, Any]


def proposal(order: Order, language: str) -> Shown | None:
    """Return all that the proposal says in a language; None while no terms are proposed."""
    terms = standing_terms(order.id)
    if terms is None:
        return None
    answer = standing_row(BriefAnswer, "brief_answered", order.id)
    with translation.override(language):
        return _said(order, terms, answer, language)


def _said(order: Order, terms: Terms, answer: BriefAnswer | None, language: str) -> Shown:
    standard, card, made_at = _then(order, max(terms.seq, answer.seq if answer else 0))
    day = office_calendar(standard.country).local_date(made_at)
    company = company_on(day)
    brief = TechnicalBrief.objects.filter(order=order).order_by("seq").last()
    legs = way_ahead(standard, card, office_calendar(standard.country), made_at)
    return {
        "language": language,
        "number": f"{order.number}/{terms.version}",
        "order": order.number,
        "date": day_text(day, language),
        "customer": order.customer.name,
        "address": order.site.address,
        "wanted": _wanted(brief, language) if brief else [],
        "items": _items(brief, answer),
        "summary": answer.summary if answer else "",
        "terms": figures(terms),
        "version": terms.version,
        "valid_until": day_text(terms.valid_until, language),
        "corrected": terms.version > 1,
        "way": [_leg(standard, leg, language) for leg in legs],
        "lead": _lead(order, language),
        "company": _company(company) if company else {},
        "words": _words(
            f"{order.number}/{terms.version}",
            day_text(day, language),
            answer.summary if answer else "",
        ),
    }


def _then(order: Order, seq: int) -> tuple[Standard, Card, datetime]:
    """Give the card as it was when the proposal was made, and that moment."""
    standard, _card = folded(order)
    entries = [line.entry for line in journal_lines(order.id, with_data=False)]
    before = [entry for entry in entries if entry.seq <= seq]
    return standard, fold(standard, before), before[-1].at


def day_text(day: date, language: str) -> str:
    """Write a day in full: `5 марта 2026 г.`"""
    return dates.format_date(day, "long", locale=language)


def _wanted(brief: TechnicalBrief, language: str) -> list[Shown]:
    """Tell what the brief asks besides its items."""
    technology = Technology.objects.filter(code=brief.technology).first()
    title = str(technology) if technology else _("whatever works")
    rows = [{"term": _("Technology"), "value": title}]
    if brief.speed_kbit:
        speed = _("%(speed)s Mbit/s") % {"speed": mbit(brief.speed_kbit)}
        rows.append({"term": _("Speed"), "value": speed})
    if brief.static_addresses:
        count = brief.static_addresses
        addresses = ngettext("%(n)s address", "%(n)s addresses", count) % {"n": count}
        rows.append({"term": _("Static IP"), "value": addresses})
    if brief.wanted_by:
        rows.append({"term": _("Wanted by"), "value": day_text(brief.wanted_by, language)})
    if brief.wishes:
        rows.append({"term": _("Wishes"), "value": brief.wishes})
    return rows


def _items(brief: TechnicalBrief | None, answer: BriefAnswer | None) -> list[Shown]:
    said = {row.item_id: row.text for row in answer.items.all()} if answer else {}
    if brief is None:
        return []
    return [
        {"position": item.position, "asked": item.text, "answer": said.get(item.pk, "")}
        for item in brief.items.all()
    ]


def _leg(standard: Standard, leg: Leg, language: str) -> Shown:
    stage = standard.stages[leg.stage]
    return {
        "title": stage.title[language],
        "result": stage.result[language],
        "responsible": standard.roles[stage.responsible][language],
        "day": day_text(leg.day, language),
        "done": leg.done,
        "yours": [
            {
                "title": yours(point.step.code, point.step.title[language]),
                "day": day_text(point.day, language),
            }
            for point in leg.yours
            if not point.done
        ],
    }


def _lead(order: Order, language: str) -> Shown:
    lead = order.lead
    phone = displayed(lead.phone) if lead.phone else ""
    name = lead.name_en if language == "en" and lead.name_en else lead.name
    return {"name": name, "phone": phone, "email": lead.email}


def _company(company: Any) -> Shown:
    return {
        "name": company.name,
        "short": company.short_name,
        "address": company.address,
        "inn": company.inn,
        "kpp": company.kpp,
        "phone": displayed(company.phone),
        "email": company.email,
        "web": company.web,
        "licence": company.licence,
    }


def _words(number: str, day: str, summary: str) -> dict[str, str]:
    """Give the paper's own words, in the active language."""
    return {
        "title": _("Commercial proposal"),
        "numbered": _("No. %(number)s of %(day)s") % {"number": number, "day": day},
        "for": _("Prepared for"),
        "where": _("Where to connect"),
        "asked": _("What you asked for"),
        "answers": _("Our answer to the technical brief"),
        "demand": _("Your demand"),
        "answer": _("Our answer"),
        "unanswered": _("answered above, as a whole") if summary else _("being answered"),
        "terms": _("Terms of the connection"),
        "vat": _("Prices in roubles, VAT included. The proposal is valid until"),
        "way": _("What happens next, and when"),
        "way_note": _(
            "The latest days by our connection standard, if each step takes its whole term. "
            "Days that wait for you move with you."
        ),
        "stage": _("Stage"),
        "result": _("What comes of it"),
        "until": _("Not later than"),
        "yours": _("Your part"),
        "lead": _("Your manager"),
        "done": _("done"),
    }


@transaction.atomic
def make_proposal(*, order: Order, actor: Actor | None, at: datetime) -> Paper | None:
    """Give the proposal's PDF in the customer's language; the first who asks has it made.

    None while there are no terms.
    """
    data = proposal(order, order.customer.language)
    if data is None:
        return None
    rows = Paper.objects.select_for_update(of=("self",)).select_related("file")
    same = rows.filter(kind=KIND, order=order.id, source_sha256=source_hash(data)).first()
    if same:
        return same
    number = data["number"]
    return make_paper(
        actor=actor,
        at=at,
        kind=KIND,
        template="requests/proposal",
        data=data,
        order=order.id,
        number=number,
        revision=Paper.objects.filter(kind=KIND, number=number).count(),
    )
