"""The address plan's tables: pools, their usable addresses, and who holds which since when."""

from datetime import UTC, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext_lazy as _

ALWAYS_FREE = datetime(2000, 1, 1, tzinfo=UTC)  # since when an address nobody held is free


class Purpose(models.TextChoices):
    """What a pool is for. Only static pools give addresses one by one."""

    STATIC = "static", _("Static addresses")
    DYNAMIC = "dynamic", _("Given by the access servers")
    LINK = "link", _("Corporate links")
    ROUTED = "routed", _("Routed blocks")
    IPV6 = "ipv6", _("IPv6 prefixes")
    QUARANTINE = "quarantine", _("Suspended subscribers")
    MANAGEMENT = "management", _("Equipment of our own")


GIVES_BLOCKS = (Purpose.LINK, Purpose.ROUTED, Purpose.IPV6)


class AddressPool(models.Model):
    """A network with a purpose; static addresses are given in the order of the pools' ids.

    A pool that gives blocks has no gateway and a `block_length`: each block's prefix length.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.STATIC)
    network = models.CharField(_("network"), max_length=43, unique=True)
    gateway = models.GenericIPAddressField(_("gateway"), protocol="IPv4", null=True)
    block_length = models.PositiveSmallIntegerField(_("prefix length of a block"), null=True)
    rest_days = models.PositiveSmallIntegerField(_("rest before re-use, days"), default=30)

    class Meta:
        app_label = "installation"
        verbose_name = _("address pool")
        verbose_name_plural = _("address pools")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose__in=GIVES_BLOCKS, block_length__isnull=False)
                | (~Q(purpose__in=GIVES_BLOCKS) & Q(block_length=None)),
                name="pool_blocks_or_addresses",
            ),
            ExclusionConstraint(
                name="pool_no_overlap",
                expressions=[
                    (
                        OpClass(Cast("network", models.GenericIPAddressField()), name="inet_ops"),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.network}"


class Address(models.Model):
    """An address that may be given: never network, broadcast, gateway or a reserved one.

    `free_from` is when it may be given next; NULL while somebody holds it or it is `reserved_for`
    something. It spares the search over all assignments, which stay the truth.
    """

    address = models.GenericIPAddressField(_("address"), protocol="IPv4", primary_key=True)
    pool = models.ForeignKey(AddressPool, models.PROTECT, related_name="addresses", db_index=False)
    free_from = models.DateTimeField(null=True, default=ALWAYS_FREE)
    reserved_for = models.CharField(_("reserved for"), max_length=120, blank=True)

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
        constraints = (
            models.CheckConstraint(
                condition=Q(reserved_for="") | Q(free_from=None), name="reserved_is_not_free"
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


class _Span(Func):
    """The time from `since` (inclusive) to `until` (exclusive)."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _span() -> _Span:
    return _Span("since", "until", RangeBoundary())


class BlockAssignment(models.Model):
    """That an order held a block or prefix from one moment to another; no two blocks ever meet."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    pool = models.ForeignKey(AddressPool, models.PROTECT, related_name="blocks")
    prefix = models.CharField(_("prefix"), max_length=43)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "installation"
        verbose_name = _("block assignment")
        verbose_name_plural = _("block assignments")
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("order", "pool"), condition=Q(until=None), name="order_one_block_a_pool"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="block_span"
            ),
            ExclusionConstraint(
                name="block_no_overlap",
                expressions=[
                    (
                        OpClass(Cast("prefix", models.GenericIPAddressField()), name="inet_ops"),
                        RangeOperators.OVERLAPS,
                    ),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix} {self.since:%Y-%m-%d}…{self.until or ''}"


class ReservedBlock(models.Model):
    """A block of a pool that is kept back for something of our own, and given to nobody."""

    pool = models.ForeignKey(AddressPool, models.PROTECT, related_name="reserved_blocks")
    prefix = models.CharField(_("prefix"), max_length=43, unique=True)
    reserved_for = models.CharField(_("reserved for"), max_length=120)

    class Meta:
        app_label = "installation"
        verbose_name = _("reserved block")
        verbose_name_plural = _("reserved blocks")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.prefix} {self.reserved_for}"


class LinePlace(models.Model):
    """Where an order's line ends: switch and port, and its VLAN, from one moment to another."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    switch = models.CharField(_("switch"), max_length=60)
    port = models.CharField(_("port"), max_length=40)
    vlan = models.PositiveSmallIntegerField(_("VLAN"), null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "installation"
        verbose_name = _("place of a line")
        verbose_name_plural = _("places of lines")
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("order",), condition=Q(until=None), name="order_one_place"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="place_span"
            ),
            models.CheckConstraint(
                condition=Q(vlan=None) | Q(vlan__gte=2, vlan__lte=4094), name="place_vlan"
            ),
            ExclusionConstraint(
                name="port_one_line",
                expressions=[  # Gi0/1 and gi0/1 are one port
                    (Lower("switch"), RangeOperators.EQUAL),
                    (Lower("port"), RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="vlan_one_line",
                expressions=[
                    ("vlan", RangeOperators.EQUAL),
                    (_span(), RangeOperators.OVERLAPS),
                ],
                condition=Q(vlan__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.switch} {self.port}"
