"""Special equipment: ordered for one order, promised for a day, arrived."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from turnup.orders.occurrence import Occurrence


class SpecialEquipment(Occurrence):
    """Special equipment that arrived for an order (`equipment_ready`)."""

    description = models.TextField(_("what arrived"))
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    serials = ArrayField(models.CharField(max_length=60), default=list)

    class Meta(Occurrence.Meta):
        verbose_name = _("special equipment")
        verbose_name_plural = _("special equipment")


class SpecialOrder(models.Model):
    """Special equipment that the chief engineer ordered; `promised_date` is the latest promise."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    description = models.CharField(_("what is ordered"), max_length=300)
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    item = models.ForeignKey(
        "stock.StockItem", models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=3, default=Decimal(1)
    )
    document = models.CharField(_("supplier's invoice or order"), max_length=200, blank=True)
    promised_date = models.DateField(_("promised for"))
    ordered_at = models.DateTimeField(_("ordered"))
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("order of special equipment")
        verbose_name_plural = _("orders of special equipment")
        ordering = ("promised_date", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(cancelled_at=None), name="special_one_end"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="special_quantity"),
        )

    def __str__(self) -> str:
        return self.description


class SpecialPromise(models.Model):
    """A day that the supplier promised, and why it changed: every promise stays on record."""

    special = models.ForeignKey(SpecialOrder, models.CASCADE, related_name="promises")
    promised_date = models.DateField(_("promised for"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("promised day")
        verbose_name_plural = _("promised days")
        ordering = ("special", "id")

    def __str__(self) -> str:
        return f"{self.promised_date:%d.%m.%Y}"
