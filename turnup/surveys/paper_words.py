"""What the papers of stage 2 say: each function gives the data of one template.

Papers that leave the house are Russian, as the law wants them; the day sheet is for our own people
and speaks their language.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel import dates, numbers
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.catalog.models import Unit
from turnup.catalog.money_words import in_words
from turnup.orders.models import JournalEntry, Order
from turnup.papers.models import CompanyDetails
from turnup.papers.queries import company_on
from turnup.people.models import Person
from turnup.people.phones import displayed
from turnup.people.queries import holders_of
from turnup.standard.refusals import BadField
from turnup.surveys.models import (
    DevelopmentDecision,
    Estimate,
    EstimateLine,
    Ground,
    Survey,
    Verdict,
)
from turnup.surveys.readings import ANSWERS, known_checks, known_readings

TECHNOLOGIES: Final = {
    "lan": gettext_noop("LAN"),
    "radio": gettext_noop("Radio"),
    "leased_line": gettext_noop("Leased line"),
    "satellite": gettext_noop("Satellite"),
    "any": gettext_noop("Whatever works"),
}


def day_text(day: date, language: str = "ru") -> str:
    """Write a day in full: `24 ноября 2026 г.`"""
    pattern = "d MMMM y 'г.'" if language == "ru" else "d MMMM y"
    return dates.format_date(day, pattern, locale=language)


def sum_text(amount: Decimal) -> str:
    """Write a sum as papers do: `12 300,00`."""
    return numbers.format_decimal(amount, "#,##0.00", locale="ru")


def number_text(value: Decimal | str) -> str:
    """Write a number with a decimal comma and no idle zeros."""
    written = numbers.format_decimal(Decimal(value), "#,##0.###", locale="ru")
    return written.replace("-", "−")


def company_head(day: date) -> CompanyDetails:
    """Give our own details on the day. Raises BadField where nobody has given them."""
    company = company_on(day)
    if company is None:
        raise BadField(
            "company",
            _("The details of our company are not given, and the paper needs them."),
            _("Enter them first: turnup company."),
        )
    return company


def paper_head(company: CompanyDetails) -> dict[str, str]:
    """Give the letterhead: our short name, and our details in a line."""
    requisites = f"ИНН {company.inn}" + (f", КПП {company.kpp}" if company.kpp else "")
    return {
        "name": company.short_name,
        "details": f"{company.address}. {requisites}, ОГРН {company.ogrn}. "
        f"Тел. {displayed(company.phone)}, {company.email}",
    }


def _signer(role: str, post: str, entry: JournalEntry) -> dict[str, str]:
    """Name who signs for a role; of several people nobody is named for them."""
    people = list(holders_of(role, entry.at)[:2])
    return {"post": post, "name": people[0].name if len(people) == 1 else ""}


def _short(person: Person) -> str:
    return person.name


# ------------------------------------------------------- the survey's act
def act_data(order: Order, survey: Survey, entry: JournalEntry, number: str) -> dict[str, Any]:
    """Give the data of the survey's act; the pictures are named by their stored bytes."""
    with translation.override("ru"):
        company = company_head(survey.surveyed_on)
        technology = survey.technology or order.technology
        return {
            "number": number,
            "date": day_text(survey.surveyed_on),
            "company": paper_head(company),
            "customer": str(order.customer),
            "address": str(order.site),
            "order": str(order.number),
            "technology": _(TECHNOLOGIES[technology]),
            "place": _place(survey),
            "surveyor": _short(entry.actor),
            "contact": order.customer.contact_name,
            "verdict": {"code": survey.verdict, "text": str(Verdict(survey.verdict).label)},
            "ground": str(Ground(survey.reason_code).label) if survey.reason_code else "",
            "evidence": {"node": survey.node_capacity, "line": survey.line_available},
            "readings": list(_readings(survey, technology)),
            "checks": list(_checks(survey, technology)),
            "needs": list(_needs(survey)),
            "notes": survey.notes,
            "valid_until": day_text(survey.valid_until),
            "photos": [_photo(photo) for photo in survey.photos.select_related("file")],
            "journal": {"seq": str(entry.seq), "hash": entry.hash},
            "signatures": [
                {"post": "Экспертизу провёл", "name": entry.actor.name},
                _signer("noc_head", "Начальник NOC", entry),
                {"post": "Представитель заказчика", "name": order.customer.contact_name},
            ],
            "approves": _signer("technical_director", "Технический директор", entry),
        }


def _place(survey: Survey) -> str:
    if survey.latitude is None or survey.longitude is None:
        return ""
    return f"{survey.latitude:.6f}, {survey.longitude:.6f}"


def _readings(survey: Survey, technology: str) -> Iterator[dict[str, Any]]:
    known = known_readings(None) | known_readings(technology)
    for code, value in survey.readings.items():
        reading = known[code]
        yield {
            "title": _(reading.title),
            "value": number_text(value),
            "unit": _(reading.unit) if reading.unit else "",
            "limit": limit_text(reading.least, reading.most),
            "out": reading.is_out(Decimal(value)),
        }


def limit_text(least: int | None, most: int | None) -> str:
    """Say what is usual: `≥ 25`, `≤ 90`, `−65 … −50`; nothing where there is no limit."""
    low, high = (str(one).replace("-", "−") if one is not None else "" for one in (least, most))
    if low and high:
        return f"{low} … {high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""


