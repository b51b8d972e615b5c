"""What a version of the terms comes to: a tariff's values, and where the offer leaves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypedDict

from django.utils.translation import gettext_noop as _

from turnup.catalog.models import Tariff
from turnup.catalog.queries import tariff_on
from turnup.standard.refusals import BadField

KBIT: Final = 1000
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
    """Speeds and fees, complete; `departures` names the fields that leave the tariff."""

    tariff: Tariff | None
    speed_down_kbit: int
    speed_up_kbit: int
    connection_fee: Decimal
    monthly_fee: Decimal
    discount_percent: Decimal
    departures: tuple[str, ...]


def make_offer(said: TermsSaid, day: date) -> Offer:
    """Complete the terms from the tariff on sale that day, or from themselves.

    Raises BadField for an unknown tariff, or for a field that neither says.
    """
    tariff = _tariff(said.get("tariff"), day)
    down, up = kbit(said.get("speed_mbit")), kbit(said.get("upload_mbit"))
    given = {
        "speed_down_kbit": down,
        "speed_up_kbit": up or down,
        "connection_fee": said.get("connection_fee"),
        "monthly_fee": said.get("monthly_fee"),
    }
    listed = {name: getattr(tariff, name) for name in PRICED} if tariff else {}
    discount = said.get("discount_percent", Decimal(0))
    left = [name for name in listed if given[name] not in (None, listed[name])]
    if tariff and discount:
        left.append("discount_percent")
    whole: dict[str, Any] = listed | {n: value for n, value in given.items() if value is not None}
    _check_complete(whole)
    return Offer(tariff=tariff, discount_percent=discount, departures=tuple(left), **whole)


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
