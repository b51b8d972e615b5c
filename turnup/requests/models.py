"""The technical brief and its answer, the versions of the terms and who agreed to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.models import TECHNOLOGIES
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

    `departures` names the fields that leave the tariff: they make the terms non-standard.
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
