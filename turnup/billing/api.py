"""The REST door of the money: personal accounts with their postings, invoices, money at risk."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from turnup.billing import lists
from turnup.billing.invoice_code import NoRequisites
from turnup.billing.invoice_paper import make_invoice
from turnup.billing.models import PersonalAccount
from turnup.customers.actions import note_read
from turnup.orders.office import office_calendar
from turnup.papers.answers import file_answer
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, read_query
from turnup.rest.files import FILE, told_with
from turnup.rest.openapi import described

router = Router(tags=["money"])
PAGE: Final = 100
LARGEST: Final = 2**63 - 1


class Query(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class AccountsQuery(Query):
    """Which accounts to list."""

    state: Literal["overdue", "debt", "advance"] | None = None
    q: str | None = Field(None, max_length=100, description="Its number, a name or an INN.")
    before: int | None = Field(
        None, ge=1, le=LARGEST, description="The number after which the page begins."
    )


class SpanQuery(Query):
    """Which postings to give: by their dates, both included."""

    since: date | None = None
    until: date | None = None


class InvoicesQuery(Query):
    """Which invoices to list."""

    state: Literal["open", "overdue", "paid", "withdrawn"] | None = None
    q: str | None = Field(None, max_length=100, description="A number, or a customer.")
    before: int | None = Field(
        None, ge=1, le=LARGEST, description="The `id` after which the page begins."
    )


@dataclass(frozen=True, slots=True)
class AccountShown:
    """A personal account; `balance` is the sum of its postings, below nothing for a debt."""

    number: int
    customer_id: UUID
    opened_at: datetime
    balance: Decimal


@dataclass(frozen=True, slots=True)
class PostingShown:
    """A posting and the balance after it, roubles."""

    id: int
    on: date
    kind: str
    amount: Decimal
    balance: Decimal
    title: str
    invoice: str | None
    charge: int | None
    vat_percent: Decimal | None
    vat_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class LedgerShown:
    """An account's postings in a span of days, the earliest first."""

    account: AccountShown
    before: Decimal
    postings: list[PostingShown]
    after: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceShown:
    """An invoice; `lacking` is what is still to be paid."""

    id: int
    number: str
    kind: str
    account: int
    order_id: UUID | None
    month: date | None
    issued_on: date
    due_on: date
    amount: Decimal
    paid: Decimal
    lacking: Decimal
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class RiskShown:
    """An order that goes on without its money, by whose waiver and until when."""

    order_id: UUID
    amount: Decimal
    granted_by: str
    granted_at: datetime
    until: datetime
    used: bool


