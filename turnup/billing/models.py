"""Personal accounts, invoices, payments and the append-only ledger."""

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


class Invoice(Occurrence):
    """A request for payment of the connection. It posts nothing: only money does."""

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
        )

    def __str__(self) -> str:
        return f"№ {self.number}"


class Payment(Occurrence):
    """Money that arrived. One bank operation is credited at most once, however often it is told."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="payments")
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    payer = models.CharField(_("payer"), max_length=200)
    received_on = models.DateField(_("arrived on"))
    bank_reference = models.CharField(
        _("bank operation"), max_length=200, unique=True, null=True, blank=True
    )

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


class PostingKind(models.TextChoices):
    """Why a sum was posted."""

    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Payment reversed")


class Posting(models.Model):
    """A line of the ledger: positive in the customer's favour. Append-only by trigger.

    An account's balance is the sum of its postings and nothing else (invariant I12).
    """

    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="postings")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="postings")
    kind = models.CharField(_("kind"), max_length=10, choices=PostingKind)
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    on = models.DateField(_("date"))
    posted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("payment", "kind"), name="posting_once"),
            models.CheckConstraint(
                condition=Q(kind=PostingKind.PAYMENT, amount__gt=0)
                | Q(kind=PostingKind.REVERSAL, amount__lt=0),
                name="posting_sign",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount:+} {self.on:%Y-%m-%d}"
