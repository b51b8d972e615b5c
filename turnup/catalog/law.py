"""What every company's catalogue begins with: the technologies, and the tax rates by date.

Rates are policy by date with their ground, never constants (facts of the trade, 2.7). They are
written after each migration where missing; a company corrects them in the table.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from turnup.catalog.models import LimitCode, OfferLimit, Technology, VatKind, VatRate

TECHNOLOGIES: Final = (
    ("lan", "Локальная сеть", "LAN"),
    ("radio", "Радио", "Radio"),
    ("leased_line", "Выделенная линия", "Leased line"),
    ("satellite", "Спутник", "Satellite"),
)

VAT_RATES: Final = (
    (
        VatKind.BASE,
        "20",
        date(2019, 1, 1),
        date(2026, 1, 1),
        "303-ФЗ от 03.08.2018; НК ст. 164 п. 3",
    ),
    (VatKind.BASE, "22", date(2026, 1, 1), None, "425-ФЗ от 28.11.2025; НК ст. 164 п. 3"),
    (VatKind.REDUCED, "10", date(2019, 1, 1), None, "НК ст. 164 п. 2"),
    (VatKind.SPECIAL5, "5", date(2025, 1, 1), None, "176-ФЗ от 12.07.2024; НК ст. 164 п. 8"),
    (VatKind.SPECIAL7, "7", date(2025, 1, 1), None, "176-ФЗ от 12.07.2024; НК ст. 164 п. 8"),
    (VatKind.NONE, None, date(2019, 1, 1), None, "НК ст. 145, 145.1, 149"),
)


LIMITS: Final = (
    (LimitCode.DISCOUNT, "0", "Любая скидка согласуется: стандарт подключения, этап 3"),
    (LimitCode.VALID_DAYS, "90", "Предложение действует не дольше квартала"),
)
LIMITS_SINCE: Final = date(2020, 1, 1)


def write_beginnings(**_signal: Any) -> None:
    """Write the technologies, limits and rates that are missing. Called after migrations."""
    for position, (code, title, title_en) in enumerate(TECHNOLOGIES):
        Technology.objects.get_or_create(
            code=code, defaults={"title": title, "title_en": title_en, "position": position}
        )
    for limit, value, ground in LIMITS:
        if not OfferLimit.objects.filter(code=limit).exists():
            OfferLimit.objects.create(
                code=limit, value=Decimal(value), valid_from=LIMITS_SINCE, ground=ground
            )
    for kind in set(VatKind.values) - set(VatRate.objects.values_list("kind", flat=True)):
        VatRate.objects.bulk_create(_rates(kind))


def _rates(kind: str) -> list[VatRate]:
    return [
        VatRate(
            kind=kind,
            percent=None if percent is None else Decimal(percent),
            valid_from=valid_from,
            valid_until=valid_until,
            ground=ground,
        )
        for row_kind, percent, valid_from, valid_until, ground in VAT_RATES
        if row_kind == kind
    ]
