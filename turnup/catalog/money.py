"""Money: roubles as Decimal, rounded half up to the kopeck, in one place (invariant I12). Pure."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

KOPECK: Final = Decimal("0.01")
LARGEST: Final = Decimal("9999999999.99")
"""The largest sum a column keeps; more than any order costs."""


def roubles(amount: Decimal | int | str) -> Decimal:
    """Return the amount to the kopeck, half up.

    Raises TypeError for a float, which has lost the kopeck already.
    """
    if isinstance(amount, float):
        raise TypeError("money is Decimal, never float")
    return Decimal(amount).quantize(KOPECK, ROUND_HALF_UP)


def vat_of(gross: Decimal, percent: Decimal | None) -> Decimal:
    """Return the tax inside a sum: gross × p / (100 + p). Without VAT (None) it is 0."""
    return roubles(gross * (percent or 0) / (100 + (percent or 0)))


def vat_on(net: Decimal, percent: Decimal | None) -> Decimal:
    """Return the tax to add to a sum without it."""
    return roubles(net * (percent or 0) / 100)
