"""What the pages of the stock ask, and its choices as they are today."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from turnup.orders.forms import BusinessDate, Line, Part, ShortText, labels
from turnup.stock.forms import Code, Quantity
from turnup.stock.models import Place, StockItem
from turnup.stock.queries import places_at_hand
from turnup.ui import schema
from turnup.ui.fields import Field as Shown

Serials = Annotated[Line, Field(max_length=20_000)]
Named = Annotated[Line, Field(max_length=200)]
PlaceId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Choices = Mapping[str, Mapping[str, str]]
SCAN = _("One number a line: a scanner's Enter goes to the next one.")


class Receive(Part):
    """Goods of one item that came in."""

    item: Code = Field(title=_("Stock item"))
    serials: Serials = Field(
        "", title=_("Serial numbers"), description=SCAN, json_schema_extra={"widget": "textarea"}
    )
    quantity: Quantity | None = Field(
        None, title=_("Quantity"), description=_("Only of materials without serial numbers.")
    )
    place: PlaceId = Field(title=_("Where to"))
    supplier: Named = Field("", title=_("Supplier"))
    document: Named = Field("", title=_("Waybill and its date"))


class Material(Part):
    """So much of a material."""

    code: Code = Field(title=_("Material"))
    quantity: Quantity = Field(title=_("Quantity"))


class Transfer(Part):
    """Goods that go from one place of ours to another."""

    serials: Serials = Field(
        "", title=_("Serial numbers"), description=SCAN, json_schema_extra={"widget": "textarea"}
    )
    source: PlaceId | None = Field(
        None,
        title=_("From"),
        description=_("Devices are found by their numbers; materials need the place."),
    )
    target: PlaceId = Field(title=_("Where to"))
    materials: list[Material] = Field(default_factory=list, max_length=50, title=_("Materials"))
    order: int | None = Field(
        None,
        ge=1,
        le=2**31 - 1,
        title=_("For order №"),
        description=_("Issued for an order, the goods wait for it in the van."),
    )
    note: Named = Field("", title=_("Note"))


class WriteOff(Part):
    """Goods that are no more."""

    serial: Annotated[Line, Field(max_length=60)] = Field("", title=_("Serial number"))
    item: Code | None = Field(None, title=_("or material"))
    quantity: Quantity | None = Field(None, title=_("Quantity"))
    source: PlaceId | None = Field(None, title=_("From"))
    reason: ShortText = Field(title=_("Reason"))


class KeptItem(Part):
    """An item that the company keeps stock of."""

    code: Code = Field(
        title=_("Code"), description=_("As in the catalogue: estimate lines with it need stock.")
    )
    title: Named = Field("", title=_("Title"), description=_("Left blank: as in the catalogue."))
    least: Annotated[Decimal, Field(ge=0, lt=10**9)] = Field(
        Decimal(0), title=_("To be kept at least")
    )


class NewPlace(Part):
    """A warehouse or a van."""

    kind: Literal["warehouse", "van"] = Field(
        title=_("Kind"), json_schema_extra=labels(warehouse=_("Warehouse"), van=_("Van"))
    )
    name: Annotated[Line, Field(min_length=1, max_length=120)] = Field(
        title=_("Name of the place"), description=_("A van is called as its crew.")
    )


class Counted(Part):
    """What was found of an item."""

    item: Code = Field(title=_("Stock item"))
    serials: Serials = Field(
        "", title=_("Serial numbers"), description=SCAN, json_schema_extra={"widget": "textarea"}
    )
    found: Annotated[Decimal, Field(ge=0, lt=10**8, decimal_places=3)] | None = Field(
        None, title=_("Found"), description=_("Only of materials without serial numbers.")
    )


class NewPromise(Part):
    """Another day of delivery, and why."""

    promised_date: BusinessDate = Field(title=_("Promised for"))
    reason: ShortText = Field(title=_("Reason"))


class Arrival(Part):
    """Special equipment that is there."""

    serials: Serials = Field(
        "", title=_("Serial numbers"), description=SCAN, json_schema_extra={"widget": "textarea"}
    )


def fields(
    form: type[BaseModel],
    data: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    choices: Choices | None = None,
) -> list[Shown]:
    """Give the form's fields, filled, with their faults; `choices` are titles by value."""
    drawn = form.model_json_schema()
    for name, titles in (choices or {}).items():
        for properties in _properties(drawn):
            if name in properties:
                properties[name] |= {"enum": list(titles), "labels": dict(titles)}
                properties[name].pop("anyOf", None)
    return schema.fields(drawn, data, errors or {})


def _properties(drawn: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    parts = [drawn, *drawn.get("$defs", {}).values()]
    return [part["properties"] for part in parts if "properties" in part]


def place_choices() -> dict[str, str]:
    """Give our places by their id."""
    return {str(one.pk): place_title(one) for one in places_at_hand()}


def place_title(place: Place) -> str:
    """Name a place with its kind."""
    kind = str(place.get_kind_display())
    return kind if place.name == place.kind else f"{kind} · {place.name}"


def item_choices(*, serial: bool | None = None) -> dict[str, str]:
    """Give the items that are kept by their code; all, or those with or without serial numbers."""
    items = StockItem.objects.filter(is_kept=True)
    if serial is not None:
        items = items.filter(serial_numbered=serial)
    return {one.code: str(one) for one in items}


def numbers(typed: str) -> tuple[str, ...]:
    """Read serial numbers, one a line; commas and semicolons part them too."""
    return tuple(
        one.strip()
        for one in typed.replace(",", "\n").replace(";", "\n").splitlines()
        if one.strip()
    )
