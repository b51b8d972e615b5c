"""Postings: money that arrived or went back, services rendered. Used by the rooms' actions."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.billing.models import Charge, PersonalAccount, Posting, PostingKind, Remittance
from turnup.catalog.models import VatKind, VatRate
from turnup.catalog.money import vat_of
from turnup.catalog.queries import vat_rate_on
from turnup.standard.refusals import BadField


def open_account(*, customer_id: UUID, at: datetime) -> PersonalAccount:
    """Return the customer's personal account, opened now if there was none."""
    account, _created = PersonalAccount.objects.get_or_create(
        customer_id=customer_id, defaults={"opened_at": at}
    )
    return account


def post_money(*, remittance: Remittance) -> Remittance:
    """Keep and post money that arrived. Raises BadField where its bank operation is credited."""
    try:
        with transaction.atomic():
            remittance.save(force_insert=True)
    except IntegrityError as error:
        if "bank_reference" not in str(error):
            raise
        raise BadField(
            "bank_reference",
            _("This bank operation has been credited already."),
            _("Check the statement: one operation counts once."),
        ) from error
    Posting.objects.create(
        account_id=remittance.account_id,
        remittance=remittance,
        kind=PostingKind.PAYMENT,
        amount=remittance.amount,
        on=remittance.received_on,
        posted_at=remittance.recorded_at,
    )
    return remittance


def return_money(
    *, remittances: Iterable[Remittance], on: date, reason: str, at: datetime
) -> Decimal:
    """Post that money went back to its payer; return how much. Returned before: left alone."""
    total = Decimal(0)
    for one in remittances:
        standing = Remittance.objects.filter(pk=one.pk, returned_on=None)
        if not standing.update(returned_on=on, return_reason=reason or "?"):
            continue
        total += one.amount
        Posting.objects.create(
            account_id=one.account_id,
            remittance=one,
            kind=PostingKind.REVERSAL,
            amount=-one.amount,
            on=on,
            posted_at=at,
        )
    return total


def post_charge(*, charge: Charge, on: date | None = None) -> Charge:
    """Keep and post a service rendered, by default on the day it was."""
    charge.save(force_insert=True)
    Posting.objects.create(
        account_id=charge.account_id,
        charge=charge,
        kind=PostingKind.CHARGE,
        amount=-charge.amount,
        on=on or charge.served_on,
        posted_at=charge.recorded_at,
    )
    return charge


def void_charge(*, charge: Charge, at: datetime, on: date) -> None:
    """Take a charge back, with a counter-entry; a second time changes nothing."""
    if Charge.objects.filter(pk=charge.pk, voided_at=None).update(voided_at=at):
        Posting.objects.create(
            account_id=charge.account_id,
            charge=charge,
            kind=PostingKind.VOID,
            amount=charge.amount,
            on=on,
            posted_at=at,
        )


def taxed(amount: Decimal, day: date) -> tuple[Decimal | None, Decimal]:
    """Return the rate of the day of service in percent (None: without VAT) and the tax inside."""
    try:
        percent = vat_rate_on(VatKind.BASE, day).percent
    except VatRate.DoesNotExist:
        percent = None
    return percent, vat_of(amount, percent)
