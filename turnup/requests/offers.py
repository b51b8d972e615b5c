"""What a version of the terms comes to, and where it leaves the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import log
from typing import Any, Final, TypedDict

from django.utils.translation import gettext_noop as _

from turnup.catalog.models import LimitCode, Tariff
from turnup.catalog.queries import limits_on, tariff_on, tariffs_on
from turnup.standard.refusals import BadField

KBIT: Final = 1000
VALID_FOR: Final = timedelta(days=30)
LONGEST: Final = 10**6  # days, where the company set no limit
PRICED: Final = ("speed_down_kbit", "speed_up_kbit", "connection_fee", "monthly_fee")


class TermsSaid(TypedDict, total=False):
    """The terms as a form says them: speeds in Mbit/s, money in roubles with VAT."""

    tariff: str | None
    speed_mbit: Decimal | None
    upload_mbit: Decimal | None
    connection_fee: Decimal | None
    monthly_fee: Decimal | None
    discount_percent: Decimal
    valid_until: date | None
    nonstandard_terms: bool
    nonstandard_reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Speeds and fees, complete.

    `departures` names what leaves the catalogue; `compared` is the tariff it was compared with,
    `limits` the limits of offers on that day, by code.
    """

    tariff: Tariff | None
    speed_down_kbit: int
    speed_up_kbit: int
    connection_fee: Decimal
    monthly_fee: Decimal
    discount_percent: Decimal
    valid_until: date
    departures: tuple[str, ...]
    compared: Tariff | None
    limits: Mapping[str, Decimal]


def make_offer(
    said: TermsSaid, day: date, technology: str = "any", *, by_estimate: bool = False
) -> Offer:
    """Complete the terms from the tariff on sale that day, or from themselves.

    What leaves the catalogue is named: figures that are no tariff's, a discount or a validity over
    the limits. A connection fee that the estimate raised leaves nothing: `by_estimate`. Raises
    BadField for an unknown tariff, or for a field that neither says.
    """
    tariff = _tariff(said.get("tariff"), day)
    whole = _whole(said, tariff)
    found, left = _compared(whole, tariff, day, technology, by_estimate=by_estimate)
    discount = said.get("discount_percent", Decimal(0))
    valid_until = said.get("valid_until") or day + VALID_FOR
    limits = limits_on(day)
    if discount > limits.get(LimitCode.DISCOUNT, 0):
        left.append("discount_percent")
    if (valid_until - day).days > limits.get(LimitCode.VALID_DAYS, LONGEST):
        left.append("valid_until")
    same = found if found and technology in ("any", found.technology_id) else None
    return Offer(
        tariff=tariff or (None if "tariff" in left else same),
        discount_percent=discount,
        valid_until=valid_until,
        departures=tuple(left),
        compared=found,
        limits=limits,
        **whole,
    )


def _whole(said: TermsSaid, tariff: Tariff | None) -> dict[str, Any]:
    """Give the four figures: as said, else the tariff's. Raises BadField."""
    down, up = kbit(said.get("speed_mbit")), kbit(said.get("upload_mbit"))
    given = {
        "speed_down_kbit": down,
        "speed_up_kbit": up or down,
        "connection_fee": said.get("connection_fee"),
        "monthly_fee": said.get("monthly_fee"),
    }
    listed: dict[str, Any] = {name: getattr(tariff, name) for name in PRICED} if tariff else {}
    whole = listed | {name: value for name, value in given.items() if value is not None}
    _check_complete(whole)
    return whole


def _compared(
    whole: Mapping[str, Any],
    tariff: Tariff | None,
    day: date,
    technology: str,
    *,
    by_estimate: bool,
) -> tuple[Tariff | None, list[str]]:
    """Give the tariff that the figures are compared with, and what leaves it.

    Without a tariff it is one that has these figures, else the nearest of the technology; then
    `tariff` comes first among what is left. Nothing is left where no tariff is on sale.
    """
    if tariff:
        return tariff, _left(whole, tariff, by_estimate=by_estimate)
    on_sale = sorted(tariffs_on(day), key=lambda one: one.technology_id != technology)
    same = next((one for one in on_sale if not _left(whole, one, by_estimate=by_estimate)), None)
    if same or not on_sale:
        return same, []
    mine = [one for one in on_sale if one.technology_id == technology] or on_sale
    nearest = min(mine, key=lambda one: _distance(whole, one))
    return nearest, ["tariff", *_left(whole, nearest, by_estimate=by_estimate)]


def _left(whole: Mapping[str, Any], tariff: Tariff, *, by_estimate: bool) -> list[str]:
    raised = by_estimate and whole["connection_fee"] > tariff.connection_fee
    return [
        name
        for name in PRICED
        if whole[name] != getattr(tariff, name) and not (raised and name == "connection_fee")
    ]


def _distance(whole: Mapping[str, Any], tariff: Tariff) -> tuple[float, Decimal]:
    """Tell how far a tariff is: first by how many times the speed differs, then by the fee."""
    ratio = whole["speed_down_kbit"] / tariff.speed_down_kbit
    return round(abs(log(ratio)), 6), abs(whole["monthly_fee"] - tariff.monthly_fee)


def _tariff(code: str | None, day: date) -> Tariff | None:
    if not code:
        return None
    tariff = tariff_on(code, day)
    if tariff is None:
        raise BadField(
            "tariff",
            _("No tariff “%(code)s” is on sale on %(day)s."),
            _("Choose one of the catalogue, or give speed and fees."),
            code=code,
            day=f"{day:%d.%m.%Y}",
        )
    return tariff


def kbit(mbit: Decimal | None) -> int | None:
    """Turn a speed in Mbit/s into kbit/s; None stays None."""
    return None if mbit is None else int(mbit * KBIT)


def _check_complete(whole: Mapping[str, Any]) -> None:
    fields = {"speed_down_kbit": "speed_mbit", "speed_up_kbit": "upload_mbit"}
    for name in PRICED:
        if name not in whole:
            raise BadField(
                fields.get(name, name),
                _("Without a tariff this is needed."),
                _("Give a tariff, or the speed and both fees."),
            )
