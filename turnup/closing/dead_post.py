"""The month's e-mails as the page of dead letters knows them."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.closing.models import Bundle, DebtStep, FeeChange, TaxInvoice, TrafficLetter
from turnup.messages.dead_letters import Post, name_post


def name_posts() -> None:
    """Make the month's kinds of e-mails known."""
    for kind, post in POSTS.items():
        name_post(kind, post)


def _of_bundle(bundle: Any) -> tuple[str, str]:
    title = _("Papers for %(month)s") % {"month": f"{bundle.run.month:%m.%Y}"}
    return title, bundle.account.customer.name


def _of_step(step: Any) -> tuple[str, str]:
    title = _("%(step)s, invoice № %(number)s")
    said = {"step": step.get_step_display(), "number": step.invoice.number}
    return title % said, step.invoice.account.customer.name


def _of_fee(change: Any) -> tuple[str, str]:
    return _("Fee from %(day)s") % {"day": f"{change.since:%d.%m.%Y}"}, change.service.login


def _of_traffic(letter: Any) -> tuple[str, str]:
    day = f"{letter.price.since:%d.%m.%Y}"
    return _("Price of traffic from %(day)s") % {"day": day}, letter.service.login


def _of_tax_invoice(one: Any) -> tuple[str, str]:
    return _("Tax invoice № %(number)s") % {"number": one.number}, one.account.customer.name


POSTS: Final = {
    "papers": Post(
        gettext_noop("Monthly papers"),
        Bundle,
        _of_bundle,
        "closing.send",
        "bundle_pk",
        related=("run", "account__customer"),
        batch="closing.papers",
    ),
    "debts": Post(
        gettext_noop("Letters about debts"),
        DebtStep,
        _of_step,
        "closing.tell",
        "step_pk",
        related=("invoice__account__customer",),
    ),
    "tax": Post(
        gettext_noop("Tax invoices"),
        TaxInvoice,
        _of_tax_invoice,
        "closing.tax_invoice",
        "tax_invoice_pk",
        related=("account__customer",),
    ),
    "fees": Post(
        gettext_noop("Notices of fees"),
        FeeChange,
        _of_fee,
        "closing.tell_fee",
        "change_pk",
        related=("service",),
    ),
    "traffic": Post(
        gettext_noop("Notices of traffic prices"),
        TrafficLetter,
        _of_traffic,
        "closing.tell_traffic",
        "letter_pk",
        related=("price", "service"),
    ),
}
