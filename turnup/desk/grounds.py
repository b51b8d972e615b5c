"""What is known already when a step is asked for, so that nobody types it twice.

Only what the order itself says, and today's date where "today" is what a blank would mean. Names
and findings that somebody has yet to state are never filled in for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from turnup.billing.queries import standing_invoice
from turnup.installation.queries import assigned_address
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.orders.queries import folded
from turnup.people.actor import Actor
from turnup.requests.models import TechnicalBrief, Terms
from turnup.requests.queries import brief_items, connection_fee, standing_terms
from turnup.standard import Card, Standard
from turnup.standard.model import Step
from turnup.standard.refusals import UnknownStep
from turnup.surveys.days import next_survey_day
from turnup.surveys.queries import standing_estimate

KBIT: Final = 1000
Known = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose form it is, for which step of which order, and when it is drawn."""

    order: Order
    standard: Standard
    card: Card
    step: Step
    actor: Actor
    now: datetime
    language: str

    @property
    def today(self) -> date:
        """The office's day."""
        return timezone.localdate(self.now)


def asking(order: Order, code: str, *, actor: Actor, now: datetime, language: str) -> Asking:
    """Give what a form of a step has to know. Raises UnknownStep."""
    standard, card = folded(order)
    if code not in standard.steps:
        raise UnknownStep(step=code)
    return Asking(order, standard, card, standard.steps[code], actor, now, language)


def known_already(asked: Asking) -> Known:
    """Give values of the step's form that are known before anybody says them."""
    facts = {code: asked.card.facts[code] for code in asked.step.sets if code in asked.card.facts}
    days = {field: asked.today.isoformat() for field in TODAY.get(asked.step.code, ())}
    find = FINDERS.get(asked.step.code)
    found = find(asked) if find else {}
    return {**_kept_facts(asked, facts), **days, **{k: v for k, v in found.items() if v}}


def _kept_facts(asked: Asking, facts: Mapping[str, Any]) -> Known:
    """Facts of earlier steps hold on; but no step begins with its own verdict or decision."""
    if asked.step.code in ("installation_requested", "survey_done"):
        return {code: v for code, v in facts.items() if code not in ("verdict", "decision")}
    return {}


TODAY: Final[Mapping[str, tuple[str, ...]]] = {
    "survey_done": ("surveyed_on",),
    "development_decided": ("meeting_date",),
    "network_built": ("built_on",),
    "contract_drafted": ("contract_date",),
    "contract_signed_by_customer": ("signed_on",),
    "contract_signed_by_director": ("signed_on",),
    "contract_signed_by_technical_director": ("signed_on",),
    "money_received": ("received_on",),
}


def _mbit(kbit: int | None) -> str:
    return f"{kbit / KBIT:g}" if kbit else ""


def _of_brief(asked: Asking) -> Known:
    brief = TechnicalBrief.objects.filter(order=asked.order).order_by("-seq").first()
    return {"speed_mbit": _mbit(brief.speed_kbit)} if brief else {}


def _items_to_answer(asked: Asking) -> Known:
    return {"answers": [{"item": item.position} for item in brief_items(asked.order.id)]}


def _corrected_terms(asked: Asking) -> Known:
    """The terms that stand, with the fees that the estimate asks for."""
    terms = standing_terms(asked.order.id)
    estimate = standing_estimate(asked.order.id)
    said = _said_terms(terms) if terms else {}
    if estimate and estimate.connection_fee is not None:
        said["connection_fee"] = estimate.connection_fee
    if estimate and estimate.monthly_fee is not None:
        said["monthly_fee"] = estimate.monthly_fee
    return said


def _said_terms(terms: Terms) -> Known:
    one_way = terms.speed_up_kbit != terms.speed_down_kbit
    return {
        "tariff": terms.tariff.code if terms.tariff else "",
        "speed_mbit": _mbit(terms.speed_down_kbit),
        "upload_mbit": _mbit(terms.speed_up_kbit) if one_way else "",
        "connection_fee": terms.connection_fee,
        "monthly_fee": terms.monthly_fee,
        "discount_percent": f"{terms.discount_percent.normalize():f}",
        "nonstandard_terms": terms.nonstandard,
        "nonstandard_reasons": terms.nonstandard_reasons,
    }


def _survey_day(asked: Asking) -> Known:
    calendar = office_calendar(asked.standard.country)
    engineer = str(asked.actor.id) if "survey_engineer" in asked.actor.roles else ""
    if asked.card.facts.get("urgent"):
        return {"survey_date": calendar.nth(asked.today, 1).isoformat(), "engineer": engineer}
    day = next_survey_day(asked.standard, calendar, asked.today)
    return {"survey_date": day.isoformat(), "engineer": engineer}


def _contact(field: str) -> Callable[[Asking], Known]:
    return lambda asked: {field: asked.order.customer.contact_name}


def _invoice(asked: Asking) -> Known:
    return {"amount": connection_fee(asked.order.id)}


def _payment(asked: Asking) -> Known:
    invoice = standing_invoice(asked.order.id)
    return {"payer": asked.order.customer.name, "amount": invoice and invoice.amount}


def _waiver(asked: Asking) -> Known:
    gates = [g for role in asked.actor.roles for g in asked.standard.gates_waivable_by(role)]
    return {
        "gate": gates[0] if len(gates) == 1 else "",
        "amount_at_risk": connection_fee(asked.order.id),
    }


def _act(asked: Asking) -> Known:
    return {"ip_address": assigned_address(asked.order.id), "place": asked.order.site.address}


FINDERS: Final[Mapping[str, Callable[[Asking], Known]]] = {
    "terms_proposed": _of_brief,
    "brief_answered": _items_to_answer,
    "terms_agreed": _contact("agreed_by"),
    "corrected_terms_accepted": _contact("agreed_by"),
    "terms_corrected": _corrected_terms,
    "survey_scheduled": _survey_day,
    "contract_drafted": lambda asked: {"place": asked.order.site.locality},
    "duties_explained": _contact("explained_to"),
    "invoice_issued": _invoice,
    "money_received": _payment,
    "visit_agreed": _contact("agreed_with"),
    "act_signed": _act,
    "waiver_granted": _waiver,
}
