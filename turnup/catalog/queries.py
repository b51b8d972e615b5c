"""Reads over the catalogue: what was sold, at what price and tax, on a day."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import F, Q, QuerySet

from turnup.catalog.models import Item, OfferLimit, Tariff, VatRate

Row = TypeVar("Row", Tariff, Item)


def on(day: date) -> Q:
    """Select the rows valid on the day."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))


def tariffs_on(day: date, technology: str | None = None) -> QuerySet[Tariff]:
    """Return the tariffs on sale on the day, of one technology or of all."""
    rows = Tariff.objects.filter(on(day)).select_related("technology")
    return rows.filter(technology=technology) if technology else rows


def tariff_on(code: str, day: date) -> Tariff | None:
    """Return what the code meant on the day, or None."""
    return tariffs_on(day).filter(code=code).first()


def items_on(day: date) -> QuerySet[Item]:
    """Return the works and equipment in use on the day."""
    return Item.objects.filter(on(day))


def item_on(code: str, day: date) -> Item | None:
    """Return what the code meant on the day, or None."""
    return items_on(day).filter(code=code).first()


def vat_rate_on(kind: str, day: date) -> VatRate:
    """Return the rate by the day of service. Raises VatRate.DoesNotExist before 2019."""
    return VatRate.objects.get(on(day), kind=kind)


def limits_on(day: date) -> dict[str, Decimal]:
    """Return the limits of offers on the day, by code."""
    return dict(OfferLimit.objects.filter(on(day)).values_list("code", "value"))


def rows_of(row: Row) -> QuerySet[Row]:
    """Return all rows of the same code, those too that were taken back, the latest first."""
    return history_of(type(row), row.code)


def history_of(model: type[Row], code: str) -> QuerySet[Row]:
    """Return all rows of a code, those too that were taken back, the latest first."""
    rows = model._default_manager.filter(code=code)
    return rows.select_related("written_by", "ended_by").order_by("-valid_from", "-id")


def coming_after(day: date, model: type[Row]) -> dict[str, Row]:
    """Return the next row of each code that begins after the day."""
    rows = model._default_manager.filter(valid_from__gt=day).exclude(valid_until=F("valid_from"))
    return {row.code: row for row in rows.order_by("-valid_from")}
