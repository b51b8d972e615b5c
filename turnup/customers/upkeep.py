"""Keeping what is known of customers right: changes, and who is the same as whom."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from turnup.customers.actions import add_contact, kept, search_text_of, set_bank_details
from turnup.customers.checks import checked_birth_date, checked_email, checked_requisite
from turnup.customers.models import BankDetails, Contact, Customer, CustomerChange, Likeness
from turnup.people.actor import Actor
from turnup.people.phones import as_e164
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField

TEXTS = ("legal_form", "legal_address", "birth_place", "identity_document", "contact_name")
REQUISITES = ("inn", "kpp", "ogrn")


@transaction.atomic
def change_customer(
    *,
    actor: Actor,
    at: datetime,
    customer: Customer,
    seen: int,
    name: str,
    phone: str = "",
    email: str = "",
    birth_date: date | None = None,
    **texts: str,
) -> Customer:
    """Replace a customer's data by what a form says whole; who changed which fields is kept.

    `texts` are `legal_form`, `legal_address`, `birth_place`, `identity_document`, `contact_name`,
    `inn`, `kpp`, `ogrn`. `seen` is the number of the last change that the form showed. Papers
    made before keep what they were made with. Raises BadField.
    """
    customer = kept(customer=customer)
    if last_change(customer) != seen:
        raise BadField(
            "name", _("Somebody has changed these data meanwhile."), _("Load the page anew.")
        )
    said: dict[str, Any] = {
        "name": filled(Customer, "name", name),
        "phone": as_e164(phone),
        "email": checked_email(email),
        "birth_date": checked_birth_date(customer.kind, birth_date, timezone.localdate(at)),
        **{field: fitting(Customer, field, texts.get(field, "")) for field in TEXTS},
        **{
            field: checked_requisite(customer.kind, field, texts.get(field, ""))
            for field in REQUISITES
        },
    }
    changed = [field for field, value in said.items() if getattr(customer, field) != value]
    if changed:
        for field in changed:
            setattr(customer, field, said[field])
        customer.search_text = search_text_of(customer=customer)
        customer.save(update_fields=[*changed, "search_text"])
        note_change(actor=actor, at=at, customer=customer, fields=changed)
    return customer


@transaction.atomic
def change_bank(*, actor: Actor, at: datetime, customer: Customer, **said: str) -> BankDetails:
    """Replace the customer's bank account; see `set_bank_details`. Who did so is kept."""
    details = set_bank_details(customer=customer, **said)
    note_change(actor=actor, at=at, customer=customer, fields=["bank"])
    return details


@transaction.atomic
def add_person(*, actor: Actor, at: datetime, customer: Customer, **said: str) -> Contact:
    """Add a person at the customer whom staff may call; see `add_contact`."""
    contact = add_contact(customer=customer, **said)
    note_change(actor=actor, at=at, customer=customer, fields=["contacts"])
    return contact


@transaction.atomic
def remove_person(*, actor: Actor, at: datetime, contact: Contact) -> None:
    """Take a person at the customer off the list."""
    customer = kept(customer=contact.customer)
    contact.delete()
    note_change(actor=actor, at=at, customer=customer, fields=["contacts"])


def note_change(*, actor: Actor, at: datetime, customer: Customer, fields: list[str]) -> None:
    """Write down who changed which fields of the customer's data, and when."""
    CustomerChange.objects.create(customer=customer, fields=fields, by_id=actor.id, at=at)


def last_change(customer: Customer) -> int:
    """Give the number of the customer's last change, or 0."""
    last = CustomerChange.objects.filter(customer=customer).order_by("-id").first()
    return last.pk if last else 0


@transaction.atomic
def tell_likeness(
    *, actor: Actor, at: datetime, customer: Customer, other: Customer, same: bool
) -> Likeness:
    """Say that two customers are the same one, or that they are not; it can be said anew.

    Nothing is merged, for contracts and journals name the customer they were made with. Raises
    BadField for one and the same row and for one that was erased.
    """
    if customer.pk == other.pk:
        raise BadField("other", _("This is the very same row."))
    first, second = sorted((kept(customer=customer), kept(customer=other)), key=lambda one: one.pk)
    return Likeness.objects.create(
        first=first, second=second, same=same, said_by_id=actor.id, said_at=at
    )
