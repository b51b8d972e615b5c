"""Reads over debts: what was said and heard about an invoice, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from turnup.activation.models import Service
from turnup.billing.lists import InvoiceRows, with_paid
from turnup.billing.models import Invoice
from turnup.closing.debts import Terms, months_after
from turnup.closing.models import DebtStep, Step
from turnup.contracts.clauses import policy_value
from turnup.orders.office import office_calendar


def terms_on(today: date) -> Terms:
    """Return the company's figures of the day."""
    return Terms(
        int(policy_value("suspension_notice_term", today)),
        timedelta(hours=int(policy_value("contact_term", today))),
    )


def owed_invoices(due_by: date) -> InvoiceRows:
    """Select what is unpaid and due by a day, the longest due first.

    `in_service` tells whether the debtor has a service in use.
    """
    live = Service.objects.filter(order__customer=OuterRef("account__customer"), ended_at=None)
    rows = Invoice.objects.filter(withdrawn_at=None, due_on__lte=due_by)
    rows = with_paid(rows).filter(lacking__gt=0).annotate(in_service=Exists(live))
    rows = rows.select_related("account__customer").prefetch_related("debt_steps")
    return rows.order_by("due_on", "id")


def is_owed(invoice: Invoice) -> bool:
    """Tell whether an invoice is unpaid at this moment."""
    rows = Invoice.objects.filter(pk=invoice.pk, withdrawn_at=None)
    return bool(with_paid(rows).filter(lacking__gt=0).exists())


def heard_of(steps: Iterable[DebtStep]) -> dict[str, datetime]:
    """Return by step when the customer got what was said."""
    return {row.step: row.sent_at for row in steps if row.sent_at}


def notice_ends(noticed: datetime | None, terms: Terms) -> date | None:
    """Return the last day of a notice that was delivered at a moment."""
    calendar = office_calendar()
    if noticed is None:
        return None
    return calendar.nth(calendar.local_date(noticed), terms.notice_working_days)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What comes next about a debt: suspension, or the right to end the contract, and when.

    `unheard` is the step whose letter was not delivered and holds everything up.
    """

    unheard: DebtStep | None = None
    suspension_from: datetime | None = None
    warning_from: date | None = None
    termination_from: date | None = None


def prospect(steps: list[DebtStep], today: date) -> Prospect:
    """Tell what comes next about an unpaid invoice, from the steps that were taken.

    The contract may be ended so many months after the notice was received (126-FZ, art. 44, 3).
    """
    terms = terms_on(today)
    taken = {row.step: row for row in steps}
    heard = heard_of(steps)
    lost = [row for row in steps if row.step in (Step.NOTICE, Step.WARNING) and row.failed_at]
    ends = notice_ends(heard.get(Step.NOTICE), terms)
    told: dict[str, Any] = {"unheard": lost[0] if lost else None}
    if Step.SUSPENDED not in taken and not lost:
        if Step.WARNING in heard:
            told["suspension_from"] = heard[Step.WARNING] + terms.warning
        elif ends and Step.WARNING not in taken:
            told["warning_from"] = ends + timedelta(days=1)
    if Step.NOTICE in heard:
        noticed = office_calendar().local_date(heard[Step.NOTICE])
        months = int(policy_value("termination_term", today))
        told["termination_from"] = months_after(noticed, months)
    return Prospect(**told)
