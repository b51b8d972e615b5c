"""Runs of a month, what they charged and papered, and what debtors were told."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.activation.models import Service
from turnup.billing.models import Charge, Invoice, PersonalAccount
from turnup.catalog.models import Tariff
from turnup.closing.tax_models import TaxInvoice as TaxInvoice
from turnup.papers.models import Paper

RECURRING, USAGE = "recurring", "usage"


class FeeChange(models.Model):
    """Another monthly fee of a service from a day on, announced in time."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="fee_changes")
    since = models.DateField(_("in force from"))
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=2)
    announced_on = models.DateField(_("announced on"))
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    message_id = models.UUIDField(default=uuid4)
    to = models.CharField(_("sent to"), max_length=254, blank=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of a fee")
        verbose_name_plural = _("changes of fees")
        ordering = ("service", "since")
        constraints = (
            models.UniqueConstraint(fields=("service", "since"), name="fee_change_a_day"),
            models.CheckConstraint(condition=Q(monthly_fee__gte=0), name="fee_change_fee"),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.since}"


class UsagePrice(models.Model):
    """What traffic beyond the included costs on a tariff, from a month on; GB are 10⁹ octets."""

    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="+")
    since = models.DateField(_("in force from"))
    included_gb = models.DecimalField(_("GB included"), max_digits=10, decimal_places=2)
    gb_price = models.DecimalField(_("a GB beyond, roubles"), max_digits=12, decimal_places=2)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("price of traffic")
        verbose_name_plural = _("prices of traffic")
        ordering = ("tariff", "since")
        constraints = (
            models.UniqueConstraint(fields=("tariff", "since"), name="usage_price_a_month"),
            models.CheckConstraint(
                condition=Q(included_gb__gte=0, gb_price__gte=0, since__day=1),
                name="usage_price_figures",
            ),
        )

    def __str__(self) -> str:
        return f"{self.tariff} {self.since}"


class TrafficLetter(models.Model):
    """What a customer in service is told about a price of traffic."""

    price = models.ForeignKey(UsagePrice, models.PROTECT, related_name="letters")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    message_id = models.UUIDField(default=uuid4)
    to = models.CharField(_("sent to"), max_length=254, blank=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("letter about a price of traffic")
        verbose_name_plural = _("letters about prices of traffic")
        ordering = ("price", "service")
        constraints = (
            models.UniqueConstraint(fields=("price", "service"), name="traffic_letter_once"),
        )

    def __str__(self) -> str:
        return f"{self.price} {self.service}"


class PaperForm(models.TextChoices):
    """In which papers a customer gets the month."""

    UPD = "upd", _("Universal transfer document")
    ACT = "act", _("Act and tax invoice")


class PaperChoice(models.Model):
    """The papers that a customer asked for; without a choice they are transfer documents."""

    account = models.OneToOneField(PersonalAccount, models.PROTECT, related_name="paper_choice")
    form = models.CharField(max_length=3, choices=PaperForm)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("choice of papers")
        verbose_name_plural = _("choices of papers")

    def __str__(self) -> str:
        return f"{self.account} {self.form}"


class MonthRun(models.Model):
    """The one run of a month. `charged` of `services` are done; `done_at` says that all are."""

    month = models.DateField(_("month"), unique=True)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    services = models.PositiveIntegerField(default=0)
    charged = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of a month")
        verbose_name_plural = _("runs of months")
        ordering = ("-month",)
        constraints = (
            models.CheckConstraint(condition=Q(month__day=1), name="month_run_first_day"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthlyCharge(models.Model):
    """That a service was looked at for a month: charged once for a kind, or nothing was due."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="monthly_charges")
    month = models.DateField()
    kind = models.CharField(max_length=20, default=RECURRING)
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="monthly")

    class Meta:
        verbose_name = _("charge of a month")
        verbose_name_plural = _("charges of months")
        constraints = (
            models.UniqueConstraint(
                fields=("service", "month", "kind"), name="charged_once_a_month"
            ),
        )
        indexes = (models.Index(fields=("month",), name="monthly_charge_month"),)

    def __str__(self) -> str:
        return f"{self.service_id} {self.month:%Y-%m}"


class Bundle(models.Model):
    """The papers of one customer for one month, and how they were sent.

    `upd` is the transfer document, or the act of who chose acts; then `tax_invoice` stands beside
    it. A corrected bundle keeps its number and counts its corrections. What no e-mail could bring
    was handed over another way: `told_on` that day, `told_how`.
    """

    run = models.ForeignKey(MonthRun, models.PROTECT, related_name="bundles")
    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="bundles")
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="bundle")
    upd_number = models.CharField(_("number"), max_length=40, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    vat_amount = models.DecimalField(max_digits=14, decimal_places=2)
    form = models.CharField(max_length=3, choices=PaperForm, default=PaperForm.UPD)
    correction = models.PositiveSmallIntegerField(default=0)
    corrected_on = models.DateField(null=True)
    correction_reason = models.TextField(blank=True)
    upd = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    tax_invoice = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    xml = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    message_id = models.UUIDField(unique=True)
    to = models.CharField(_("sent to"), max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    told_on = models.DateField(_("handed over on"), null=True)
    told_how = models.CharField(_("how it was handed over"), max_length=200, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("monthly papers")
        verbose_name_plural = _("monthly papers")
        ordering = ("run", "id")
        constraints = (
            models.UniqueConstraint(fields=("run", "account"), name="bundle_once"),
            models.CheckConstraint(
                condition=Q(correction=0, corrected_on=None)
                | Q(correction__gt=0, corrected_on__isnull=False) & ~Q(correction_reason=""),
                name="bundle_correction_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="bundle_failure_says_why"
            ),
            models.CheckConstraint(
                condition=Q(told_on=None, told_how="", told_by=None)
                | Q(told_on__isnull=False, told_by__isnull=False, sent_at__isnull=False)
                & ~Q(told_how=""),
                name="bundle_told_by_hand",
            ),
        )

    def __str__(self) -> str:
        return self.upd_number


class Step(models.TextChoices):
    """What a debtor is told, in this order."""

    REMINDER = "reminder", _("Reminder before the day")
    OVERDUE = "overdue", _("Reminder after the day")
    NOTICE = "notice", _("Written notice of suspension")
    WARNING = "warning", _("Last warning, a day before")
    SUSPENDED = "suspended", _("Suspended")
    RESUMED = "resumed", _("Back on line")


class DebtStep(models.Model):
    """That a step was taken about an invoice: when, by what way it was told, and to where.

    `sent_at` is when it reached the customer. What no e-mail could say was handed over another
    way: `told_on` that day, `told_how`.
    """

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="debt_steps")
    step = models.CharField(max_length=10, choices=Step)
    taken_at = models.DateTimeField()
    to = models.CharField(max_length=254, blank=True)
    message_id = models.UUIDField(unique=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    told_on = models.DateField(_("handed over on"), null=True)
    told_how = models.CharField(_("how it was handed over"), max_length=200, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step about a debt")
        verbose_name_plural = _("steps about debts")
        ordering = ("taken_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("invoice", "step"), name="debt_step_once"),
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="debt_failure_says_why"
            ),
            models.CheckConstraint(
                condition=Q(told_on=None, told_how="", told_by=None)
                | Q(told_on__isnull=False, told_by__isnull=False, sent_at__isnull=False)
                & ~Q(told_how=""),
                name="debt_step_told_by_hand",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice} {self.step}"