def _checks(survey: Survey, technology: str) -> Iterator[dict[str, str]]:
    titles = known_checks(None) | known_checks(technology)
    for code, answer in survey.checks.items():
        yield {"title": _(titles[code]), "answer": answer, "text": _(ANSWERS[answer])}


def _needs(survey: Survey) -> Iterator[str]:
    if survey.outdoor:
        yield _("Equipment outside the customer's premises")
    if survey.permits_needed:
        yield _("Owner's permit needed")
    if survey.special_equipment:
        yield _("Special equipment needed")


def _photo(photo: Any) -> dict[str, Any]:
    return {
        "file": f"{photo.file.sha256}.jpg",
        "wide": photo.width >= photo.height,
        "title": f"{photo.get_kind_display()}, {timezone.localtime(photo.added_at):%d.%m.%Y}",
        "sha256": photo.file.sha256,
    }


# ------------------------------------------------------- the estimate
def estimate_data(
    order: Order, estimate: Estimate, survey: Survey | None, entry: JournalEntry, number: str
) -> dict[str, Any]:
    """Give the data of an estimate's paper: works, equipment, materials and fees apart."""
    with translation.override("ru"):
        said_on = timezone.localdate(entry.at)
        made_on = estimate.service_date or said_on
        lines = list(estimate.lines.select_related("item"))
        return {
            "number": number,
            "date": day_text(said_on),
            "company": paper_head(company_head(said_on)),
            "customer": str(order.customer),
            "address": str(order.site),
            "order": str(order.number),
            "technology": _(TECHNOLOGIES[order.technology]),
            "detailed": estimate.nonstandard_installation,
            "service_date": day_text(made_on),
            "sections": list(_sections(lines)),
            "single": "" if lines else sum_text(estimate.planned_cost),
            "total": sum_text(estimate.planned_cost),
            "words": in_words(estimate.planned_cost),
            "vat": list(vat_rows(lines)),
            "fees": _fees(estimate),
            "notes": estimate.notes,
            "survey": day_text(survey.surveyed_on) if survey else "",
            "signatures": [
                {"post": "Смету составил: начальник NOC", "name": entry.actor.name},
                _signer("technical_director", "Технический директор", entry),
            ],
        }


KINDS: Final = (
    ("equipment", "Оборудование"),
    ("material", "Материалы"),
    ("work", "Работы"),
    ("fee", "Платежи третьим лицам"),
    ("other", "Прочее"),
)


def _sections(lines: list[EstimateLine]) -> Iterator[dict[str, Any]]:
    for kind, title in KINDS:
        found = [one for one in lines if (one.item.kind if one.item else "other") == kind]
        if found:
            yield {
                "title": title,
                "total": sum_text(sum((one.amount for one in found), Decimal(0))),
                "lines": [_line(one) for one in found],
            }


def _line(one: EstimateLine) -> dict[str, str]:
    return {
        "title": one.title,
        "unit": str(Unit(one.unit).label),
        "quantity": number_text(one.quantity),
        "price": sum_text(one.price),
        "amount": sum_text(one.amount),
        "vat": f"{one.vat_percent.normalize():f} %" if one.vat_percent is not None else "без НДС",
    }


def vat_rows(lines: list[EstimateLine]) -> Iterator[tuple[str, str]]:
    """Give the tax inside by rate, the highest first; lines without VAT are named as such."""
    rates = sorted({one.vat_percent for one in lines if one.vat_percent is not None}, reverse=True)
    for rate in rates:
        tax = sum((one.vat_amount for one in lines if one.vat_percent == rate), Decimal(0))
        yield f"в том числе НДС {rate.normalize():f} %", sum_text(tax)
    free = sum((one.amount for one in lines if one.vat_percent is None), Decimal(0))
    if free:
        yield "не облагается НДС", sum_text(free)


def _fees(estimate: Estimate) -> list[tuple[str, str]]:
    rows = (
        ("Новая стоимость подключения", estimate.connection_fee),
        ("Новая абонентская плата в месяц", estimate.monthly_fee),
    )
    return [(title, sum_text(value)) for title, value in rows if value is not None]


# ------------------------------------------------------- the letter of refusal
def refusal_data(
    order: Order,
    survey: Survey,
    decision: DevelopmentDecision,
    entry: JournalEntry,
    *,
    number: str,
    act: str,
    ground: str,
) -> dict[str, Any]:
    """Give the data of the written refusal: its ground, proved by both evidences."""
    with translation.override("ru"):
        return {
            "number": number,
            "date": day_text(decision.meeting_date),
            "company": paper_head(company_head(decision.meeting_date)),
            "customer": str(order.customer),
            "contact": order.customer.contact_name,
            "address": str(order.site),
            "order": str(order.number),
            "asked_on": day_text(timezone.localdate(order.opened_at)),
            "technology": _(TECHNOLOGIES[survey.technology or order.technology]),
            "surveyed_on": day_text(survey.surveyed_on),
            "act": act,
            "evidence": {"node": survey.node_capacity, "line": survey.line_available},
            "reason": str(Ground(survey.reason_code).label) if survey.reason_code else "",
            "notes": survey.notes,
            "meeting_on": day_text(decision.meeting_date),
            "ground": ground.replace("№ ", "№\u00a0").replace("п. ", "п.\u00a0"),
            "signatures": [_signer("director", "Директор", entry)],
        }
