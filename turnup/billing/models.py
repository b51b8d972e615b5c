"""Personal accounts, invoices, money that arrived, what was charged, and the append-only ledger."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from turnup.customers.models import Customer
from turnup.orders.occurrence import Occurrence


class NextAccountNumber(Func):
    """The next personal account number; a hole in the series does no harm."""

    template = "nextval('billing_account_number')"
    output_field = models.BigIntegerField()


class PersonalAccount(models.Model):
    """A customer's account with the company; its number is what the customer pays to."""

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="account")
    number = models.BigIntegerField(unique=True, editable=False, db_default=NextAccountNumber())
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("personal account")
        verbose_name_plural = _("personal accounts")
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number)


class InvoiceKind(models.TextChoices):
    """What an invoice asks money for."""

    CONNECTION = "connection", _("Connection")
    MONTHLY = "monthly", _("Service of a month")


class Invoice(Occurrence):
    """A request for payment. It posts nothing: only money and services do.

    A connection's invoice is a step of its order. A month's stands alone: it has neither order nor
    entry, but its `month` (the first day of it).
    """

    order = models.ForeignKey(  # type: ignore[assignment]  # an occurrence has one; this may not
        "orders.Order", models.PROTECT, null=True, related_name="+", db_index=False
    )
    seq = models.PositiveIntegerField(null=True)  # type: ignore[assignment]  # as above
    kind = models.CharField(
        _("kind"), max_length=10, choices=InvoiceKind, default=InvoiceKind.CONNECTION
    )
    month = models.DateField(_("month"), null=True)
    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="invoices")
    number = models.CharField(_("number"), max_length=40, unique=True)
    amount = models.DecimalField(_("amount, roubles with VAT"), max_digits=14, decimal_places=2)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("to be paid until"))
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="invoice_amount"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due"),
            models.CheckConstraint(
                condition=Q(
                    kind=InvoiceKind.CONNECTION,
                    order__isnull=False,
                    seq__isnull=False,
                    month__isnull=True,
                )
                | Q(
                    kind=InvoiceKind.MONTHLY,
                    order__isnull=True,
                    seq__isnull=True,
                    month__isnull=False,
                ),
                name="invoice_kind_has_its_ground",
            ),
            models.UniqueConstraint(
                fields=("account", "month"),
                condition=Q(withdrawn_at=None),
                name="invoice_one_a_month",
            ),
        )
        indexes = (models.Index(fields=("due_on",), name="invoice_due_on"),)

    def __str__(self) -> str:
        return f"№ {self.number}"


