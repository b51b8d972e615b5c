"""The act of reconciliation: what both sides owe each other over a span of days."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from turnup.billing.lists import Line, account_lines
from turnup.billing.models import PersonalAccount, PostingKind
from turnup.catalog.money_words import in_words
from turnup.closing.upd import NoCompany
from turnup.contracts.declension import in_genitive, with_initials
from turnup.contracts.sides import day_text
from turnup.contracts.wording import figures
from turnup.customers.models import Kind
from turnup.papers.queries import company_on
from turnup.papers.typeset import typeset
from turnup.people.queries import holders_of

NOTHING = Decimal("0.00")
WORDS = {
    PostingKind.PAYMENT: "Оплата",
    PostingKind.REVERSAL: "Возврат платежа",
    PostingKind.CHARGE: "Оказаны услуги",
    PostingKind.VOID: "Сторно",
    PostingKind.REFUND: "Возврат аванса",
}


def reconciliation_pdf(account: PersonalAccount, first: date, last: date, at: datetime) -> bytes:
    """Return the act as PDF. Raises NoCompany."""
    return typeset("closing/reconciliation", reconciliation_data(account, first, last, at))


def reconciliation_data(
    account: PersonalAccount, first: date, last: date, at: datetime
) -> dict[str, Any]:
    """Return the act's data: our books, debit for what we rendered, credit for what came."""
    company = company_on(last)
    if company is None:
        raise NoCompany
    before, lines, after = account_lines(account, first, last)
    debit = sum((-one.posting.amount for one in lines if one.posting.amount < 0), NOTHING)
    credit = sum((one.posting.amount for one in lines if one.posting.amount > 0), NOTHING)
    director = holders_of("director", at).first()
    return {
        "account": str(account.number),
        "seller": {"name": company.name, "short_name": company.short_name, "inn": company.inn},
        "buyer": {
            "name": str(account.customer),
            "genitive": _genitive(account),
            "inn": account.customer.inn,
        },
        "director": with_initials(director.name) if director else "",
        "first": day_text(first),
        "last": day_text(last),
        "before": _balance(before),
        "lines": [_line(one) for one in lines],
        "turnover": {"debit": figures(debit), "credit": figures(credit)},
        "after": _balance(after),
        "conclusion": _conclusion(after, company.short_name or company.name, account),
    }


def _genitive(account: PersonalAccount) -> str:
    """Return the customer's name as it stands after «от» and «в пользу»."""
    customer = account.customer
    return in_genitive(customer.name) if customer.kind == Kind.PERSON else str(customer)


def _line(line: Line) -> dict[str, str]:
    posting = line.posting
    return {
        "day": f"{posting.on:%d.%m.%Y}",
        "title": f"{WORDS[PostingKind(posting.kind)]}: {line.title.partition(' · ')[0]}",
        **_sides(posting.amount),
    }


def _sides(amount: Decimal) -> dict[str, str]:
    """Tell a sum of the ledger as our books do: below nothing, the customer owes us."""
    return {
        "debit": figures(-amount) if amount < 0 else "",
        "credit": figures(amount) if amount > 0 else "",
    }


def _balance(amount: Decimal) -> dict[str, str]:
    return _sides(amount) if amount else {"debit": figures(NOTHING), "credit": ""}


def _conclusion(after: Decimal, ours: str, account: PersonalAccount) -> str:
    if not after:
        return "задолженность отсутствует."
    owner = ours if after < 0 else _genitive(account)
    return f"задолженность в пользу {owner} {figures(abs(after))} руб. ({in_words(abs(after))})."
