"""The pages of the money: accounts with their statements, invoices with their codes, risks."""

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
from turnup.billing.invoice_code import NoRequisites, payment_purpose, payment_qr_svg
from turnup.billing.invoice_paper import make_invoice
from turnup.billing.models import Invoice, PersonalAccount, PostingKind
from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.office import office_calendar
from turnup.orders.reading import who
from turnup.papers.answers import file_answer
from turnup.people.actor import Actor
from turnup.people.models import Person
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
        ("risks", _("Without payment"), "/money/risks", "money.read"),
    ]
    return [
        {"title": title, "url": url, "current": code == here}
        for code, title, url, operation in tabs
        if scope_of(actor, operation)
    ]


def _today() -> date:
    return office_calendar().local_date(timezone.now())


def _asked(request: HttpRequest, states: tuple[str, ...]) -> tuple[str, str]:
    state = request.GET.get("state", "")
    return state if state in states else "", request.GET.get("q", "").strip()[:100]


def _note(actor: Actor, rows: Any, what: str) -> None:
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
    state, text = _asked(request, lists.ACCOUNT_STATES)
    rows = lists.narrowed_accounts(
        lists.visible_accounts(actor), state=state, text=text, today=_today()
    )
    if request.GET.get("format") == "csv":
        return _accounts_csv(actor, list(rows[:MOST_IN_CSV]))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    _note(actor, page.object_list, "accounts")
    shown = {
        "tabs": money_tabs(actor, "accounts"),
        "page": page,
        "state": state,
        "text": text,
        "states": _choices(
            state,
            {"": _("All"), "overdue": _("Overdue"), "debt": _("In debt"), "advance": _("Advance")},
        ),
    }
    return render(request, "billing/accounts.html", shown)


def _choices(chosen: str, titles: dict[str, str]) -> list[dict[str, Any]]:
    return [{"code": c, "title": t, "chosen": c == chosen} for c, t in titles.items()]


def _accounts_csv(actor: Actor, rows: list[PersonalAccount]) -> HttpResponse:
    _note(actor, rows, "accounts csv")
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
        "invoices": [_invoice_row(one, _today()) for one in invoices[:100]],
        "orders": Order.objects.filter(customer=found.customer_id).order_by("-number")[:20],
        "statement_scope": bool(scope_of(actor, "statement.read")),
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


# ------------------------------------------------------------------ invoices
@require_GET
@allows("money.read")
def invoices(request: HttpRequest) -> HttpResponse:
    """List the invoices: what is open, what is overdue and by how much."""
    actor, _language = who(request)
    state, text = _asked(request, lists.INVOICE_STATES)
    today, mine = _today(), lists.visible_invoices(actor)
    rows = lists.narrowed_invoices(mine, state=state, text=text, today=today)
    if request.GET.get("format") == "csv":
        return _invoices_csv(actor, list(rows[:MOST_IN_CSV]), today)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    _note(actor, [one.account for one in page.object_list], "invoices")
    sums = lists.open_sums(mine, today)
    shown = {
        "tabs": money_tabs(actor, "invoices"),
        "page": page,
        "rows": [_invoice_row(one, today) for one in page.object_list],
        "state": state,
        "text": text,
        "sums": sums,
        "states": _choices(
            state,
            {
                "": _("All"),
                "open": _("Open"),
                "overdue": _("Overdue"),
                "paid": _("Paid"),
                "withdrawn": _("Withdrawn"),
            },
        ),
    }
    return render(request, "billing/invoices.html", shown)


def _invoice_row(invoice: Any, today: date) -> dict[str, Any]:
    return {
        "invoice": invoice,
        "badge": invoice_badge(invoice, today),
        "paid": invoice.paid,
        "lacking": max(invoice.lacking, 0),
        "days_late": (today - invoice.due_on).days if invoice.lacking > 0 else 0,
    }


def invoice_badge(invoice: Any, today: date) -> dict[str, str]:
    """Give the badge of an invoice that knows what was `paid`."""
    if invoice.withdrawn_at:
        return {"text": _("Withdrawn"), "tone": "calm", "icon": "circle-x"}
    if invoice.lacking <= 0:
        return {"text": _("Paid"), "tone": "good", "icon": "circle-check"}
    if invoice.due_on < today:
        return {"text": _("Overdue"), "tone": "bad", "icon": "alert-circle"}
    if invoice.paid:
        return {"text": _("Paid in part"), "tone": "warn", "icon": "clock"}
    return {"text": _("Waits for payment"), "tone": "note", "icon": "clock"}


def _invoices_csv(actor: Actor, rows: list[Any], today: date) -> HttpResponse:
    _note(actor, [one.account for one in rows], "invoices csv")
    head = [_("Number"), _("Issued"), _("Due"), _("Personal account"), _("Customer"), _("INN")]
    head += [_("Amount"), _("Paid"), _("Lacking"), _("State")]
    table = [
        (
            one.number,
            one.issued_on,
            one.due_on,
            one.account.number,
            str(one.account.customer),
            one.account.customer.inn,
            one.amount,
            one.paid,
            max(one.lacking, 0),
            invoice_badge(one, today)["text"],
        )
        for one in rows
    ]
    return csv_answer("invoices", head, table)


def _invoice_of(request: HttpRequest, number: str) -> tuple[Actor, Any]:
    actor, _language = who(request)
    found = lists.visible_invoices(actor).filter(number=number).first()
    if found is None:
        raise Http404(number)
    note_read(actor=actor, customer_id=found.account.customer_id, what="invoice", at=timezone.now())
    return actor, found


@require_GET
@allows("money.read")
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Show an invoice: what it lacks, the money that came for it, its payment code."""
    actor, found = _invoice_of(request, number)
    shown = {
        "tabs": money_tabs(actor, "invoices"),
        "invoice": found,
        "row": _invoice_row(found, _today()),
        "money": found.remittances.order_by("received_on", "id"),
        "purpose": payment_purpose(found),
        "has_code": _has_code(found),
    }
    return render(request, "billing/invoice.html", shown)


def _has_code(found: Invoice) -> bool:
    try:
        payment_qr_svg(found)
    except NoRequisites:
        return False
    return True


@require_GET
@allows("money.read")
def invoice_code_picture(request: HttpRequest, number: str) -> HttpResponse:
    """Draw the invoice's payment code."""
    _actor, found = _invoice_of(request, number)
    try:
        picture = payment_qr_svg(found)
    except NoRequisites:
        raise Http404("no requisites") from None
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_GET
@allows("money.read")
def invoice_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give the invoice's PDF to save."""
    actor, found = _invoice_of(request, number)
    try:
        paper = make_invoice(invoice=found, actor=actor, at=timezone.now())
    except NoRequisites:
        raise Http404("no requisites") from None
    return file_answer(paper.file)


# ------------------------------------------------------------------ risks
@require_GET
@allows("money.read")
def risks(request: HttpRequest) -> HttpResponse:
    """List the orders that go on without their money, by whose waiver and until when."""
    actor, _language = who(request)
    found = lists.risks(actor)
    _note(actor, [one.order for one in found], "risks")
    names = dict(
        Person.objects.filter(id__in={one.granted_by for one in found}).values_list("id", "name")
    )
    shown = {
        "tabs": money_tabs(actor, "risks"),
        "now": timezone.now(),
        "total": sum(one.amount for one in found),
        "rows": [
            {"risk": one, "by": next((n for i, n in names.items() if str(i) == one.granted_by), "")}
            for one in found
        ],
    }
    return render(request, "billing/risks.html", shown)
