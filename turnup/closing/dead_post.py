"""The month's e-mails as the page of dead letters knows them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.closing.models import Bundle, DebtStep, FeeChange
from turnup.messages.dead_letters import Post, name_post


def name_posts() -> None:
    """Make the month's three kinds of e-mails known."""
    bundles = Bundle.objects.select_related("run", "account__customer")
    name_post(
        "papers",
        Post(gettext_noop("Monthly papers"), bundles.all, _of_bundle, "closing.send", "bundle_pk"),
    )
    steps = DebtStep.objects.select_related("invoice__account__customer")
    name_post(
        "debts",
        Post(gettext_noop("Letters about debts"), steps.all, _of_step, "closing.tell", "step_pk"),
    )
    fees = FeeChange.objects.select_related("service")
    name_post(
        "fees",
        Post(gettext_noop("Notices of fees"), fees.all, _of_fee, "closing.tell_fee", "change_pk"),
    )


def _of_bundle(bundle: Any) -> tuple[str, str]:
    title = _("Papers for %(month)s") % {"month": f"{bundle.run.month:%m.%Y}"}
    return title, bundle.account.customer.name


def _of_step(step: Any) -> tuple[str, str]:
    title = _("%(step)s, invoice № %(number)s")
    said = {"step": step.get_step_display(), "number": step.invoice.number}
    return title % said, step.invoice.account.customer.name


def _of_fee(change: Any) -> tuple[str, str]:
    return _("Fee from %(day)s") % {"day": f"{change.since:%d.%m.%Y}"}, change.service.login
