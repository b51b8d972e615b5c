"""Tables of the spine. The journal is append-only by trigger; the card is its fold."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from turnup.standard.model import SIDES

TECHNOLOGIES = ("lan", "radio", "leased_line", "satellite", "any")
ENDS = ("completed", "cancelled", "refused")


class NextNumber(Func):
    """The next order number; a cancelled transaction may leave a hole, which no law minds."""

    template = "nextval('orders_number')"
    output_field = models.BigIntegerField()


class PublishedStandard(models.Model):
    """A version of the standard as it came into force; its text never changes."""

    version = models.PositiveIntegerField(primary_key=True)
    code = models.CharField(max_length=60)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("version",)

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Order(models.Model):
    """A connection order and its card.

    `card` is the fold of the journal under `standard`; `stage`, `closed`, `version` and `head` are
    taken out of it for the database to search by. Only `journal.record()` writes them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True, editable=False, db_default=NextNumber())
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="orders")
    site = models.ForeignKey("customers.Site", models.PROTECT, related_name="orders")
    lead = models.ForeignKey("people.Person", models.PROTECT, related_name="orders_led")
    standard = models.ForeignKey(PublishedStandard, models.PROTECT)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    stage = models.CharField(max_length=40)
    closed = models.CharField(max_length=10, null=True)
    closed_at = models.DateTimeField(null=True)
    technology = models.CharField(max_length=20, default="any")
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    card = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(closed__in=ENDS), name="order_end_known"
            ),
            models.CheckConstraint(
                condition=Q(closed__isnull=True, closed_at__isnull=True)
                | Q(closed__isnull=False, closed_at__isnull=False),
                name="order_closed_has_moment",
            ),
        )
        indexes = (
            models.Index(
                fields=("stage",), name="order_live_stage", condition=Q(closed__isnull=True)
            ),
            models.Index(fields=("lead", "-number"), name="order_lead"),
            models.Index(fields=("closed_at",), name="order_closed_at"),
        )

    def __str__(self) -> str:
        return f"№ {self.number}"


class JournalEntry(models.Model):
    """One movement of one order. Never changed, never deleted.

    `at` is when it happened, `recorded_at` when it arrived. `facts` are public; what a person
    said or is called lies in `EntryData`, to which `commitment` is a salted hash. `hash` covers
    all columns and the `previous` entry's hash (docs/journal.md has the formula).
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="journal", db_index=False)
    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=40)
    door = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("order_id", "seq")
        constraints = (models.UniqueConstraint(fields=("order", "seq"), name="journal_order_seq"),)
        indexes = (models.Index(fields=("recorded_at",), name="journal_recorded_at"),)

    def __str__(self) -> str:
        return f"{self.seq}. {self.step}"


class EntryData(models.Model):
    """What a journal entry says beyond its facts. May be forgotten, never altered."""

    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, primary_key=True, related_name="said"
    )
    salt = models.CharField(max_length=32, null=True)
    data = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"data of entry {self.entry_id}"


class OpenStep(models.Model):
    """A step that somebody may take now: one row a task, gone when it is taken."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="open_steps", db_index=False)
    step = models.CharField(max_length=60)
    stage = models.CharField(max_length=40)
    roles = ArrayField(models.CharField(max_length=40))
    clock = models.CharField(max_length=20, null=True, choices=[(s, s) for s in SIDES])
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    lead = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "step"), name="open_step_once"),)
        indexes = (
            models.Index(fields=("due_at", "id"), name="open_step_due"),
            models.Index(fields=("lead", "due_at"), name="open_step_lead"),
            GinIndex(fields=("roles",), name="open_step_roles", fastupdate=False),
        )

    def __str__(self) -> str:
        return f"{self.step} of {self.order_id}"


class Seal(models.Model):
    """A company-wide head: its hash covers the heads of all orders that moved since the last one.

    `reached_id` and `snapshot_xmax` let the next seal look back exactly as far as writers may
    still have been under way (`seals.py`).
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    entries = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    reached_id = models.BigIntegerField()
    settled_id = models.BigIntegerField()
    snapshot_xmax = models.BigIntegerField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealedHead(models.Model):
    """The head of one order as a seal covered it."""

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="heads")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "seq"), name="sealed_head_once"),)

    def __str__(self) -> str:
        return f"{self.order_id} {self.seq}"


class StoredAnswer(models.Model):
    """The answer to a request with an idempotency key, kept for 72 hours."""

    id = models.BigAutoField(primary_key=True)
    principal = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    http_code = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("principal", "key"), name="one_answer_a_key"),
        )
        indexes = (models.Index(fields=("answered_at",), name="stored_answer_age"),)

    def __str__(self) -> str:
        return self.key