class Remittance(models.Model):
    """Money that arrived on an account, for one invoice or for none. Posted when it is written.

    One bank operation is credited at most once: `bank_reference` names it. Money that went back
    keeps its row with the day it went and why.
    """

    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="remittances")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="remittances")
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    payer = models.CharField(_("payer"), max_length=200)
    received_on = models.DateField(_("arrived on"))
    bank_reference = models.CharField(
        _("bank operation"), max_length=200, unique=True, null=True, blank=True
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    returned_on = models.DateField(_("returned on"), null=True)
    return_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("incoming money")
        verbose_name_plural = _("incoming money")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="remittance_amount"),
            models.CheckConstraint(
                condition=Q(returned_on=None) | ~Q(return_reason=""), name="return_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.received_on:%Y-%m-%d}"


class Payment(Occurrence):
    """That an order's invoice is paid: what `money_received` said."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    payer = models.CharField(_("payer"), max_length=200)
    received_on = models.DateField(_("arrived on"))
    bank_reference = models.CharField(_("bank operation"), max_length=200, null=True, blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.received_on:%Y-%m-%d}"


class PaymentReversal(Occurrence):
    """That a payment went back to the payer, and why."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="reversal")
    reason = models.TextField(_("reason"))

    class Meta(Occurrence.Meta):
        verbose_name = _("reversed payment")
        verbose_name_plural = _("reversed payments")

    def __str__(self) -> str:
        return f"− {self.payment}"


class Charge(models.Model):
    """A service that the customer owes for; the tax is of the day it was rendered on.

    `served_on` is that day: of the act for a connection, the period's last for a month.
    """

    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="charges")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("what for"), max_length=200)
    amount = models.DecimalField(_("amount, roubles with VAT"), max_digits=14, decimal_places=2)
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    vat_amount = models.DecimalField(_("VAT"), max_digits=14, decimal_places=2)
    served_from = models.DateField()
    served_on = models.DateField(_("rendered on"))
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_amount"),
            models.CheckConstraint(
                condition=Q(vat_amount__gte=0, vat_amount__lt=F("amount")), name="charge_vat"
            ),
            models.CheckConstraint(
                condition=Q(served_on__gte=F("served_from")), name="charge_period"
            ),
            models.UniqueConstraint(
                fields=("order",),
                condition=Q(kind="connection", voided_at=None),
                name="charge_connection_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.amount}"


class Refund(models.Model):
    """Part of an advance that was given back on demand (decree 575, items 40 and 45)."""

    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    on = models.DateField(_("paid out on"))
    reason = models.TextField(_("reason"))
    payment_order = models.CharField(_("payment order"), max_length=40, blank=True)
    key = models.UUIDField(null=True, unique=True)  # of the form it came by: sent twice, one refund
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("refund of an advance")
        verbose_name_plural = _("refunds of advances")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),)

    def __str__(self) -> str:
        return f"− {self.amount} {self.on:%Y-%m-%d}"


class AdvanceUse(models.Model):
    """What a part of money that came for no invoice was used for: a later invoice, or a refund.

    It counts as long as the money is with us.
    """

    remittance = models.ForeignKey(Remittance, models.PROTECT, related_name="uses")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="advance_uses")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="advance_uses")
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("use of an advance")
        verbose_name_plural = _("uses of advances")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="advance_use_amount"),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False, refund__isnull=True)
                | Q(invoice__isnull=True, refund__isnull=False),
                name="advance_use_is_for_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount}"


class PostingKind(models.TextChoices):
    """Why a sum was posted."""

    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Payment returned")
    CHARGE = "charge", _("Service rendered")
    VOID = "void", _("Charge taken back")
    REFUND = "refund", _("Advance refunded")


_OF_MONEY = Q(remittance__isnull=False, charge__isnull=True, refund__isnull=True)
_OF_SERVICE = Q(remittance__isnull=True, charge__isnull=False, refund__isnull=True)
_OF_REFUND = Q(remittance__isnull=True, charge__isnull=True, refund__isnull=False)


class Posting(models.Model):
    """A line of the ledger: positive in the customer's favour. Append-only by trigger.

    An account's balance is the sum of its postings and nothing else (invariant I12).
    """

    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="postings")
    remittance = models.ForeignKey(
        Remittance, models.PROTECT, null=True, related_name="postings", db_index=False
    )
    charge = models.ForeignKey(
        Charge, models.PROTECT, null=True, related_name="postings", db_index=False
    )
    refund = models.ForeignKey(
        Refund, models.PROTECT, null=True, related_name="postings", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PostingKind)
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    on = models.DateField(_("date"))
    posted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("remittance", "kind"), name="posting_once"),
            models.UniqueConstraint(fields=("charge", "kind"), name="posting_of_charge_once"),
            models.UniqueConstraint(fields=("refund",), name="posting_of_refund_once"),
            models.CheckConstraint(
                condition=_OF_MONEY & Q(kind=PostingKind.PAYMENT, amount__gt=0)
                | _OF_MONEY & Q(kind=PostingKind.REVERSAL, amount__lt=0)
                | _OF_SERVICE & Q(kind=PostingKind.CHARGE, amount__lt=0)
                | _OF_SERVICE & Q(kind=PostingKind.VOID, amount__gt=0)
                | _OF_REFUND & Q(kind=PostingKind.REFUND, amount__lt=0),
                name="posting_sign",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount:+} {self.on:%Y-%m-%d}"