@router.get(
    "/accounts",
    response={200: list[AccountShown]},
    operation_id="list_accounts",
    summary=f"Personal accounts with their balances, the latest first, {PAGE} a page",
    openapi_extra=described(query=AccountsQuery, problems=(403,)),
)
@allows("money.read")
def list_accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts that the caller may read."""
    asked = read_query(request, AccountsQuery)
    rows = lists.narrowed_accounts(
        lists.visible_accounts(actor_of(request)),
        state=asked.state or "",
        text=_printable(asked.q),
        today=_today(),
    )
    if asked.before:
        rows = rows.filter(number__lt=asked.before)
    return json_answer([_account(one) for one in rows[:PAGE]])


def _today() -> date:
    return office_calendar().local_date(timezone.now())


def _printable(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


def _account(one: Any) -> AccountShown:
    return AccountShown(one.number, one.customer_id, one.opened_at, one.balance)


@router.get(
    "/accounts/{int:number}",
    response={200: LedgerShown},
    operation_id="read_account",
    summary="An account with its postings",
    openapi_extra=described(query=SpanQuery, problems=(403, 404)),
)
@allows("money.read")
def read_account(request: HttpRequest, number: int) -> HttpResponse:
    """Give the ledger of an account; reading it leaves an access record."""
    asked = read_query(request, SpanQuery)
    actor = actor_of(request)
    found = _readable(actor, number)
    note_read(actor=actor, customer_id=found.customer_id, what="account", at=timezone.now())
    before, lines, after = lists.account_lines(found, asked.since, asked.until)
    shown = AccountShown(found.number, found.customer_id, found.opened_at, _balance(found))
    return json_answer(LedgerShown(shown, before, [_posting(one) for one in lines], after))


def _readable(actor: Actor, number: int) -> PersonalAccount:
    rows = lists.visible_accounts(actor).annotate(balance=lists.balance_column())
    found = rows.filter(number=number).first() if number <= LARGEST else None
    if found is None:
        raise Http404("no such account")
    return found


def _balance(account: Any) -> Decimal:
    return Decimal(account.balance)


def _posting(line: lists.Line) -> PostingShown:
    posting = line.posting
    charge, money = posting.charge, posting.remittance
    return PostingShown(
        id=posting.pk,
        on=posting.on,
        kind=posting.kind,
        amount=posting.amount,
        balance=line.balance,
        title=line.title,
        invoice=money.invoice.number if money and money.invoice else None,
        charge=charge.pk if charge else None,
        vat_percent=charge.vat_percent if charge else None,
        vat_amount=charge.vat_amount if charge else None,
    )


@router.get(
    "/invoices",
    response={200: list[InvoiceShown]},
    operation_id="list_invoices",
    summary=f"Invoices, the latest first, {PAGE} a page",
    openapi_extra=described(query=InvoicesQuery, problems=(403,)),
)
@allows("money.read")
def list_invoices(request: HttpRequest) -> HttpResponse:
    """List the invoices that the caller may read, with what was paid of each."""
    asked = read_query(request, InvoicesQuery)
    rows = lists.narrowed_invoices(
        lists.visible_invoices(actor_of(request)),
        state=asked.state or "",
        text=_printable(asked.q),
        today=_today(),
    ).order_by("-id")
    if asked.before:
        rows = rows.filter(id__lt=asked.before)
    return json_answer([_invoice(one) for one in rows[:PAGE]])


def _invoice(one: Any) -> InvoiceShown:
    return InvoiceShown(
        id=one.pk,
        number=one.number,
        kind=one.kind,
        account=one.account.number,
        order_id=one.order_id,
        month=one.month,
        issued_on=one.issued_on,
        due_on=one.due_on,
        amount=one.amount,
        paid=one.paid,
        lacking=max(one.lacking, Decimal("0.00")),
        withdrawn_at=one.withdrawn_at,
    )


@router.get(
    "/invoices/{number}",
    response={200: InvoiceShown},
    operation_id="read_invoice",
    summary="An invoice",
    openapi_extra=described(problems=(403, 404)),
)
@allows("money.read")
def read_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Give an invoice with what was paid of it."""
    return json_answer(_invoice(_found(actor_of(request), number)))


def _found(actor: Actor, number: str) -> Any:
    found = None
    if number.isprintable():
        found = lists.visible_invoices(actor).filter(number=number).first()
    if found is None:
        raise Http404("no such invoice")
    note_read(actor=actor, customer_id=found.account.customer_id, what="invoice", at=timezone.now())
    return found


@router.get(
    "/invoices/{number}/file",
    operation_id="read_invoice_file",
    summary="An invoice's PDF with its payment code, to save",
    openapi_extra=told_with(**{"200": FILE}),
)
@allows("money.read")
def read_invoice_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give the PDF; it is made for the first who asks. 404 while our requisites are unknown."""
    actor = actor_of(request)
    found = _found(actor, number)
    try:
        return file_answer(make_invoice(invoice=found, actor=actor, at=timezone.now()).file)
    except NoRequisites:
        raise Http404("no requisites") from None


@router.get(
    "/money-at-risk",
    response={200: list[RiskShown]},
    operation_id="list_risks",
    summary="Orders that go on without their money, the largest sum first",
    openapi_extra=described(problems=(403,)),
)
@allows("money.read")
def list_risks(request: HttpRequest) -> HttpResponse:
    """List the waived payments that have not come."""
    return json_answer(
        [
            RiskShown(
                order_id=one.order.pk,
                amount=one.amount,
                granted_by=one.granted_by,
                granted_at=one.granted_at,
                until=one.until,
                used=one.used,
            )
            for one in lists.risks(actor_of(request))
        ]
    )
