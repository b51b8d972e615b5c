"""Erasing a person's data when the law asks for it: here, and in every room that keeps some.

Later rooms name what they erase by `when_forgotten` in their `AppConfig.ready()`; one that must
keep the customer for now (a live order, a service in use) raises BadField, and nothing is erased.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from turnup.customers.actions import search_text_of
from turnup.customers.models import BankDetails, Customer, CustomerChange
from turnup.people.actor import Actor
from turnup.people.texts import filled

PUBLIC = ("name", "legal_form", "inn", "kpp", "ogrn", "legal_address")
PERSONAL = (*PUBLIC, "birth_place", "identity_document", "contact_name", "phone", "email")


class Erasure(Protocol):
    """What a room does when a customer is forgotten."""

    def __call__(self, *, customer_id: UUID, at: datetime) -> None:
        """Erase what the room keeps of the customer; raising BadField refuses the whole."""


_erasures: list[Erasure] = []


def when_forgotten(erase: Erasure) -> None:
    """Have `erase(customer_id=…, at=…)` called in the transaction that forgets a customer."""
    _erasures.append(erase)


@transaction.atomic
def forget_customer(
    *, customer: Customer, at: datetime, ground: str, actor: Actor | None = None
) -> Customer:
    """Erase what is personal. The row stays, so that orders keep whom they point to.

    A company keeps its public requisites; its people are erased. Access records stay: they say
    who looked, not what was seen. `ground` is on what demand, without names. Doing it again
    erases what has come since. Raises BadField where the customer must be kept for now.
    """
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    ground = filled(Customer, "forgotten_ground", ground)
    if customer.forgotten_at is None:
        customer.forgotten_at, customer.forgotten_ground = at, ground
        customer.forgotten_by_id = actor.id if actor else None
    for erase in _erasures:
        erase(customer_id=customer.id, at=at)
    _erase_row(customer)
    customer.contacts.all().delete()
    BankDetails.objects.filter(customer=customer).delete()
    CustomerChange.objects.filter(customer=customer).delete()
    _erase_sites(customer)
    return customer


def _erase_row(customer: Customer) -> None:
    kept = PUBLIC if customer.kind == "company" else ()
    for field in PERSONAL:
        if field not in kept:
            setattr(customer, field, "")
    customer.birth_date = None
    customer.search_text = search_text_of(customer=customer)
    customer.save()


def _erase_sites(customer: Customer) -> None:
    """A company's addresses are public; of a person's only region and town remain."""
    nobody = {"entrance": "", "floor": "", "room": "", "access_notes": ""}
    if customer.kind != "company":
        nobody |= {"address": "", "postal_code": "", "street": "", "house": "", "search_text": ""}
        customer.sites.update(latitude=None, longitude=None, fias_id=None)
    customer.sites.update(**nobody)


ERASED = "—"
"""What stands where a text was that a room may not leave empty."""
