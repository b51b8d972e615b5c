"""A small company for the spine's tests: one person a role, one customer, and orders that move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from turnup.customers.models import Customer, Site
from turnup.orders import journal
from turnup.orders.actions import create_order
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.office import publish_packaged, standing_standard
from turnup.people.actor import Actor
from turnup.people.models import Person, RoleAssignment

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SUNNY: dict[str, Any] = {"technology": "radio", "verdict": "feasible"}


@dataclass
class Company:
    """The staff by role, and the clock of the test."""

    now: datetime = MONDAY
    staff: dict[str, Actor] = field(default_factory=dict)

    def hire(self, role: str, name: str = "") -> Actor:
        address = f"{role}{len(name)}@rusnet.example"
        person = Person.objects.create(email=address, name=name or role)
        since = MONDAY - timedelta(days=365)
        RoleAssignment.objects.create(person=person, role=role, since=since)
        return Actor(person.id, person.name, frozenset([role]))

    def open_order(self, order_id: UUID | None = None, lead: Actor | None = None) -> Order:
        lead = lead or self.staff["account_manager"]
        customer = Customer.objects.create(kind="company", name="ООО «Ромашка»")
        site = Site.objects.create(customer=customer, address="Калуга, ул. Кирова, 1")
        with transaction.atomic():
            order = create_order(
                order_id=order_id,
                customer_id=customer.id,
                site_id=site.id,
                lead_id=lead.id,
                at=self.now,
                now=self.now,
            )
            journal.record(
                move=self.move(order, lead), step="request_received", data={"technology": "radio"}
            )
        order.refresh_from_db()
        return order

    def move(self, order: Order, actor: Actor, **changes: Any) -> Move:
        given: dict[str, Any] = {"at": self.now, "now": self.now, "door": "test"}
        return Move(order_id=order.id, actor=actor, **{**given, **changes})

    def do(
        self, order: Order, step: str, data: Mapping[str, Any] | None = None, **changes: Any
    ) -> Receipt:
        """Record a step an hour later, by the person of its first role."""
        self.now += timedelta(hours=1)
        rule = standing_standard().steps[step]
        sunny = {key: SUNNY[key] for key in rule.sets if key in SUNNY}
        actor = changes.pop("actor", None) or self.staff[rule.by[0]]
        with transaction.atomic():
            return journal.record(
                move=self.move(order, actor, **changes), step=step, data={**sunny, **(data or {})}
            )

    def until_open(self, order: Order, step: str) -> Order:
        """Record whatever is open until `step` is."""
        while step not in (opened := self.open_steps(order)):
            self.do(order, opened[0])
        order.refresh_from_db()
        return order

    def to_service(self, order: Order) -> Order:
        while opened := self.open_steps(order):
            self.do(order, opened[0])
        order.refresh_from_db()
        return order

    def open_steps(self, order: Order) -> list[str]:
        return list(order.open_steps.order_by("id").values_list("step", flat=True))


def found() -> Company:
    """Publish the standard and hire one person for every role of it."""
    publish_packaged(now=MONDAY)
    company = Company()
    for role in standing_standard().roles:
        if role != "customer":
            company.staff[role] = company.hire(role)
    return company
