"""A customer's card: who they are, their sites, orders, money and papers, and who looked."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.billing.models import PersonalAccount
from turnup.billing.queries import balance_of
from turnup.customers.actions import note_reads
from turnup.customers.models import AccessRecord, Customer, Kind
from turnup.customers.queries import perhaps_same, same_as, search_customers
from turnup.desk import rows
from turnup.desk.opening_page import REASONS
from turnup.orders.models import Order
from turnup.orders.queries import visible_orders
from turnup.papers.kinds import kind_title, open_kinds
from turnup.papers.models import Paper
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.people.phones import displayed

Shown = dict[str, Any]
LOOKS = 15
LOOKED_AT = {
    "bank": gettext_noop("Bank account"),
    "contacts": gettext_noop("Contacts"),
    "customer card": gettext_noop("The customer's card"),
    "identity": gettext_noop("Requisites and identity document"),
    "journal": gettext_noop("What was said in the journal"),
    "list": gettext_noop("A list"),
    "pre-check": gettext_noop("The pre-check of the site"),
    "search": gettext_noop("A search"),
    "step form": gettext_noop("The form of a step"),
}


def visible_customers(actor: Actor, operation: str) -> QuerySet[Customer]:
    """Select the customers on whom the actor may do it: all, or those whose orders they lead."""
    scope = scope_of(actor, operation)
    if scope is None:
        return Customer.objects.none()
    if scope == "all":
        return Customer.objects.all()
    led = Order.objects.filter(customer=OuterRef("pk"), lead_id=actor.id)
    return Customer.objects.filter(Exists(led))


def visible_customer(actor: Actor, operation: str, customer_id: Any) -> Customer:
    """Give one customer. Raises Http404 for one that the actor may not know of."""
    found = visible_customers(actor, operation).filter(pk=customer_id).first()
    if found is None:
        raise Http404("no such customer")
    return found


def listed_customers(actor: Actor, text: str, kind: str) -> QuerySet[Customer]:
    """Select the customers of the list, by name, with their number of orders."""
    seen = visible_customers(actor, "customer.read")
    if text:
        seen = seen.filter(pk__in=search_customers(text).values("pk"))
    if kind in Kind.values:
        seen = seen.filter(kind=kind)
    live = Count("orders", filter=Q(orders__closed=None))
    rows_ = seen.annotate(orders_all=Count("orders"), orders_live=live)
    return rows_.prefetch_related("sites").order_by("name", "id")


def sees(customer: Customer, actor: Actor, operation: str) -> bool:
    """Tell whether an operation on orders reaches this customer for the actor."""
    scope = scope_of(actor, operation)
    led = Order.objects.filter(customer=customer, lead_id=actor.id)
    return scope == "all" or (scope == "own" and led.exists())


def customer_page(customer: Customer, *, actor: Actor, language: str) -> Shown:
    """Give all that the card shows; what the reader may not read is left out."""
    identity = sees(customer, actor, "order.read_identity")
    bank = sees(customer, actor, "order.read_bank")
    orders = _orders(customer, actor)
    return {
        "customer": customer,
        "kind": Kind(customer.kind).label,
        "facts": _facts(customer, identity),
        "contacts": _contacts(customer),
        "bank": _bank(customer) if bank else None,
        "sees_bank": bank,
        "sites": list(customer.sites.all()),
        "orders": rows.order_rows(orders, language=language),
        "account": _account(customer) if bank else None,
        "papers": _papers(orders, private=identity and bank),
        "same": same_as(customer),
        "perhaps": _perhaps(customer) if not customer.forgotten_at else [],
        "changes": _changes(customer),
        "looks": _looks(customer),
        "may": {
            verb: bool(scope_of(actor, f"customer.{verb}")) and not customer.forgotten_at
            for verb in ("edit", "liken")
        },
        "may_forget": bool(scope_of(actor, "customer.forget")),
        "may_open": bool(scope_of(actor, "order.open")) and not customer.forgotten_at,
    }


def _facts(customer: Customer, identity: bool) -> list[Shown]:
    shown = [
        (_("Legal form"), customer.legal_form),
        (_("INN"), customer.inn),
        (_("KPP"), customer.kpp),
        (_("OGRN or OGRNIP"), customer.ogrn),
        (_("Legal address, or where registered"), customer.legal_address),
    ]
    if identity:
        shown += [
            (_("Date of birth"), _day(customer)),
            (_("Place of birth"), customer.birth_place),
            (_("Identity document"), customer.identity_document),
        ]
    return [{"term": term, "value": value} for term, value in shown if value]


def _day(customer: Customer) -> str:
    return f"{customer.birth_date:%d.%m.%Y}" if customer.birth_date else ""


def _contacts(customer: Customer) -> list[Shown]:
    first: Shown = {
        "name": customer.contact_name or customer.name,
        "post": "",
        "phone": customer.phone,
        "email": customer.email,
        "id": None,
    }
    others: list[Shown] = [
        {"name": one.name, "post": one.post, "phone": one.phone, "email": one.email, "id": one.id}
        for one in customer.contacts.all()
    ]
    return [
        one | {"phone_shown": displayed(str(one["phone"])) if one["phone"] else ""}
        for one in (first, *others)
        if one["id"] or one["phone"] or one["email"]
    ]


def _bank(customer: Customer) -> list[Shown]:
    details = getattr(customer, "bank", None)
    if details is None:
        return []
    shown = [
        (_("Settlement account"), details.account),
        (_("BIK"), details.bik),
        (_("Correspondent account"), details.correspondent_account),
        (_("Bank"), details.bank_name),
    ]
    return [{"term": term, "value": value} for term, value in shown if value]


def _account(customer: Customer) -> Shown | None:
    account = PersonalAccount.objects.filter(customer=customer).first()
    if account is None:
        return None
    return {"number": account.number, "balance": balance_of(account)}


def _orders(customer: Customer, actor: Actor) -> list[Order]:
    seen = visible_orders(actor, "order.read").filter(customer=customer, version__gt=0)
    found = list(seen.select_related("customer", "site", "lead").order_by("-number")[:50])
    for order in found:
        order.held = None  # type: ignore[attr-defined]  # the list's rows ask for it
        order.opened = list(order.open_steps.all())  # type: ignore[attr-defined]  # so too
    return found


def _papers(orders: list[Order], *, private: bool) -> list[Shown]:
    numbers = {order.id: order.number for order in orders}
    found = Paper.objects.filter(order__in=numbers).select_related("file")
    if not private:
        found = found.filter(kind__in=open_kinds())
    return [
        {"paper": one, "title": kind_title(one.kind), "order": numbers[one.order]}
        for one in found[:30]
        if one.order
    ]


def _changes(customer: Customer) -> list[Shown]:
    found = customer.changes.select_related("by")[:LOOKS]
    return [
        {"by": one.by.name, "at": one.at, "what": ", ".join(map(_field_title, one.fields))}
        for one in found
    ]


def _field_title(field: str) -> str:
    titles = {"bank": _("Bank account"), "contacts": _("Contacts")}
    return titles.get(field) or str(getattr(Customer._meta.get_field(field), "verbose_name", field))


def _looks(customer: Customer) -> list[Shown]:
    found = AccessRecord.objects.filter(customer=customer).select_related("actor")[:LOOKS]
    return [{"by": one.actor.name, "at": one.at, "what": _look_title(one.what)} for one in found]


def _look_title(what: str) -> str:
    if what.startswith("paper "):
        return kind_title(what.removeprefix("paper "))
    return _(LOOKED_AT.get(what, what))


def _perhaps(customer: Customer) -> list[Shown]:
    return [
        {"customer": one.customer, "why": ", ".join(_(REASONS[why]) for why in one.reasons)}
        for one in perhaps_same(customer)
    ]


def note_looks(found: list[Customer], *, actor: Actor, at: datetime) -> None:
    """Record that the actor saw in a list who these people are (I23)."""
    people = [one.id for one in found if one.kind != Kind.COMPANY]
    note_reads(actor=actor, customer_ids=people, what="list", at=at)
