"""The month's background work: papers, their sending, what debtors are told, who comes back."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from turnup.billing.invoice_code import NoRequisites
from turnup.billing.invoice_paper import make_invoice
from turnup.billing.queries import outstanding
from turnup.catalog.money import roubles
from turnup.closing.actions import run_month
from turnup.closing.bundle_actions import bury_bundle, mark_bundle_sent
from turnup.closing.debt_actions import (
    bury_told,
    mark_told,
    resume_paid,
    take_debt_steps,
)
from turnup.closing.debt_queries import terms_on
from turnup.closing.debts import LETTERS
from turnup.closing.models import Bundle, DebtStep, FeeChange, MonthRun, PaperForm, TrafficLetter
from turnup.closing.paper_actions import make_papers
from turnup.closing.price_actions import bury_price_letter, mark_price_told, tell_newcomers
from turnup.closing.tax_actions import (
    bury_tax_invoice,
    issue_tax_invoices,
    mark_tax_invoice_sent,
)
from turnup.closing.tax_models import TaxInvoice, TaxKind
from turnup.closing.tax_papers import make_tax_papers
from turnup.closing.upd import NoCompany
from turnup.contracts.wording import figures
from turnup.messages.post import PATIENCE, TRIES, try_to_hand_over
from turnup.messages.smtp import Attachment, Mail
from turnup.orders.office import office_calendar
from turnup.papers.queries import content_of

log = logging.getLogger(__name__)
RETRY = RetryStrategy(max_attempts=TRIES, exponential_wait=4)
NO_ADDRESS = _("the customer has no e-mail")
NO_SERVER = _("no mail server is set up (TURNUP_SMTP_URL)")


def have_run(run: MonthRun) -> None:
    """Queue the run of a month; it commits with the caller's transaction."""
    app.configure_task("closing.run", queue="papers", lock=f"month:{run.pk}").defer(run_pk=run.pk)


# What comes by the hundred thousand goes after all else: lines are let in within a minute then too.
@app.task(name="closing.run", queue="papers", retry=RETRY)
def run_in_background(run_pk: int) -> None:
    """Run a month; after a stop it goes on where it was."""
    run_month(run=MonthRun.objects.get(pk=run_pk), now=timezone.now())


@app.task(name="closing.papers", queue="papers", retry=RETRY, priority=-10)
def papers(first: int, last: int) -> None:
    """Make the papers of a batch of bundles, and queue the sending of each that has yet to go.

    Asked again it makes what lacks and queues what waits; sent twice nothing is.
    """
    waiting = Bundle.objects.filter(pk__range=(first, last), sent_at=None, failed_at=None)
    for bundle in waiting.order_by("pk"):
        with transaction.atomic():
            make_papers(bundle=bundle, actor=None, at=timezone.now())
            lock = f"bundle:{bundle.pk}"
            sending = app.configure_task("closing.send", queue="messages", lock=lock)
            sending.defer(bundle_pk=bundle.pk)


