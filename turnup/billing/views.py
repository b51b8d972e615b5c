"""The pages of the money: personal accounts with their statements; what all its pages share."""

from datetime import date
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.billing import lists
from turnup.billing.csv_answer import csv_answer
from turnup.billing.invoice_rows import invoice_row
from turnup.billing.models import PersonalAccount, PostingKind
from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.orders.reading import who
from turnup.people.actor import Actor
from turnup.people.permissions import allows, scope_of

A_PAGE: Final = 50
MOST_IN_CSV: Final = 100_000


def money_tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """Give the links between the pages of the money that the actor may see."""
    tabs = [
        ("accounts", _("Accounts"), "/money", "money.read"),
        ("invoices", _("Invoices"), "/money/invoices", "money.read"),
        ("statements", _("Bank statements"), "/money/statements", "statement.read"),
        ("waiting", _("To decide"), "/money/waiting", "statement.read"),
        ("months", _("Months"), "/money/months", "month.read"),
        ("tax", _("Tax invoices"), "/money/tax-invoices", "month.read"),
        ("debts", _("Debts"), "/money/debts", "month.read"),
        ("prices", _("Prices"), "/money/prices", "month.read"),
        ("risks", _("Without payment"), "/money/risks", "money.read"),
    ]
    return [
        {"title": title, "url": url, "current": code == here}
        for code, title, url, operation in tabs
        if scope_of(actor, operation)
    ]


def today_here() -> date:
    """Return the office's day."""
    return office_calendar().local_date(timezone.now())


def asked_for(request: HttpRequest, states: tuple[str, ...]) -> tuple[str, str]:
    """Return the state and the words that a list is narrowed by."""
    state = request.GET.get("state", "")
    return state if state in states else "", request.GET.get("q", "").strip()[:100]


def note_names(actor: Actor, rows: Any, what: str) -> None:
    """Record that the actor saw the names of customers who are no companies (I23)."""
    people = {one.customer_id for one in rows if one.customer.kind != "company"}
    for customer_id in people:
        note_read(actor=actor, customer_id=customer_id, what=what, at=timezone.now())


# ------------------------------------------------------------------ accounts
@require_GET
@allows("money.read")
def accounts(request: HttpRequest) -> HttpResponse:
    """List the personal accounts with their balances."""
    actor, _language = who(request)
    state, text = asked_for(request, lists.ACCOUNT_STATES)
    rows = lists.narrowed_accounts(
        lists.visible_accounts(actor), state=state, text=text, today=today_here()
    )
    if request.GET.get("format") == "csv":
        return _accounts_csv(actor, list(rows[:MOST_IN_CSV]))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    note_names(actor, page.object_list, "accounts")
    shown = {
        "tabs": money_tabs(actor, "accounts"),
        "page": page,
        "state": state,
        "text": text,
        "states": choices(
            state,
            {"": _("All"), "overdue": _("Overdue"), "debt": _("In debt"), "advance": _("Advance")},
        ),
    }
    return render(request, "billing/accounts.html", shown)


def choices(chosen: str, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Give the states that a list may be narrowed to, and which is chosen."""
    return [{"code": c, "title": t, "chosen": c == chosen} for c, t in titles.items()]


def _accounts_csv(actor: Actor, rows: list[PersonalAccount]) -> HttpResponse:
    note_names(actor, rows, "accounts csv")
    head = [_("Personal account"), _("Customer"), _("INN"), _("Balance")]
    table = [(one.number, str(one.customer), one.customer.inn, _balance(one)) for one in rows]
    return csv_answer("accounts", head, table)


def _balance(account: Any) -> Any:
    return account.balance


@require_GET
@allows("money.read")
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account: its balance, its postings in a span of days, its invoices."""
    actor, _language = who(request)
    found = lists.visible_accounts(actor).filter(number=number).first()
    if found is None:
        raise Http404(number)
    note_read(actor=actor, customer_id=found.customer_id, what="account", at=timezone.now())
    first, last = _day(request, "from"), _day(request, "to")
    before, lines, after = lists.account_lines(found, first, last)
    if request.GET.get("format") == "csv":
        return _account_csv(found, lines)
    invoices = lists.visible_invoices(actor).filter(account=found).order_by("-issued_on", "-id")
    shown = {
        "tabs": money_tabs(actor, "accounts"),
        "account": found,
        "before": before,
        "after": after,
        "first": first,
        "last": last,
        "lines": [_line(one) for one in reversed(lines)],
        "narrowed": bool(first or last),
        "invoices": [invoice_row(one, today_here()) for one in invoices[:100]],
        "orders": Order.objects.filter(customer=found.customer_id).order_by("-number")[:20],
        "statement_scope": bool(scope_of(actor, "statement.read")),
        "month_scope": bool(scope_of(actor, "month.read")),
    }
    return render(request, "billing/account.html", shown)


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


TONES: Final = {
    PostingKind.PAYMENT: "good",
    PostingKind.REVERSAL: "bad",
    PostingKind.CHARGE: "calm",
    PostingKind.VOID: "note",
    PostingKind.REFUND: "warn",
}


def _line(line: lists.Line) -> dict[str, Any]:
    posting = line.posting
    charge, money = posting.charge, posting.remittance
    return {
        "on": posting.on,
        "kind": {"text": PostingKind(posting.kind).label, "tone": TONES[PostingKind(posting.kind)]},
        "title": line.title,
        "vat": charge and charge.vat_amount,
        "percent": charge and charge.vat_percent,
        "invoice": money and money.invoice,
        "amount": posting.amount,
        "balance": line.balance,
    }


def _account_csv(found: PersonalAccount, lines: list[lists.Line]) -> HttpResponse:
    head = [_("Date"), _("Kind"), _("What for"), _("VAT"), _("Amount"), _("Balance")]
    table = [
        (
            one.posting.on,
            PostingKind(one.posting.kind).label,
            one.title,
            one.posting.charge and one.posting.charge.vat_amount,
            one.posting.amount,
            one.balance,
        )
        for one in lines
    ]
    return csv_answer(f"account-{found.number}", head, table)
