"""The technical brief and its answer, the versions of the terms and who agreed to them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.models import TECHNOLOGIES, Order
from turnup.orders.occurrence import Occurrence


class Channel(models.TextChoices):
    """How a request reached us, or an answer the customer."""

    PHONE = "phone", _("By phone")
    EMAIL = "email", _("By e-mail")
    MEETING = "meeting", _("At a meeting")
    LINK = "link", _("By the link")
    SITE = "site", _("On our web site")


class TechnicalBrief(Occurrence):
    """What the customer needs; `items` are what has to be answered one by one."""

    technology = models.CharField(max_length=20)
    speed_kbit = models.PositiveIntegerField(null=True)
    wanted_by = models.DateField(null=True)
    static_addresses = models.PositiveSmallIntegerField(default=0)
    wishes = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta(Occurrence.Meta):
        verbose_name = _("technical brief")
        verbose_name_plural = _("technical briefs")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(technology__in=TECHNOLOGIES), name="brief_technology_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="brief_channel_known"
            ),
        )


class BriefItem(models.Model):
    """One demand of a brief, numbered from 1."""

    brief = models.ForeignKey(TechnicalBrief, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name = _("item of a brief")
        verbose_name_plural = _("items of a brief")
        ordering = ("brief", "position")
        constraints = (
            models.UniqueConstraint(fields=("brief", "position"), name="brief_item_position"),
            models.CheckConstraint(
                condition=Q(position__gte=1) & ~Q(text=""), name="brief_item_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:60]}"


class BriefAnswer(Occurrence):
    """Our answer to a brief: a summary, and an answer to each of its items."""

    summary = models.TextField(blank=True)

    class Meta(Occurrence.Meta):
        verbose_name = _("answer to a brief")
        verbose_name_plural = _("answers to briefs")


class ItemAnswer(models.Model):
    """The answer to one item."""

    answer = models.ForeignKey(BriefAnswer, models.CASCADE, related_name="items", db_index=False)
    item = models.ForeignKey(BriefItem, models.PROTECT, related_name="answers")
    text = models.TextField()

    class Meta:
        verbose_name = _("answer to an item")
        verbose_name_plural = _("answers to items")
        ordering = ("answer", "item__position")
        constraints = (
            models.UniqueConstraint(fields=("answer", "item"), name="item_answered_once"),
            models.CheckConstraint(condition=~Q(text=""), name="item_answer_says_something"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Terms(Occurrence):
    """One version of an order's commercial terms; money in roubles with VAT.

    `departures` names what leaves the catalogue: a field that is not the tariff's, `tariff` where
    no tariff has these figures, a limit of offers. They make the terms non-standard. `compared` is
    the nearest tariff where the terms have none, `limits` what the limits were.
    """

    version = models.PositiveSmallIntegerField()
    tariff = models.ForeignKey("catalog.Tariff", models.PROTECT, null=True, related_name="+")
    speed_down_kbit = models.PositiveIntegerField()
    speed_up_kbit = models.PositiveIntegerField()
    connection_fee = models.DecimalField(max_digits=14, decimal_places=2)
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=2)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    valid_until = models.DateField()
    nonstandard = models.BooleanField(default=False)
    departures = ArrayField(models.CharField(max_length=40), default=list)
    nonstandard_reasons = ArrayField(models.TextField(), default=list)
    compared = models.ForeignKey("catalog.Tariff", models.PROTECT, null=True, related_name="+")
    limits = models.JSONField(default=dict)

    class Meta(Occurrence.Meta):
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        constraints = (
            *Occurrence.Meta.constraints,
            models.UniqueConstraint(fields=("order", "version"), name="terms_version"),
            models.CheckConstraint(
                condition=Q(connection_fee__gte=0, monthly_fee__gte=0), name="terms_fees"
            ),
            models.CheckConstraint(
                condition=Q(speed_down_kbit__gt=0, speed_up_kbit__gt=0), name="terms_speeds"
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100),
                name="terms_discount",
            ),
            models.CheckConstraint(
                condition=Q(nonstandard=True) | Q(departures__len=0),
                name="terms_departures_are_nonstandard",
            ),
        )


class Acceptance(Occurrence):
    """That the customer agreed to a version of the terms: who, and how we know."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="acceptances")
    agreed_by = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta(Occurrence.Meta):
        verbose_name = _("acceptance of terms")
        verbose_name_plural = _("acceptances of terms")
        constraints = (
            *Occurrence.Meta.constraints,
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="acceptance_channel_known"
            ),
        )


class PublicRequest(models.Model):
    """A request that somebody sent by the public form: a lead until it is taken into an order.

    `said` is the data of the opening step, and is emptied once it is taken or closed: what is
    personal lives in one place only. `nonce` and `digest` are of the sender's own link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    nonce = models.BinaryField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    language = models.CharField(max_length=2)
    said = models.JSONField(default=dict)
    consent = models.CharField(_("consent given"), max_length=20)
    consent_sha256 = models.CharField(max_length=64)
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="public_request")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("request from the web site")
        verbose_name_plural = _("requests from the web site")
        ordering = ("received_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"), name="public_request_digest"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, order=None)
                | Q(taken_at__isnull=False, order__isnull=False),
                name="public_request_taken_into_order",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(closed_at=None), name="public_request_one_end"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, closed_at=None) | Q(said={}),
                name="public_request_ended_says_nothing",
            ),
        )
        indexes = (
            models.Index(
                fields=("received_at",),
                name="public_request_waiting",
                condition=Q(taken_at=None, closed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.number}"


class PublicRequestRead(models.Model):
    """That a member of staff read a public request's personal data (invariant I23)."""

    request = models.ForeignKey(PublicRequest, models.PROTECT, related_name="reads")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("read of a request")
        verbose_name_plural = _("reads of requests")
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.request} {self.at:%Y-%m-%d %H:%M}"
