"""Runs of a month, what they charged and papered, and what debtors were told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.activation.models import Service
from turnup.billing.models import Charge, Invoice, PersonalAccount
from turnup.papers.models import Paper

RECURRING = "recurring"


class FeeChange(models.Model):
    """Another monthly fee of a service from a day on, announced in time."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="fee_changes")
    since = models.DateField(_("in force from"))
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=2)
    announced_on = models.DateField(_("announced on"))
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

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
    """The papers of one customer for one month: invoice, transfer document, how they were sent."""

    run = models.ForeignKey(MonthRun, models.PROTECT, related_name="bundles")
    account = models.ForeignKey(PersonalAccount, models.PROTECT, related_name="bundles")
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="bundle")
    upd_number = models.CharField(_("number"), max_length=40, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    vat_amount = models.DecimalField(max_digits=14, decimal_places=2)
    upd = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    xml = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    message_id = models.UUIDField(unique=True)
    to = models.CharField(_("sent to"), max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("monthly papers")
        verbose_name_plural = _("monthly papers")
        ordering = ("run", "id")
        constraints = (
            models.UniqueConstraint(fields=("run", "account"), name="bundle_once"),
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="bundle_failure_says_why"
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
    """That a step was taken about an invoice: when, by what way it was told, and to where."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="debt_steps")
    step = models.CharField(max_length=10, choices=Step)
    taken_at = models.DateTimeField()
    to = models.CharField(max_length=254, blank=True)
    message_id = models.UUIDField(unique=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        verbose_name = _("step about a debt")
        verbose_name_plural = _("steps about debts")
        ordering = ("taken_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("invoice", "step"), name="debt_step_once"),
            models.CheckConstraint(
                condition=Q(failed_at=None) | ~Q(failure=""), name="debt_failure_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice} {self.step}"
