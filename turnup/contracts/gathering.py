"""What a contract is drawn up from, read as it stands in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from turnup.catalog.models import VatKind, VatRate
from turnup.catalog.queries import vat_rate_on
from turnup.contracts.clauses import (
    Numbered,
    clauses_on,
    numbered,
    policies_on,
)
from turnup.contracts.models import Audience, Contract, Policy
from turnup.contracts.sides import (
    Subscriber,
)
from turnup.customers.models import BankDetails, Kind
from turnup.orders.models import Order
from turnup.orders.queries import folded
from turnup.papers.models import CompanyDetails
from turnup.papers.queries import company_on
from turnup.people.queries import holders_of
from turnup.requests.models import TechnicalBrief, Terms
from turnup.surveys.models import Survey
from turnup.surveys.queries import standing_survey

DIRECTORS: Final = (("director", "директор"), ("technical_director", "технический директор"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Everything that a contract is drawn up from."""

    contract: Contract
    order: Order
    terms: Terms
    survey: Survey | None
    static_addresses: int
    company: CompanyDetails | None
    directors: tuple[tuple[str, str], ...]
    subscriber: Subscriber
    connection_days: int
    vat: VatRate | None
    policies: Mapping[str, Policy]
    clauses: tuple[Numbered, ...]

    @property
    def day(self) -> date:
        """Return the contract's own date."""
        return self.contract.contract_date

    @property
    def technology(self) -> str:
        """Return the technology that the survey found, else the one asked for."""
        found = self.survey.technology if self.survey else None
        return found or self.order.technology


def gather(contract: Contract, details: Mapping[str, Any], at: datetime) -> Ground:
    """Read what the contract is drawn up from, as it stands now."""
    order = Order.objects.select_related("customer", "site").get(pk=contract.order_id)
    standard, card = folded(order)
    term = standard.terms.get("connection")
    audience = Audience.PERSON if order.customer.kind == Kind.PERSON else Audience.BUSINESS
    brief = TechnicalBrief.objects.filter(order=order).order_by("-seq").first()
    return Ground(
        contract=contract,
        order=order,
        terms=contract.terms,
        survey=standing_survey(order.id),
        static_addresses=brief.static_addresses if brief else 0,
        company=company_on(contract.contract_date),
        directors=_directors(at),
        subscriber=Subscriber(
            order.customer, BankDetails.objects.filter(pk=order.customer_id).first(), details
        ),
        connection_days=term.days_for(card.facts) if term else 0,
        vat=_vat(contract.contract_date),
        policies=policies_on(contract.contract_date),
        clauses=tuple(numbered(clauses_on(contract.contract_date), audience)),
    )


def _directors(at: datetime) -> tuple[tuple[str, str], ...]:
    found = ((post, holders_of(role, at).first()) for role, post in DIRECTORS)
    return tuple((post, person.name) for post, person in found if person)


def _vat(day: date) -> VatRate | None:
    try:
        return vat_rate_on(VatKind.BASE, day)
    except VatRate.DoesNotExist:
        return None
