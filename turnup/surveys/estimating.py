"""What an estimate comes to: its lines completed from the catalogue, and their sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from turnup.catalog.models import Item, VatKind, VatRate
from turnup.catalog.money import roubles, vat_of
from turnup.catalog.queries import items_on, on
from turnup.standard.refusals import BadField

LARGEST: Final = Decimal(10) ** 10
Rates = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line with everything known; `amount` is quantity × price, half up to the kopeck.

    `vat_amount` is the tax inside the amount, each line rounded by itself; `vat_percent` is None
    without VAT.
    """

    item: Item | None
    title: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    vat_percent: Decimal | None
    vat_amount: Decimal

    def said(self) -> dict[str, Any]:
        """Give the line as the journal keeps it: the item by its code."""
        return {
            "item": self.item.code if self.item else None,
            "title": self.title,
            "quantity": self.quantity,
            "unit": self.unit,
            "price": self.price,
            "amount": self.amount,
            "vat_percent": self.vat_percent,
            "vat_amount": self.vat_amount,
        }


def complete_lines(
    said: Sequence[Mapping[str, Any]], day: date, service_date: date | None = None
) -> list[Line]:
    """Complete the lines from the catalogue of that day, with the tax of the day of service.

    Raises BadField for an unknown code, or for what neither line nor catalogue says.
    """
    codes = {row["item"] for row in said if row.get("item")}
    items = {item.code: item for item in items_on(day).filter(code__in=codes)} if codes else {}
    rates = _rates(service_date or day) if said else {}
    return [_complete(f"lines.{index}", row, items, rates, day) for index, row in enumerate(said)]


def _rates(day: date) -> Rates:
    """Give the rates of the day by kind. Raises BadField where the law of that day is not known."""
    rates = dict(VatRate.objects.filter(on(day)).values_list("kind", "percent"))
    if VatKind.BASE not in rates:
        raise BadField("service_date", _("The rates of VAT of this day are not known."))
    return rates


def _complete(
    field: str, row: Mapping[str, Any], items: Mapping[str, Item], rates: Rates, day: date
) -> Line:
    code = row.get("item")
    item = items.get(code) if code else None
    if code and item is None:
        raise BadField(
            f"{field}.item",
            _("The catalogue has no “%(code)s” on %(day)s."),
            _("Choose a code of the catalogue, or write the line out."),
            code=code,
            day=f"{day:%d.%m.%Y}",
        )
    title = row.get("title") or (item.title if item else "")
    unit = row.get("unit") or (item.unit if item else "")
    price = row.get("price")
    if price is None and item:
        price = item.price
    for name, value in (("title", title), ("unit", unit), ("price", price)):
        if value in ("", None):
            raise BadField(f"{field}.{name}", _("Without a code of the catalogue this is needed."))
    quantity = Decimal(row["quantity"])
    price = Decimal(price or 0)
    amount = roubles(quantity * price)
    percent = rates.get(item.vat if item else VatKind.BASE)
    return Line(item, title, quantity, unit, price, amount, percent, vat_of(amount, percent))


def total_of(lines: Sequence[Line], planned_cost: Decimal | None) -> Decimal:
    """Give the planned cost: the lines' sum, or the sum said where there are no lines.

    Raises BadField when there is neither, when both disagree, or when it is absurd.
    """
    if not lines:
        if planned_cost is None:
            raise BadField(
                "planned_cost",
                _("The estimate is empty."),
                _("Give its lines, or the planned cost as one sum."),
            )
        return planned_cost
    total = sum((line.amount for line in lines), Decimal(0))
    if total > LARGEST:
        raise BadField("lines", _("The sum of the lines is absurdly large."))
    if planned_cost not in (None, total):
        raise BadField(
            "planned_cost",
            _("The lines come to %(total)s."),
            _("Leave the sum blank, or correct a line."),
            total=str(total),
        )
    return total
