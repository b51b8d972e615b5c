"""The page of a new request: whose it is, where, and the technical brief."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.customers.actions import note_read
from turnup.customers.models import Customer, Site
from turnup.customers.queries import find_duplicates, search_customers
from turnup.desk.forms_html import as_people_write
from turnup.desk.refusing import fault_texts
from turnup.orders.problems import Problem
from turnup.people.actor import Actor
from turnup.people.phones import as_e164, displayed
from turnup.requests.forms import ReceivedRequest
from turnup.standard.refusals import BadField
from turnup.ui import posted, schema
from turnup.ui.fields import Field, flat

Shown = dict[str, Any]
FOUND_AT_MOST: Final = 8
OF_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "company": ("birth_date", "birth_place", "identity_document"),
    "sole_trader": ("legal_form", "kpp"),
    "person": ("legal_form", "kpp", "ogrn", "legal_address"),
}
"""Fields that a customer of the kind does not have; the page hides them."""
REASONS: Final = {
    "inn": gettext_noop("the same INN"),
    "phone": gettext_noop("the same phone"),
    "name_and_address": gettext_noop("the same name and address"),
}
BRIEF: Final = (
    "technology",
    "speed_mbit",
    "static_addresses",
    "wanted_by",
    "items",
    "wishes",
    "channel",
)
WHO: Final = ("name", "inn", "kpp", "ogrn", "legal_form", "legal_address")
PERSON: Final = ("birth_date", "birth_place", "identity_document")
CONTACT: Final = ("contact_name", "phone", "email", "language")
PLACE: Final = ("address", "entrance", "floor", "room", "access_notes")
POSITION: Final = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far, and which customer was chosen."""

    order_id: UUID
    chosen: Customer | None = None
    site: str = ""  # the id of a site that we know; blank for a new one
    data: Mapping[str, Any] | None = None
    problem: Problem | None = None
    looked_for: str = ""


def begin(customer: Customer | None = None) -> Typed:
    """Give an empty page; the order's id is made here, so that a double click opens one order."""
    return Typed(uuid4(), customer, _first_site(customer))


def read(given: QueryDict) -> Typed:
    """Read what was posted, whole or half done."""
    data = posted.read(_schema(), given)
    chosen = _known(given.get("choose", given.get("customer_id", "")))
    site = given.get("site_id", "") if chosen else ""
    if "choose" in given:
        site = _first_site(chosen)
    return Typed(
        order_id=_uuid(given.get("order_id", "")) or uuid4(),
        chosen=chosen,
        site=site,
        data=data,
        looked_for=given.get("look_for", "")[:200],
    )


def said(typed: Typed) -> dict[str, Any]:
    """Give the data of the opening step: either a known customer and site, or new ones."""
    data = dict(typed.data or {})
    for name in ("customer_id", "site_id"):
        data.pop(name, None)
    if typed.chosen:
        data.pop("customer", None)
        data["customer_id"] = str(typed.chosen.id)
    else:
        data["customer"] = _of_its_kind(data.get("customer") or {})
    if typed.site:
        data.pop("site", None)
        data["site_id"] = typed.site
    else:
        data["site"] = data.get("site") or {}
    return data


def _of_its_kind(customer: Mapping[str, Any]) -> dict[str, Any]:
    others = OF_OTHERS.get(str(customer.get("kind")), ())
    return {name: value for name, value in customer.items() if name not in others}


def shown(typed: Typed, *, now: datetime) -> Shown:
    """Give what the page shows of it: the fields by group, each with its fault."""
    problem = typed.problem
    values = {"customer": {"kind": "company"}, **(typed.data or {})}
    faults = fault_texts(problem)
    drawn = {one.name: one for one in schema.fields(_schema(), values, faults)}
    customer = {one.name.removeprefix("customer."): one for one in drawn["customer"].fields}
    site = {one.name.removeprefix("site."): one for one in drawn["site"].fields}
    brief = _picked(drawn, BRIEF)
    new_customer = [customer["kind"], *_picked(customer, WHO + PERSON + CONTACT), customer["bank"]]
    every = [*([] if typed.chosen else new_customer), *_picked(site, PLACE + POSITION), *brief]
    for one in flat(every):
        as_people_write(one)
    customer["name"].placeholder = ""
    return {
        "now": now,
        "typed": typed,
        "problem": problem,
        "kind": customer["kind"],
        "who": _kinds(_picked(customer, WHO)),
        "person": _picked(customer, PERSON),
        "contact": _picked(customer, CONTACT),
        "bank": customer["bank"],
        "bank_typed": any(one.value or one.error for one in customer["bank"].fields),
        "sites": _sites(typed),
        "place": _picked(site, PLACE),
        "position": _picked(site, POSITION),
        "brief": brief,
        "every": every,
        "lone_errors": _lone(problem, every),
    }


