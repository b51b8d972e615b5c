"""Statement files, their lines, the bank's operations and what they were credited to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from turnup.billing.models import Remittance
from turnup.papers.models import StoredFile


class OwnAccount(models.Model):
    """A bank account of ours beside the one that papers name: statements of it are read too."""

    number = models.CharField(_("settlement account"), max_length=34, unique=True)
    title = models.CharField(_("what it is for"), max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        verbose_name = _("account of ours")
        verbose_name_plural = _("accounts of ours")
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class FileState(models.TextChoices):
    """How far a file came."""

    READ = "read", _("Read, not yet imported")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("File refused")


class StatementFile(models.Model):
    """A file as it came. `credits` and `amount` are what it says came to us.

    Every credit of it is a line; imported = matched + parked + rejected (invariant I14).
    """

    name = models.CharField(_("file"), max_length=200)
    kind = models.CharField(_("format"), max_length=10, blank=True)
    charset = models.CharField(max_length=12, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    door = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=FileState)
    accounts = ArrayField(models.CharField(max_length=40), default=list)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    credits = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    debits = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(null=True)
    warnings = models.JSONField(default=list)
    faults = models.JSONField(default=list)  # of its first lines, until they are kept as lines
    taken = models.PositiveIntegerField(default=0)  # movements of it that are done
    moved_at = models.DateTimeField(null=True)  # when an import last went on
    came_at = models.DateTimeField()
    came_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="statement_amount"),
            models.CheckConstraint(
                condition=~Q(state=FileState.REFUSED) | Q(refusal__isnull=False),
                name="statement_refusal_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.name


class OperationState(models.TextChoices):
    """What became of an operation."""

    MATCHED = "matched", _("Credited")
    PARKED = "parked", _("Waits for a decision")
    RETURNED = "returned", _("Returned to the payer")
    NOT_OURS = "not_ours", _("Not a customer's money")


class Direction(models.TextChoices):
    """Which way the money went."""

    IN = "in", _("Came to us")
    OUT = "out", _("Went back")


class BankOperation(models.Model):
    """One operation of the bank, however many files tell it.

    `key` is made of both accounts, number, date and sum; two that are truly equal in one file
    have `occurrence` 1 and 2. `credited` is how much of it lies on customers' accounts.
    """

    key = models.UUIDField(editable=False)
    occurrence = models.PositiveSmallIntegerField(default=1)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    file = models.ForeignKey(StatementFile, models.PROTECT, related_name="operations")
    place = models.PositiveIntegerField()  # among the movements of that file
    number = models.CharField(_("number"), max_length=40, blank=True)
    document_on = models.DateField(_("dated"), null=True)
    arrived_on = models.DateField(_("arrived on"))
    amount = models.DecimalField(_("amount, roubles"), max_digits=14, decimal_places=2)
    credited = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    own_account = models.CharField(max_length=40, blank=True)
    payer = models.CharField(_("payer"), max_length=300, blank=True)
    payer_inn = models.CharField(_("payer's INN"), max_length=12, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    state = models.CharField(max_length=10, choices=OperationState)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("bank operation")
        verbose_name_plural = _("bank operations")
        ordering = ("-arrived_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("key", "occurrence"), name="operation_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, credited__gte=0, credited__lte=F("amount")),
                name="operation_never_over_credited",
            ),
            models.CheckConstraint(
                condition=~Q(state=OperationState.MATCHED) | Q(credited=F("amount")),
                name="matched_is_credited_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=OperationState.MATCHED) | Q(credited__lt=F("amount")),
                name="waiting_is_not_credited_whole",
            ),
        )
        indexes = (
            models.Index(
                fields=("arrived_on", "id"), name="operation_parked", condition=Q(state="parked")
            ),
            models.Index(fields=("payer_inn", "amount"), name="operation_payer"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.amount}"


class StatementLine(models.Model):
    """A credit of a file: its operation, or why it was rejected. `known`: told by a file before."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(StatementFile, models.PROTECT, related_name="lines", db_index=False)
    place = models.PositiveIntegerField()  # a line may tell several
    line = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    operation = models.ForeignKey(BankOperation, models.PROTECT, null=True, related_name="lines")
    known = models.BooleanField(default=False)
    fault = models.CharField(max_length=40, blank=True)
    said = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("line of a statement")
        verbose_name_plural = _("lines of statements")
        ordering = ("file", "place")
        constraints = (
            models.UniqueConstraint(fields=("file", "place"), name="statement_line_once"),
            models.CheckConstraint(
                condition=Q(operation__isnull=False, fault="")
                | Q(operation__isnull=True) & ~Q(fault=""),
                name="line_is_taken_or_rejected",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class Allocation(models.Model):
    """That a share of an operation was credited: to which money, by which rule or whom."""

    operation = models.ForeignKey(BankOperation, models.PROTECT, related_name="allocations")
    remittance = models.OneToOneField(Remittance, models.PROTECT, related_name="allocation")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    rule = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_amount"),)

    def __str__(self) -> str:
        return f"{self.amount} ({self.rule})"
