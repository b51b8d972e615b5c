"""Issuing tax invoices of connections and advances, in the days that the law gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from django.db import connection, transaction
from procrastinate.contrib.django import app

from turnup.billing.ledger import taxed
from turnup.closing.tax_models import TaxInvoice, TaxKind
from turnup.closing.tax_queries import advances_to_tell, connections_to_tell
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number

LETTERS: Final = {TaxKind.CONNECTION: "П", TaxKind.ADVANCE: "А"}
"""Each kind has numbers of its own, without gaps; months' documents keep theirs."""
ONE_ISSUE: Final = 0x746178  # advisory lock: two issues never work at once


@transaction.atomic
def issue_tax_invoices(*, now: datetime) -> list[TaxInvoice]:
    """Issue the tax invoices that are due; their papers and letters are queued.

    A connection's is issued on the day of its act or the next the program runs, an advance's when
    its term is over (tax code, art. 168, item 3: five calendar days).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_ISSUE])
    today = office_calendar().local_date(now)
    made = [
        _issue(
            TaxKind.CONNECTION,
            today,
            charge=one,
            account_id=one.account_id,
            amount=one.amount,
            vat_percent=one.vat_percent,
            vat_amount=one.vat_amount,
        )
        for one in connections_to_tell(today)
    ]
    for money, amount in advances_to_tell(today):
        percent, vat = taxed(amount, money.received_on)
        if percent is not None:
            told = {"amount": amount, "vat_percent": percent, "vat_amount": vat}
            account = {"account_id": money.account_id, "remittance": money}
            made.append(_issue(TaxKind.ADVANCE, today, **account, **told))
    return made


def _issue(kind: TaxKind, today: date, **told: Any) -> TaxInvoice:
    number = take_number(series=f"tax_{kind.value}", year=today.year)
    made = TaxInvoice.objects.create(
        kind=kind,
        number=f"{today.year}-{LETTERS[kind]}{number}",
        issued_on=today,
        message_id=uuid4(),
        **told,
    )
    app.configure_task("closing.tax_invoice", queue="messages").defer(tax_invoice_pk=made.pk)
    return made


def mark_tax_invoice_sent(*, one: TaxInvoice, to: str, at: datetime) -> None:
    """Note that the mail server has taken the tax invoice."""
    TaxInvoice.objects.filter(pk=one.pk).update(to=to, sent_at=at, failed_at=None, failure="")


def bury_tax_invoice(*, one: TaxInvoice, to: str, failure: str, at: datetime) -> None:
    """Give the letter up, visibly: the paper is to be handed over another way."""
    undelivered = TaxInvoice.objects.filter(pk=one.pk, sent_at=None)
    undelivered.update(to=to, failed_at=at, failure=failure[:1000] or "?")


def calculated(percent: Decimal) -> str:
    """Write the calculated rate: 22/122."""
    return f"{percent.normalize():f}/{100 + percent.normalize():f}"
