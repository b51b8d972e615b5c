"""The tables of the stock: places, items, devices, balances, reservations, the ledger."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from turnup.catalog.models import Titled, Unit
from turnup.stock.special_models import SpecialEquipment as SpecialEquipment
from turnup.stock.special_models import SpecialOrder as SpecialOrder
from turnup.stock.special_models import SpecialPromise as SpecialPromise


class PlaceKind(models.TextChoices):
    """What a place is; the last three lie outside: they give or take without end."""

    WAREHOUSE = "warehouse", _("Warehouse")
    VAN = "van", _("Van")
    CUSTOMER = "customer", _("At the customer")
    SUPPLIER = "supplier", _("Supplier")
    WRITTEN_OFF = "written_off", _("Written off")
    COUNT = "count", _("Difference of a count")


OURS = (PlaceKind.WAREHOUSE, PlaceKind.VAN)
"""Places whose goods are at hand."""
OUTSIDE = (PlaceKind.SUPPLIER, PlaceKind.WRITTEN_OFF, PlaceKind.COUNT)
"""Places that keep no balance; the triggers of migration 0002 say the same."""


class Place(models.Model):
    """Where goods are. A van is called as its crew, a customer's place belongs to one order."""

    kind = models.CharField(_("kind"), max_length=12, choices=PlaceKind)
    name = models.CharField(_("name"), max_length=120)
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("kind", "name")
        constraints = (
            models.UniqueConstraint(fields=("kind", "name"), name="place_name"),
            models.UniqueConstraint(
                fields=("order",), condition=Q(order__isnull=False), name="place_of_order"
            ),
            models.CheckConstraint(
                condition=Q(kind=PlaceKind.CUSTOMER, order__isnull=False)
                | ~Q(kind=PlaceKind.CUSTOMER) & Q(order__isnull=True),
                name="place_customers_have_orders",
            ),
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="place_has_name"),
        )

    def __str__(self) -> str:
        return self.get_kind_display() if self.name == self.kind else self.name


class StockItem(Titled):
    """A thing that the company keeps stock of, by its code in the catalogue.

    Estimate lines with such a code become an order's kit; all others need no stock.
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    serial_numbered = models.BooleanField(_("has a serial number"), default=False)
    least = models.DecimalField(
        _("to be kept at least"), max_digits=12, decimal_places=3, default=Decimal(0)
    )
    is_kept = models.BooleanField(_("kept in stock"), default=True)

    class Meta:
        verbose_name = _("stock item")
        verbose_name_plural = _("stock items")
        ordering = ("-serial_numbered", "title")
        constraints = (
            models.CheckConstraint(condition=Q(least__gte=0), name="stock_item_least"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="stock_item_unit"),
        )


class Device(models.Model):
    """One device by its serial number. Where it is only a movement changes (by trigger)."""

    item = models.ForeignKey(StockItem, models.PROTECT, related_name="devices")
    serial = models.CharField(_("serial number"), max_length=60, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="devices")

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ("item", "serial")
        constraints = (models.CheckConstraint(condition=~Q(serial=""), name="device_has_serial"),)

    def __str__(self) -> str:
        return self.serial


class Balance(models.Model):
    """How much of an item lies at a place, and how much of that waits for orders.

    Kept by triggers of the ledger and of the reservations; nothing else writes it.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="balances", db_index=False)
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="balances")
    quantity = models.DecimalField(_("there"), max_digits=14, decimal_places=3, default=0)
    reserved = models.DecimalField(_("reserved"), max_digits=14, decimal_places=3, default=0)

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        ordering = ("place", "item")
        constraints = (
            models.UniqueConstraint(fields=("place", "item"), name="stock_balance_one"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("quantity")),
                name="stock_reserved_is_there",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.quantity.normalize():f}"


class KitLine(models.Model):
    """How much of an item an order's installation takes; live until the order is settled."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+")
    quantity = models.DecimalField(_("wanted"), max_digits=12, decimal_places=3)
    asked_at = models.DateTimeField(_("asked for"))
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kit line")
        verbose_name_plural = _("kit lines")
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("order", "item"), condition=Q(settled_at=None), name="kit_line_one"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="kit_line_quantity"),
        )
        indexes = (models.Index(fields=("item",), name="kit_live", condition=Q(settled_at=None)),)

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity.normalize():f}"


class Reservation(models.Model):
    """Goods at a place that wait for an order. It is the live state: a release removes the row."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="reservations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="reservations")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("order", "item", "place"), name="reservation_one"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_quantity"),
        )

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity.normalize():f}"


class MovementKind(models.TextChoices):
    """Why goods moved."""

    RECEIVE = "receive", _("Received")
    TRANSFER = "transfer", _("Transferred")
    ISSUE = "issue", _("Issued to a crew")
    INSTALL = "install", _("Installed")
    LEND = "lend", _("Lent")
    RETURN = "return", _("Returned")
    WRITE_OFF = "write_off", pgettext_lazy("movement", "Written off")
    COUNT = "count", _("Corrected by a count")
    KEEP = "keep", _("Left in the van for others")


class Movement(models.Model):
    """One line of the ledger: never changed, never removed. `at` is when it happened.

    Nobody as `actor`: the program itself, when an order is settled. `keep` moves nothing: what
    was issued for an order and not used stays where it is, for others.
    """

    kind = models.CharField(_("what"), max_length=12, choices=MovementKind)
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="movements")
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="movements")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="movements_out")
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="movements_in")
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_quantity"),
            models.CheckConstraint(
                condition=Q(device=None) | Q(quantity=1), name="movement_one_device"
            ),
            models.CheckConstraint(
                condition=Q(kind="keep", from_place=F("to_place"))
                | ~Q(kind="keep") & ~Q(from_place=F("to_place")),
                name="movement_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MovementKind.WRITE_OFF) | ~Q(note=""),
                name="movement_write_off_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.item} × {self.quantity.normalize():f}"


class Count(models.Model):
    """A stocktaking of a place: opened, its lines typed, closed with the differences booked."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="counts")
    opened_at = models.DateTimeField(_("begun"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stocktaking")
        verbose_name_plural = _("stocktakings")
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("place",), condition=Q(closed_at=None), name="count_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.opened_at:%Y-%m-%d}"


class CountLine(models.Model):
    """What was found of an item; `expected` is what the books said when the count was closed."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+")
    found = models.DecimalField(_("found"), max_digits=12, decimal_places=3)
    serials = models.JSONField(default=list)
    expected = models.DecimalField(
        _("by the books"), max_digits=12, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = _("line of a stocktaking")
        verbose_name_plural = _("lines of a stocktaking")
        ordering = ("count", "item")
        constraints = (
            models.UniqueConstraint(fields=("count", "item"), name="count_line_one"),
            models.CheckConstraint(condition=Q(found__gte=0), name="count_line_found"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.found.normalize():f}"
