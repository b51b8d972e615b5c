"""Correcting a month that was papered: the paper keeps its number and counts its correction."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app

from turnup.billing.advance_actions import use_advances
from turnup.billing.ledger import post_charge, void_charge
from turnup.billing.models import AdvanceUse, Charge, Invoice, InvoiceKind, Remittance
from turnup.catalog.money import vat_of
from turnup.closing.models import Bundle, MonthlyCharge
from turnup.closing.queries import accounts_with_usage, due_day
from turnup.closing.upd import charges_of
from turnup.orders.office import office_calendar
from turnup.papers.actions import take_number
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField
from turnup.statements.batch_actions import hold_imports


@transaction.atomic
def correct_charge(
    *, actor: Actor, now: datetime, charge: Charge, amount: Decimal, reason: str
) -> Bundle:
    """Charge another sum for what a month's paper told wrongly, and paper it anew.

    The old charge is taken back with a counter-entry, the invoice replaced by a new one that has
    its money, the transfer document issued again under its number with the next correction index
    (decree 1137). Nothing (0) takes the charge back for good. Raises BadField.
    """
    hold_imports()  # else one could credit the invoice that is being replaced
    bundle = _held_bundle(charge)
    said = filled(Bundle, "correction_reason", reason)
    if amount == charge.amount:
        raise BadField("amount", _("This is what was charged."), _("Give the right sum."))
    today = office_calendar().local_date(now)
    void_charge(charge=charge, at=now, on=today)
    replaced = _charged_anew(charge, amount, now, today) if amount else None
    MonthlyCharge.objects.filter(charge=charge).update(charge=replaced)
    sums = Charge.objects.filter(pk__in=[one.pk for one in charges_of(bundle)]).aggregate(
        amount=Sum("amount"), vat=Sum("vat_amount")
    )
    bundle.amount, bundle.vat_amount = sums["amount"] or Decimal(0), sums["vat"] or Decimal(0)
    bundle.invoice = _invoice_anew(bundle, now)
    bundle.correction, bundle.corrected_on = bundle.correction + 1, today
    bundle.correction_reason = said
    bundle.upd = bundle.xml = bundle.tax_invoice = None
    bundle.sent_at = bundle.failed_at = None
    bundle.failure = bundle.told_how = ""
    bundle.told_on = bundle.told_by = None
    bundle.save()
    app.configure_task("closing.papers", queue="papers").defer(first=bundle.pk, last=bundle.pk)
    return bundle


def _held_bundle(charge: Charge) -> Bundle:
    told = MonthlyCharge.objects.filter(charge=charge).values_list("month", flat=True).first()
    rows = Bundle.objects.select_for_update(of=("self",)).select_related("run", "invoice")
    found = rows.filter(account=charge.account_id, run__month=told).first() if told else None
    if found is None or charge.voided_at:
        raise BadField("charge", _("This charge stands in no month's papers."))
    return found


def _charged_anew(charge: Charge, amount: Decimal, now: datetime, today: date) -> Charge:
    """Post the right sum on the day of its counter-entry: past spans stay as they were."""
    if amount < 0:
        raise BadField("amount", _("A fee is not below nothing."))
    return post_charge(
        charge=Charge(
            account_id=charge.account_id,
            order_id=charge.order_id,
            kind=charge.kind,
            title=charge.title,
            amount=amount,
            vat_percent=charge.vat_percent,
            vat_amount=vat_of(amount, charge.vat_percent),
            served_from=charge.served_from,
            served_on=charge.served_on,
            recorded_at=now,
        ),
        on=today,
    )


def _invoice_anew(bundle: Bundle, now: datetime) -> Invoice:
    """Replace the month's invoice by one for the new sum, with the money that came for it."""
    today = office_calendar().local_date(now)
    old = bundle.invoice
    used = accounts_with_usage(bundle.run.month, [bundle.account_id])
    Invoice.objects.filter(pk=old.pk).update(withdrawn_at=now)
    made = Invoice.objects.create(
        kind=InvoiceKind.MONTHLY,
        month=old.month,
        account_id=bundle.account_id,
        number=f"{today.year}-{take_number(series='invoice', year=today.year)}",
        amount=bundle.amount,
        issued_on=today,
        due_on=max(due_day(today, usage=bool(used)), old.due_on),
    )
    Remittance.objects.filter(invoice=old, returned_on=None).update(invoice=made)
    AdvanceUse.objects.filter(invoice=old).delete()
    use_advances(accounts=[bundle.account_id], at=now)
    return made
