"""Technologies, tariffs, works and equipment with prices, and the tax rates by date."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

_ENDS_AFTER_START = Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
_NEVER_ENDS_BEFORE = Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
"""A row that ends on the day it begins was taken back before that day: it held on none."""


class _Validity(Func):
    """The days from `valid_from` (inclusive) to `valid_until` (exclusive)."""

    function = "DATERANGE"
    output_field = DateRangeField()


def _span() -> _Validity:
    return _Validity("valid_from", "valid_until", RangeBoundary())


class Titled(models.Model):
    """A thing with a title in both languages."""

    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        """Show the title in the reader's language."""
        english = (get_language() or "").startswith("en")
        return self.title_en if english and self.title_en else self.title


class Edited(models.Model):
    """A row of the catalogue's history: who wrote it and when, who ended it and when.

    Nobody: the program itself. A row that a newer one follows was ended by whoever wrote that.
    """

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True


class Technology(Titled):
    """A way of connecting: LAN, radio, leased line, satellite."""

    code = models.CharField(primary_key=True, max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """In the order the regulation names them."""

        verbose_name = _("technology")
        verbose_name_plural = _("technologies")
        ordering = ("position", "code")


class Tariff(Titled, Edited):
    """What a customer buys. A new price is a new row: a sold tariff does not change."""

    code = models.CharField(_("code"), max_length=40)
    technology = models.ForeignKey(
        Technology, on_delete=models.PROTECT, related_name="tariffs", verbose_name=_("technology")
    )
    speed_down_kbit = models.PositiveIntegerField(_("download, kbit/s"))
    speed_up_kbit = models.PositiveIntegerField(_("upload, kbit/s"))
    connection_fee = models.DecimalField(
        _("connection fee, roubles with VAT"), max_digits=12, decimal_places=2
    )
    monthly_fee = models.DecimalField(
        _("monthly fee, roubles with VAT"), max_digits=12, decimal_places=2
    )
    valid_from = models.DateField(_("on sale from"))
    valid_until = models.DateField(_("on sale until"), null=True, blank=True)

    class Meta:
        """On any day a code means at most one tariff."""

        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ("technology", "monthly_fee")
        constraints = (
            models.CheckConstraint(
                condition=Q(connection_fee__gte=0, monthly_fee__gte=0), name="tariff_fees"
            ),
            models.CheckConstraint(
                condition=Q(speed_down_kbit__gt=0, speed_up_kbit__gt=0), name="tariff_speeds"
            ),
            models.CheckConstraint(condition=_NEVER_ENDS_BEFORE, name="tariff_ends_after_start"),
            ExclusionConstraint(
                name="tariff_code_no_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
        )


class LimitCode(models.TextChoices):
    """What an account manager may offer without asking; more makes the terms non-standard."""

    DISCOUNT = "discount_percent", _("Discount on the monthly fee, %")
    VALID_DAYS = "valid_days", _("Validity of a proposal, days")


class OfferLimit(Edited):
    """The largest value that needs no approval, from a day on, with its ground."""

    code = models.CharField(_("limit"), max_length=20, choices=LimitCode)
    value = models.DecimalField(_("at most"), max_digits=6, decimal_places=2)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=300)

    class Meta:
        """One limit of a kind on a day."""

        verbose_name = _("limit of offers")
        verbose_name_plural = _("limits of offers")
        ordering = ("code", "valid_from")
        constraints = (
            models.CheckConstraint(condition=Q(code__in=LimitCode.values), name="limit_code_known"),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=1000), name="limit_value"),
            models.CheckConstraint(condition=_NEVER_ENDS_BEFORE, name="limit_ends_after_start"),
            models.CheckConstraint(condition=~Q(ground=""), name="limit_has_ground"),
            ExclusionConstraint(
                name="limit_no_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        """Show the limit by its name."""
        return f"{self.get_code_display()}: {self.value.normalize():f}"


class VatKind(models.TextChoices):
    """Which tax a thing falls under; the percentage depends on the day."""

    BASE = "base", _("Base rate")
    REDUCED = "reduced", _("Reduced rate")
    SPECIAL5 = "special5", _("Special rate 5%")
    SPECIAL7 = "special7", _("Special rate 7%")
    NONE = "none", _("Without VAT")


class Unit(models.TextChoices):
    """What quantities are counted in."""

    PIECE = "piece", pgettext_lazy("unit", "pcs")
    SET = "set", pgettext_lazy("unit", "set")
    METRE = "metre", pgettext_lazy("unit", "m")
    HOUR = "hour", pgettext_lazy("unit", "h")
    VISIT = "visit", pgettext_lazy("unit", "visit")
    POINT = "point", pgettext_lazy("unit", "point")
    MONTH = "month", pgettext_lazy("unit", "month")


class ItemKind(models.TextChoices):
    """What an estimate line is made of."""

    WORK = "work", _("Work")
    EQUIPMENT = "equipment", _("Equipment")
    MATERIAL = "material", _("Material")
    FEE = "fee", _("Fee of a third party")


class Item(Titled, Edited):
    """A work, a device or a material with its price, as estimates list them."""

    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    price = models.DecimalField(_("price, roubles with VAT"), max_digits=12, decimal_places=2)
    vat = models.CharField(_("VAT"), max_length=10, choices=VatKind, default=VatKind.BASE)
    serial_numbered = models.BooleanField(_("has a serial number"), default=False)
    valid_from = models.DateField(_("in use from"))
    valid_until = models.DateField(_("in use until"), null=True, blank=True)

    class Meta:
        """On any day a code means at most one item; only devices have serial numbers."""

        verbose_name = _("item")
        verbose_name_plural = _("works and equipment")
        ordering = ("kind", "code")
        constraints = (
            models.CheckConstraint(condition=Q(price__gte=0), name="item_price"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_known"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="item_unit_known"),
            models.CheckConstraint(condition=Q(vat__in=VatKind.values), name="item_vat_known"),
            models.CheckConstraint(
                condition=Q(serial_numbered=False) | Q(kind=ItemKind.EQUIPMENT),
                name="item_serial_only_equipment",
            ),
            models.CheckConstraint(condition=_NEVER_ENDS_BEFORE, name="item_ends_after_start"),
            ExclusionConstraint(
                name="item_code_no_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
        )


class VatRate(models.Model):
    """A rate of value-added tax, by date of service, with its ground in law."""

    kind = models.CharField(_("kind"), max_length=10, choices=VatKind)
    percent = models.DecimalField(
        _("percent"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    ground = models.CharField(_("legal ground"), max_length=300)

    class Meta:
        """One rate of a kind on a day; "without VAT" is not the same as 0%."""

        ordering = ("kind", "valid_from")
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__isnull=True, kind=VatKind.NONE)
                | Q(percent__gte=Decimal(0), percent__lt=Decimal(100)) & ~Q(kind=VatKind.NONE),
                name="vat_percent",
            ),
            models.CheckConstraint(condition=_ENDS_AFTER_START, name="vat_ends_after_start"),
            models.CheckConstraint(condition=~Q(ground=""), name="vat_has_ground"),
            ExclusionConstraint(
                name="vat_no_overlap",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        """Show the rate as papers print it."""
        return str(_("without VAT")) if self.percent is None else f"{self.percent.normalize():f}%"
