"""Prices that the demo's commercial head has announced: they begin after the last day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone

from turnup.catalog import actions
from turnup.catalog.models import Item, Tariff
from turnup.catalog.queries import item_on, tariff_on
from turnup.people.actor import Actor, actor_of
from turnup.people.queries import holders_of

ANNOUNCED: Final = timedelta(days=21)
_TARIFFS: Final = (("lan-home-100", "750"), ("radio-30", "9400"), ("sat-20", "7200"))
_ITEMS: Final = (("sat-modem", "33500"), ("utp-indoor", "41"))


def announce_prices(at: datetime) -> None:
    """Raise some prices from three weeks on, as the commercial head does on a page."""
    head = holders_of("commercial_head", at).first()
    if head is None:
        return
    actor, since = actor_of(head, at), timezone.localdate(at) + ANNOUNCED
    for code, fee in _TARIFFS:
        if (tariff := tariff_on(code, since)) is not None:
            _raise_tariff(tariff, Decimal(fee), actor, at, since)
    for code, price in _ITEMS:
        if (item := item_on(code, since)) is not None:
            _raise_item(item, Decimal(price), actor, at, since)


def _raise_tariff(row: Tariff, fee: Decimal, actor: Actor, at: datetime, since: date) -> None:
    actions.set_tariff(
        actor=actor,
        at=at,
        code=row.code,
        technology=row.technology_id,
        title=row.title,
        title_en=row.title_en,
        speed_down_kbit=row.speed_down_kbit,
        speed_up_kbit=row.speed_up_kbit,
        connection_fee=row.connection_fee,
        monthly_fee=fee,
        valid_from=since,
    )


def _raise_item(row: Item, price: Decimal, actor: Actor, at: datetime, since: date) -> None:
    actions.set_item(
        actor=actor,
        at=at,
        code=row.code,
        kind=row.kind,
        title=row.title,
        title_en=row.title_en,
        unit=row.unit,
        price=price,
        vat=row.vat,
        serial_numbered=row.serial_numbered,
        valid_from=since,
    )
