"""Forgetting a customer in the journal's own data, and in the rows that steps left behind.

The chain holds only a salted commitment to what was said, so it stays valid (invariant I22).
Rooms name their columns by `forgets` in `AppConfig.ready()`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_noop as _

from turnup.customers.forgetting import ERASED
from turnup.orders.models import EntryData, Order
from turnup.standard.refusals import BadField


@dataclass(frozen=True, slots=True)
class Columns:
    """Texts of a table that may name a person; `via` leads from a row to its order."""

    model: type[models.Model]
    fields: tuple[str, ...]
    via: str


_columns: Final[list[Columns]] = []


def forgets(model: type[models.Model], *fields: str, via: str = "order") -> None:
    """Have these texts replaced by a dash when the order's customer is forgotten."""
    _columns.append(Columns(model, fields, via))


def forget_said(*, customer_id: UUID, at: datetime) -> None:
    """Forget what was said on the customer's orders. Raises BadField while one of them is live."""
    orders = Order.objects.filter(customer_id=customer_id)
    if orders.filter(closed=None, version__gt=0).exists():
        raise BadField(
            "customer",
            _("An order of this customer is under way."),
            _("Bring it to its end, or cancel it, first."),
        )
    said = EntryData.objects.filter(entry__order__customer_id=customer_id)
    said.exclude(data__isnull=True, salt=None).update(data=None, salt=None)
    for one in _columns:
        rows = one.model._default_manager.filter(**{f"{one.via}__customer_id": customer_id})
        rows.update(**{field: _blank(one.model, field) for field in one.fields})


def _blank(model: type[models.Model], field: str) -> Any:
    column = model._meta.get_field(field)
    if isinstance(column, models.CharField | models.TextField):
        return ERASED
    assert isinstance(column, models.Field)
    return None if column.null else column.get_default()
