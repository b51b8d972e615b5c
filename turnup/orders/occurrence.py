"""What the rooms' tables share: a row for each time a step happened, and which one stands now.

A row is tied to the journal entry that made it, and never changes. Whether it still stands is the
card's to say, so a step that falls needs no write here.
"""

from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from pydantic_core import to_jsonable_python


class Occurrence(models.Model):
    """One occurrence of a step: `seq` is the journal entry that made it."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ("order_id", "seq")
        constraints: ClassVar[list[models.BaseConstraint] | tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(fields=("order", "seq"), name="%(app_label)s_%(class)s_entry"),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.order_id}/{self.seq}"


Row = TypeVar("Row", bound=Occurrence)


def standing_rows(model: type[Row], step: str) -> models.QuerySet[Row]:
    """Select the rows whose step stands on their order's card now: at most one an order."""
    standing = KeyTransform(step, KeyTransform("standing", "order__card"))
    seq = Cast(KeyTextTransform("0", standing), models.IntegerField())
    return model._default_manager.filter(seq=seq)


def standing_row(model: type[Row], step: str, order_id: UUID) -> Row | None:
    """Give the row of a step that stands on the order's card, or None."""
    # Most actions ask this: plain SQL costs a tenth of what the queryset above takes to compile.
    found = model._default_manager.raw(_standing_sql(model), [order_id, ["standing", step, "0"]])
    return next(iter(found), None)


@cache
def _standing_sql(model: type[Occurrence]) -> str:
    return (
        f'SELECT r.* FROM "{model._meta.db_table}" r JOIN orders_order o ON o.id = r.order_id'  # noqa: S608  # a table's name
        " WHERE r.order_id = %s AND r.seq = (o.card #>> %s)::int"
    )


def tie_to_journal(*tables: str) -> str:
    """Write the SQL that lets no row of these tables be without its journal entry."""
    return "\n".join(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_journal FOREIGN KEY (order_id, seq)"
        " REFERENCES orders_journalentry (order_id, seq);"
        for table in tables
    )


def plain(**said: Any) -> dict[str, Any]:
    """Give what was said as the plain JSON data of an entry, without what was left blank.

    Decimals become text as they are (money has two places by then), days ISO dates.
    """
    kept = {key: value for key, value in said.items() if value is not None and value != ""}
    return to_jsonable_python(kept, exclude_none=True)
