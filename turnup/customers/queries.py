"""Reads over the customers: search, and who may be the same customer twice."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from turnup.customers.models import Customer, Likeness, Site
from turnup.customers.search_text import folded, words


class Duplicate(NamedTuple):
    """A customer who may be the same, and why: of `inn`, `phone`, `name_and_address`."""

    customer: Customer
    reasons: tuple[str, ...]


def find_duplicates(
    *, inn: str = "", phone: str = "", name: str = "", address: str = ""
) -> list[Duplicate]:
    """Return who is written down already with the INN, the phone (E.164) or name and address."""
    reasons: dict[UUID, list[str]] = defaultdict(list)
    found: dict[UUID, Customer] = {}
    for reason, rows in _suspects(inn, phone, name, address):
        for customer in rows[:20]:
            found[customer.id] = customer
            reasons[customer.id].append(reason)
    return [Duplicate(found[key], tuple(why)) for key, why in reasons.items()]


def _suspects(
    inn: str, phone: str, name: str, address: str
) -> list[tuple[str, QuerySet[Customer]]]:
    known = Customer.objects.filter(forgotten_at__isnull=True)
    suspects = []
    if inn:
        suspects.append(("inn", known.filter(inn=inn)))
    if phone:
        suspects.append(("phone", known.filter(phone=phone)))
    if folded(name) and folded(address):
        there = Site.objects.filter(customer=OuterRef("pk"), search_text=folded(address))
        same = known.filter(Exists(there), search_text__startswith=folded(name))
        suspects.append(("name_and_address", same))
    return suspects


def search_customers(text: str) -> QuerySet[Customer]:
    """Return the customers with all the words in name, requisites, contacts or one address.

    Case, ё and punctuation do not matter. An empty text finds nobody.
    """
    asked = words(text)
    if not asked:
        return Customer.objects.none()
    rows = Customer.objects.filter(forgotten_at__isnull=True)
    for word in asked:
        at_address = Site.objects.filter(customer=OuterRef("pk"), search_text__contains=word)
        rows = rows.filter(Q(search_text__contains=word) | Exists(at_address))
    return rows


def told_of(customer: Customer) -> dict[UUID, Likeness]:
    """Return the latest word on each other customer: the same, or another."""
    rows = Likeness.objects.filter(Q(first=customer) | Q(second=customer)).order_by("id")
    rows = rows.select_related("first", "second", "said_by")
    return {row.second_id if row.first_id == customer.id else row.first_id: row for row in rows}


def same_as(customer: Customer) -> list[Customer]:
    """Return the customers of whom somebody said last that they are the same one."""
    same = [key for key, row in told_of(customer).items() if row.same]
    return list(Customer.objects.filter(pk__in=same, forgotten_at=None))


def perhaps_same(customer: Customer) -> list[Duplicate]:
    """Return who may be the same customer, without those of whom somebody has said."""
    told = told_of(customer)
    found: dict[UUID, Duplicate] = {}
    for address in [site.address for site in customer.sites.all()[:5]] or [""]:
        for one in find_duplicates(
            inn=customer.inn, phone=customer.phone, name=customer.name, address=address
        ):
            found.setdefault(one.customer.id, one)
    return [one for key, one in found.items() if key not in told and key != customer.id]
