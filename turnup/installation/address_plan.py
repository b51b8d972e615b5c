"""The address plan's tables: pools, their usable addresses, and who holds which since when."""

from datetime import UTC, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

ALWAYS_FREE = datetime(2000, 1, 1, tzinfo=UTC)  # since when an address nobody held is free


class AddressPool(models.Model):
    """A network from which static addresses are given, in the order of the pools' ids."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    network = models.CharField(_("network"), max_length=18, unique=True)
    gateway = models.GenericIPAddressField(_("gateway"), protocol="IPv4")
    rest_days = models.PositiveSmallIntegerField(_("rest before re-use, days"), default=30)

    class Meta:
        app_label = "installation"
        verbose_name = _("address pool")
        verbose_name_plural = _("address pools")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name} {self.network}"


class Address(models.Model):
    """An address that may be given: never network, broadcast, gateway or a reserved one.

    `free_from` is when it may be given next; NULL while somebody holds it. It spares the search
    over all assignments, which stay the truth.
    """

    address = models.GenericIPAddressField(_("address"), protocol="IPv4", primary_key=True)
    pool = models.ForeignKey(AddressPool, models.PROTECT, related_name="addresses", db_index=False)
    free_from = models.DateTimeField(null=True, default=ALWAYS_FREE)

    class Meta:
        app_label = "installation"
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ("pool", "address")
        indexes = (
            models.Index(
                fields=("pool", "address"),
                name="address_free",
                condition=Q(free_from__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.address


class AddressAssignment(models.Model):
    """That an order held an address from one moment (inclusive) to another (exclusive)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    address = models.ForeignKey(Address, models.PROTECT, related_name="assignments")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "installation"
        verbose_name = _("address assignment")
        verbose_name_plural = _("address assignments")
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("order",), condition=Q(until=None), name="order_one_address"
            ),
            models.UniqueConstraint(
                fields=("address",), condition=Q(until=None), name="address_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="assignment_span"
            ),
            ExclusionConstraint(
                name="address_no_overlap",
                expressions=[
                    ("address", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.address_id} {self.since:%Y-%m-%d}…{self.until or ''}"