def _kinds(fields: list[Field]) -> list[Shown]:
    """Say of each field which kinds of customers have it."""
    return [
        {
            "field": one,
            "kinds": " ".join(
                kind for kind, others in OF_OTHERS.items() if one.name.split(".")[1] not in others
            ),
        }
        for one in fields
    ]


def _lone(problem: Problem | None, fields: Iterable[Field]) -> list[Any]:
    """Give the faults of what the page does not ask by a field of its own."""
    if problem is None:
        return []
    known = [field.name for field in fields]
    return [
        one
        for one in problem.errors
        if not any(one.field == name or one.field.startswith(f"{name}.") for name in known)
    ]


def _picked(fields: Mapping[str, Field], names: Iterable[str]) -> list[Field]:
    return [fields[name] for name in names if name in fields]


def _schema() -> dict[str, Any]:
    made = ReceivedRequest.model_json_schema()
    customer = made["$defs"]["NewCustomer"]["properties"]
    customer["inn"]["description"] = gettext_noop(
        "A company's has 10 digits, a person's and a sole trader's 12; we check the check digits."
    )
    for name in ("name", "legal_address"):
        customer[name]["widget"] = "text"
    made["$defs"]["NewSite"]["properties"]["address"]["widget"] = "text"
    customer["ogrn"]["description"] = gettext_noop(
        "A company's has 13 digits, a sole trader's 15; we check the check digit."
    )
    return made


def _sites(typed: Typed) -> list[Shown]:
    if typed.chosen is None:
        return []
    found = typed.chosen.sites.all()
    return [
        {"id": str(one.id), "title": str(one), "chosen": str(one.id) == typed.site}
        for one in found[:50]
    ]


def _first_site(customer: Customer | None) -> str:
    first = customer.sites.first() if customer else None
    return str(first.id) if first else ""


def chosen_site(typed: Typed) -> Site | None:
    """Return the site we know that was chosen for the customer chosen, or None."""
    found = _uuid(typed.site)
    return typed.chosen.sites.filter(pk=found).first() if typed.chosen and found else None


def _known(text: str) -> Customer | None:
    found = _uuid(text)
    return Customer.objects.filter(pk=found, forgotten_at=None).first() if found else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ------------------------------------------------------------------ who it may be
def found_customers(text: str, *, actor: Actor, at: datetime) -> list[Shown]:
    """Search the customers; the reader's look at them is recorded (I23)."""
    found = list(search_customers(text).prefetch_related("sites")[:FOUND_AT_MOST])
    return _seen([(one, "") for one in found], actor, at)


def like_this(
    customer: Mapping[str, Any], address: str, *, actor: Actor, at: datetime
) -> list[Shown]:
    """Give the customers who may be the one that is being typed, and why."""
    try:
        phone = as_e164(str(customer.get("phone", "")))
    except BadField:
        phone = ""
    inn = str(customer.get("inn", "")).replace(" ", "")
    found = find_duplicates(
        inn=inn, phone=phone, name=str(customer.get("name", "")), address=address
    )
    told = [(one.customer, ", ".join(_(REASONS[why]) for why in one.reasons)) for one in found]
    return _seen(told[:FOUND_AT_MOST], actor, at)


def _seen(found: list[tuple[Customer, str]], actor: Actor, at: datetime) -> list[Shown]:
    with transaction.atomic():
        for customer, _why in found:
            note_read(actor=actor, customer_id=customer.id, what="search", at=at)
    return [_row(customer, why) for customer, why in found]


def _row(customer: Customer, why: str) -> Shown:
    sites = [str(site) for site in customer.sites.all()[:2]]
    phone = displayed(customer.phone) if customer.phone else ""
    about = [customer.inn and _("INN %(inn)s") % {"inn": customer.inn}, phone, *sites]
    return {
        "id": str(customer.id),
        "name": str(customer),
        "about": " · ".join(one for one in about if one),
        "why": why,
    }
