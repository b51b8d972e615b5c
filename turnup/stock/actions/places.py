"""Places and items: opened once, found by name ever after."""

from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.catalog.models import Item, ItemKind, Unit
from turnup.orders.models import Order
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField
from turnup.stock.models import OURS, Place, PlaceKind, StockItem
from turnup.stock.queries import van_called, warehouses


@transaction.atomic
def open_place(*, kind: str, name: str) -> Place:
    """Open a warehouse or a van. Raises BadField for another kind and for a name that is taken."""
    if kind not in OURS:
        raise BadField("kind", _("Only warehouses and vans are opened here."))
    name = filled(Place, "name", name)
    try:
        with transaction.atomic():
            return Place.objects.create(kind=kind, name=name)
    except IntegrityError as error:
        raise BadField(
            "name", _("There is such a place already."), _("Give it another name.")
        ) from error


def van_of(*, crew: str) -> Place:
    """Give the van of a crew, by the crew's name; a crew's first question opens it."""
    return van_called(crew) or Place.objects.get_or_create(kind=PlaceKind.VAN, name=crew)[0]


def outside(kind: PlaceKind, name: str = "") -> Place:
    """Give the supplier of this name, or the one place of written-off or counted goods."""
    return Place.objects.get_or_create(kind=kind, name=name or str(kind.value))[0]


def customers_place(order_id: UUID) -> Place:
    """Give the place at the order's customer."""
    number = Order.objects.values_list("number", flat=True).get(pk=order_id)
    found, _made = Place.objects.get_or_create(
        kind=PlaceKind.CUSTOMER, order_id=order_id, defaults={"name": f"№ {number}"}
    )
    return found


def default_warehouse() -> Place:
    """Give the warehouse where goods go unless another is named. Raises BadField for none."""
    found = warehouses().first()
    if found is None:
        raise BadField("place", _("There is no warehouse yet."), _("Open one first."))
    return found


@transaction.atomic
def keep_item(
    *,
    code: str,
    title: str = "",
    title_en: str = "",
    unit: str = "",
    serial_numbered: bool | None = None,
    least: Decimal = Decimal(0),
) -> StockItem:
    """Begin to keep stock of an item, or change what is kept of it; blanks come of the catalogue.

    From then on estimate lines with its code belong to the kit. Raises BadField for a code that
    the catalogue does not know, unless title and unit are given, and for another way of counting
    while goods of it lie somewhere.
    """
    known = Item.objects.filter(code=code).order_by("-valid_from").first()
    if known and known.kind not in (ItemKind.EQUIPMENT, ItemKind.MATERIAL):
        raise BadField("code", _("Works and fees are not kept in stock."))
    if known is None and not (title and unit):
        raise BadField(
            "code",
            _("The catalogue has no “%(code)s”."),
            _("Choose a code of the catalogue, or give title and unit."),
            code=code[:40],
        )
    row = StockItem.objects.filter(code=code).first() or StockItem(code=_code(code))
    before = (row.serial_numbered, row.unit)
    row.title = fitting(StockItem, "title", title) or row.title or (known.title if known else "")
    row.title_en = fitting(StockItem, "title_en", title_en) or (
        row.title_en or (known.title_en if known else "")
    )
    row.unit = unit or row.unit or (known.unit if known else "")
    if serial_numbered is not None:
        row.serial_numbered = serial_numbered
    elif row._state.adding:
        row.serial_numbered = bool(known and known.serial_numbered)
    row.least, row.is_kept = _amount(least), True
    _check_counting(row, before)
    row.save()
    return row


def _check_counting(row: StockItem, before: tuple[bool, str]) -> None:
    if row.unit not in Unit.values:
        raise BadField("unit", _("This unit is not known."))
    if row.pk and before != (row.serial_numbered, row.unit) and row.movements.exists():
        raise BadField(
            "unit",
            _("Goods of this item have moved already."),
            _("Keep it as it is counted, or begin another item."),
        )


def _code(typed: str) -> str:
    return filled(StockItem, "code", typed)


def _amount(least: Decimal) -> Decimal:
    if not least.is_finite() or not 0 <= least < 10**9:
        raise BadField("least", _("Give a quantity of nought or more."))
    return least
