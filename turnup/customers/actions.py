"""What may be done with customers and sites. The only writers of this room.

Times and actors come from the door. Every action raises BadField for data that cannot be right.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from turnup.customers.checks import (
    checked_bank,
    checked_birth_date,
    checked_email,
    checked_kind,
    checked_position,
    checked_requisite,
)
from turnup.customers.models import AccessRecord, BankDetails, Contact, Customer, Site
from turnup.customers.search_text import folded
from turnup.people.actor import Actor
from turnup.people.phones import as_e164
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField

Degrees = Decimal | float | str | None


@transaction.atomic
def register_customer(
    *,
    at: datetime,
    kind: str,
    name: str,
    legal_form: str = "",
    inn: str = "",
    kpp: str = "",
    ogrn: str = "",
    legal_address: str = "",
    birth_date: date | None = None,
    birth_place: str = "",
    identity_document: str = "",
    contact_name: str = "",
    phone: str = "",
    email: str = "",
    language: str = "ru",
    customer_id: UUID | None = None,
) -> Customer:
    """Write down a new customer. Whether there is one already is `queries.find_duplicates`."""
    kind = checked_kind(kind)
    customer = Customer(
        id=customer_id or uuid4(),
        kind=kind,
        name=filled(Customer, "name", name),
        legal_form=fitting(Customer, "legal_form", legal_form),
        inn=checked_requisite(kind, "inn", inn),
        kpp=checked_requisite(kind, "kpp", kpp),
        ogrn=checked_requisite(kind, "ogrn", ogrn),
        legal_address=fitting(Customer, "legal_address", legal_address),
        birth_date=checked_birth_date(kind, birth_date, timezone.localdate(at)),
        birth_place=fitting(Customer, "birth_place", birth_place),
        identity_document=fitting(Customer, "identity_document", identity_document),
        contact_name=fitting(Customer, "contact_name", contact_name),
        phone=as_e164(phone),
        email=checked_email(email),
        language=_known_language(language),
        registered_at=at,
    )
    customer.search_text = search_text_of(customer=customer)
    customer.save(force_insert=True)
    return customer


@transaction.atomic
def change_contacts(
    *,
    customer: Customer,
    contact_name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
) -> Customer:
    """Change whom and where staff call and write; None leaves a field as it is."""
    customer = kept(customer=customer)
    if contact_name is not None:
        customer.contact_name = fitting(Customer, "contact_name", contact_name)
    if phone is not None:
        customer.phone = as_e164(phone)
    if email is not None:
        customer.email = checked_email(email)
    customer.search_text = search_text_of(customer=customer)
    customer.save(update_fields=["contact_name", "phone", "email", "search_text"])
    return customer


@transaction.atomic
def add_contact(
    *, customer: Customer, name: str, post: str = "", phone: str = "", email: str = ""
) -> Contact:
    """Add a person at the customer whom staff may call."""
    return Contact.objects.create(
        customer=kept(customer=customer),
        name=filled(Contact, "name", name),
        post=fitting(Contact, "post", post),
        phone=as_e164(phone),
        email=checked_email(email),
    )


@transaction.atomic
def set_bank_details(
    *,
    customer: Customer,
    account: str,
    bik: str,
    correspondent_account: str = "",
    bank_name: str = "",
) -> BankDetails:
    """Write down or replace the customer's bank account; its key must fit the bank."""
    account, bik, correspondent_account = checked_bank(account, bik, correspondent_account)
    details, _created = BankDetails.objects.update_or_create(
        customer=kept(customer=customer),
        defaults={
            "account": account,
            "bik": bik,
            "correspondent_account": correspondent_account,
            "bank_name": fitting(BankDetails, "bank_name", bank_name),
        },
    )
    return details


@transaction.atomic
def add_site(
    *,
    customer: Customer,
    at: datetime,
    address: str,
    postal_code: str = "",
    region: str = "",
    locality: str = "",
    street: str = "",
    house: str = "",
    fias_id: UUID | None = None,
    latitude: Degrees = None,
    longitude: Degrees = None,
    entrance: str = "",
    floor: str = "",
    room: str = "",
    access_notes: str = "",
    site_id: UUID | None = None,
) -> Site:
    """Add a place to connect. The address is kept as typed; parts and coordinates may miss."""
    north, east = checked_position(latitude, longitude)
    texts = {
        "postal_code": postal_code,
        "region": region,
        "locality": locality,
        "street": street,
        "house": house,
        "entrance": entrance,
        "floor": floor,
        "room": room,
        "access_notes": access_notes,
    }
    site = Site(
        id=site_id or uuid4(),
        customer=kept(customer=customer),
        address=filled(Site, "address", address),
        fias_id=fias_id,
        latitude=north,
        longitude=east,
        added_at=at,
        **{field: fitting(Site, field, text) for field, text in texts.items()},
    )
    site.search_text = folded(site.address, site.postal_code)
    site.save(force_insert=True)
    return site


def note_reads(*, actor: Actor, customer_ids: Iterable[UUID], what: str, at: datetime) -> None:
    """Record that staff read personal data of several customers at once, as a list shows them."""
    AccessRecord.objects.bulk_create(
        AccessRecord(actor_id=actor.id, customer_id=one, what=what, at=at)
        for one in sorted(set(customer_ids))
    )


def note_read(*, actor: Actor, customer_id: UUID, what: str, at: datetime) -> None:
    """Record that staff read personal data: `contacts`, `identity`, `bank` … (invariant I23)."""
    AccessRecord.objects.create(actor_id=actor.id, customer_id=customer_id, what=what, at=at)


def kept(*, customer: Customer) -> Customer:
    """Lock and re-read the customer. Raises BadField when it was erased."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.forgotten_at is not None:
        raise BadField("customer", _("This customer's data were erased."), _("Register anew."))
    return customer


def search_text_of(*, customer: Customer) -> str:
    """Give the line by which a customer is found."""
    return folded(
        customer.name,
        customer.legal_form,
        customer.inn,
        customer.phone,
        customer.contact_name,
        customer.email,
    )


def _known_language(language: str) -> str:
    if language not in ("ru", "en"):
        raise BadField("language", _("Turnup speaks Russian and English."), _("Write ru or en."))
    return language