@app.task(name="closing.send", queue="messages", retry=PATIENCE, pass_context=True, priority=-5)
def send_bundle(context: JobContext, bundle_pk: int) -> None:
    """Send a customer the month's papers; at least once, always under the same id."""
    deliver_bundle(bundle_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_bundle(bundle_pk: int, *, last: bool = False) -> None:
    """Send the papers of a bundle, and mark them sent afterwards."""
    bundle = Bundle.objects.select_related(
        "run", "invoice", "upd__file", "tax_invoice__file", "account__customer"
    ).get(pk=bundle_pk)
    if bundle.sent_at or bundle.failed_at:
        return
    to = bundle.account.customer.email
    now = timezone.now()
    if not to or not settings.SMTP_URL:
        bury_bundle(bundle=bundle, to=to, failure=NO_SERVER if to else NO_ADDRESS, at=now)
        return
    failure = try_to_hand_over(_bundle_mail(bundle, to, now), last=last)
    if failure:
        bury_bundle(bundle=bundle, to=to, failure=failure, at=now)
    else:
        mark_bundle_sent(bundle=bundle, to=to, at=timezone.now())


def _bundle_mail(bundle: Bundle, to: str, now: datetime) -> Mail:
    month = f"{bundle.run.month:%m.%Y}"
    assert bundle.upd is not None, "papers are made before they are sent"
    invoice = make_invoice(invoice=bundle.invoice, actor=None, at=now)
    paper = "акт" if bundle.form == PaperForm.ACT else "УПД"
    subject = f"Документы за {month}"
    if bundle.correction:
        subject = f"Исправленные документы за {month}"
    body = (
        f"Здравствуйте!\n\n{subject}: счёт № {bundle.invoice.number} на "
        f"{figures(bundle.amount)} руб. и {paper} № {bundle.upd_number}.\n"
        f"Оплатить до {bundle.invoice.due_on:%d.%m.%Y}.\n"
    )
    files = tuple(
        Attachment(one.file.name, one.file.media_type, content_of(one.file))
        for one in (invoice, bundle.upd, bundle.tax_invoice)
        if one
    )
    message_id = uuid5(bundle.message_id, f"{bundle.correction}")
    return Mail(message_id, to, subject, body, now, files)


# ------------------------------------------------------------------ tax invoices
@app.periodic(cron="11 4-17 * * *")
@app.task(name="closing.tax_invoices", queue="papers", queueing_lock="closing.tax_invoices")
def tax_invoices(timestamp: int) -> None:
    """Issue the tax invoices of connections and advances that are due."""
    issue_tax_invoices(now=timezone.now())


@app.task(name="closing.tax_invoice", queue="messages", retry=PATIENCE, pass_context=True)
def tax_invoice(context: JobContext, tax_invoice_pk: int) -> None:
    """Make a tax invoice's papers and send them."""
    deliver_tax_invoice(tax_invoice_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_tax_invoice(tax_invoice_pk: int, *, last: bool = False) -> None:
    """Make the papers of a tax invoice, send them, and mark them sent afterwards."""
    one = TaxInvoice.objects.select_related("account__customer").get(pk=tax_invoice_pk)
    now, to = timezone.now(), one.account.customer.email
    one = make_tax_papers(one=one, at=now)
    if one.sent_at or one.failed_at:
        return
    if not to or not settings.SMTP_URL:
        failure = NO_SERVER if to else NO_ADDRESS
        bury_tax_invoice(one=one, to=to, failure=failure, at=now)
        return
    refused = try_to_hand_over(_tax_mail(one, to, now), last=last)
    if refused:
        bury_tax_invoice(one=one, to=to, failure=refused, at=now)
    else:
        mark_tax_invoice_sent(one=one, to=to, at=timezone.now())


def _tax_mail(one: TaxInvoice, to: str, now: datetime) -> Mail:
    assert one.paper is not None, "papers are made before they are sent"
    subject = f"Счёт-фактура № {one.number}"
    ground = "на аванс" if one.kind == TaxKind.ADVANCE else "за подключение"
    body = (
        f"Здравствуйте!\n\nСчёт-фактура № {one.number} от {one.issued_on:%d.%m.%Y} {ground} "
        f"на {figures(one.amount)} руб., в том числе НДС {figures(one.vat_amount)} руб.\n"
    )
    file = one.paper.file
    files = (Attachment(file.name, file.media_type, content_of(file)),)
    return Mail(one.message_id, to, subject, body, now, files)


# ------------------------------------------------------------------ prices
@app.task(name="closing.tell_fee", queue="messages", retry=PATIENCE, pass_context=True)
def tell_fee(context: JobContext, change_pk: int) -> None:
    """Tell a customer of another fee."""
    deliver_fee_letter(change_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_fee_letter(change_pk: int, *, last: bool = False) -> None:
    """Send the letter about another fee, and mark it sent afterwards."""
    change = FeeChange.objects.select_related("service").get(pk=change_pk)
    _deliver_price(change, fee_mail(change, timezone.now()), last)


@app.periodic(cron="37 6 * * *")
@app.task(name="closing.newcomers", queue="messages", queueing_lock="closing.newcomers")
def newcomers(timestamp: int) -> None:
    """Tell who came to a tariff after its traffic's price was announced."""
    tell_newcomers(now=timezone.now())


@app.task(name="closing.tell_traffic", queue="messages", retry=PATIENCE, pass_context=True)
def tell_traffic(context: JobContext, letter_pk: int) -> None:
    """Tell a customer what traffic costs."""
    deliver_traffic_letter(letter_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_traffic_letter(letter_pk: int, *, last: bool = False) -> None:
    """Send the letter about a price of traffic, and mark it sent afterwards."""
    letter = TrafficLetter.objects.select_related("service", "price").get(pk=letter_pk)
    _deliver_price(letter, traffic_mail(letter, timezone.now()), last)


def _deliver_price(letter: FeeChange | TrafficLetter, mail: Mail, last: bool) -> None:
    if letter.sent_at or letter.failed_at:
        return
    now = timezone.now()
    if not letter.to or not settings.SMTP_URL:
        failure = NO_SERVER if letter.to else NO_ADDRESS
        bury_price_letter(letter=letter, failure=failure, at=now)
        return
    refused = try_to_hand_over(mail, last=last)
    if refused:
        bury_price_letter(letter=letter, failure=refused, at=now)
    else:
        mark_price_told(letter=letter, at=timezone.now())


def fee_mail(change: FeeChange, now: datetime) -> Mail:
    """Write the notice of another fee (decree 575, item 26 "b")."""
    body = (
        f"Здравствуйте!\n\nС {change.since:%d.%m.%Y} абонентская плата по договору "
        f"{change.service.login} составит {figures(change.monthly_fee)} руб. в месяц с НДС.\n"
    )
    return Mail(change.message_id, change.to, "Изменение абонентской платы", body, now, ())


def traffic_mail(letter: TrafficLetter, now: datetime) -> Mail:
    """Write the notice of what traffic costs (decree 575, item 26 "b")."""
    price = letter.price
    body = (
        f"Здравствуйте!\n\nС {price.since:%d.%m.%Y} в абонентскую плату по договору "
        f"{letter.service.login} входит {price.included_gb.normalize():f} ГБ трафика в месяц; "
        f"каждый следующий гигабайт — {figures(price.gb_price)} руб. с НДС. "
        "За неполный месяц объём считается по дням обслуживания.\n"
    )
    return Mail(letter.message_id, letter.to, "Стоимость трафика", body, now, ())


# ------------------------------------------------------------------ debts
@app.periodic(cron="23 6-15 * * *")
@app.task(name="closing.debts", queue="messages", queueing_lock="closing.debts")
def debts(timestamp: int) -> None:
    """Take the steps that are due, in the day's hours of work (UTC; 9 to 18 in Moscow)."""
    take_debt_steps(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="closing.resume", queue="radius", queueing_lock="closing.resume")
def resume(timestamp: int) -> None:
    """Bring back on line whose money has come."""
    resume_paid(now=timezone.now())


@app.task(name="closing.tell", queue="messages", retry=PATIENCE, pass_context=True)
def tell(context: JobContext, step_pk: int) -> None:
    """Send the letter about a step."""
    deliver_step(step_pk, last=context.job.attempts + 1 >= TRIES)


def deliver_step(step_pk: int, *, last: bool = False) -> None:
    """Send the letter about a step, and mark it sent afterwards."""
    step = DebtStep.objects.select_related("invoice__account__customer").get(pk=step_pk)
    if step.sent_at or step.failed_at:
        return
    now, mail = timezone.now(), step_mail(step)
    if not mail.to or not settings.SMTP_URL:
        bury_told(step=step, failure=NO_SERVER if mail.to else NO_ADDRESS, at=now)
        return
    failure = try_to_hand_over(mail, last=last)
    if failure:
        bury_told(step=step, failure=failure, at=now)
    else:
        mark_told(step=step, to=mail.to, at=timezone.now())


def step_mail(step: DebtStep) -> Mail:
    """Write the letter about a step; a reminder brings the invoice with it."""
    invoice = step.invoice
    terms = terms_on(office_calendar().local_date(step.taken_at))
    said: dict[str, Any] = {
        "number": invoice.number,
        "due": f"{invoice.due_on:%d.%m.%Y}",
        "sum": figures(roubles(outstanding(invoice))),
        "notice": terms.notice_working_days,
        "hours": int(terms.warning.total_seconds() // 3600),
    }
    subject, body = (text.format(**said) for text in LETTERS[step.step])
    files: tuple[Attachment, ...] = ()
    try:
        paper = make_invoice(invoice=invoice, actor=None, at=step.taken_at)
        files = (Attachment(paper.file.name, paper.file.media_type, content_of(paper.file)),)
    except (NoRequisites, NoCompany):
        log.warning("invoice %s has no paper: our requisites are missing", invoice.number)
    message_id: UUID = step.message_id
    to = invoice.account.customer.email  # as it is now: it may have been mended since
    return Mail(message_id, to, subject, body, step.taken_at, files)
