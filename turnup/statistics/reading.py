"""What a reader may see of services and their traffic."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from turnup.activation.models import Service
from turnup.activation.queries import search_services
from turnup.customers.actions import note_read
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of

OPERATION = "statistics.read"
PAGE = 50


def visible_services(actor: Actor) -> QuerySet[Service]:
    """Select the services whose traffic the actor may see: all, or those of orders they lead."""
    services = Service.objects.select_related("order__customer").order_by("-id")
    scope = scope_of(actor, OPERATION)
    if scope is None:
        return services.none()
    return services if scope == "all" else services.filter(order__lead_id=actor.id)


def read_login(*, actor: Actor, service: Service, at: datetime) -> tuple[str, str]:
    """Give a line's login and password to who sets it up; leaves an access record (I23)."""
    note_read(actor=actor, customer_id=service.order.customer_id, what="line login", at=at)
    return service.login, service.password


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A page of services, and where the next one begins."""

    rows: list[Service]
    next: int | None


def page_of(services: QuerySet[Service], text: str, after: int | None) -> ServicePage:
    """Give the services that match the text, the latest first, after an id."""
    found = search_services(services, text)
    if after is not None:
        found = found.filter(id__lt=after)
    rows = list(found[: PAGE + 1])
    return ServicePage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def whose(service: Service) -> str:
    """Name the customer where that is no personal data: a company by its name."""
    customer = service.order.customer
    return customer.name if customer.kind == "company" else ""


def month_from(text: str, today: date) -> date:
    """Read a month written as 2026-11; anything else is this month."""
    try:
        year, month = text.split("-")
        return date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        return today.replace(day=1)
