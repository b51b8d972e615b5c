"""What the act of completed works says: the data of its paper, Russian as the law wants it.

A primary document (402-FZ, article 9) names itself, its day, who made it, what was done, how much
of it in money, and who signed, with their posts.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from ipaddress import IPv4Network
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from turnup.catalog.models import VatKind, VatRate
from turnup.catalog.money import vat_of
from turnup.catalog.money_words import in_words
from turnup.catalog.queries import vat_rate_on
from turnup.contracts.queries import standing_contract
from turnup.installation.models import (
    Address,
    BlockAssignment,
    CompletionAct,
    LineConnection,
    LineSetUp,
)
from turnup.installation.readings import known_readings
from turnup.installation.signature import as_svg
from turnup.orders.models import JournalEntry, Order
from turnup.orders.occurrence import standing_row
from turnup.people.roles import role_title
from turnup.requests.models import Terms
from turnup.requests.queries import standing_terms
from turnup.surveys.paper_words import (
    TECHNOLOGIES,
    company_head,
    day_text,
    limit_text,
    number_text,
    paper_head,
    sum_text,
)

CUSTOMER, CREW = "customer.svg", "crew.svg"
MBIT: Final = Decimal(1000)


def act_pictures(act: CompletionAct) -> dict[str, bytes]:
    """Give the signatures as drawn, by the names the data use."""
    drawn = {CUSTOMER: act.customer_signature, CREW: act.crew_signature}
    return {name: as_svg(path).encode() for name, path in drawn.items() if path}


def act_data(act: CompletionAct) -> dict[str, Any]:
    """Give the data of the act's paper. Raises BadField where our details are not known."""
    entry = JournalEntry.objects.select_related("actor").get(order_id=act.order_id, seq=act.seq)
    order = Order.objects.select_related("customer", "site").get(pk=act.order_id)
    with translation.override("ru"):
        day = timezone.localtime(act.signed_at).date()
        company = company_head(day)
        return {
            "number": act.number,
            "date": day_text(day),
            "time": f"{timezone.localtime(act.signed_at):%H:%M}",
            "place": act.place,
            "company": paper_head(company),
            "operator": company.name,
            "customer": str(order.customer),
            "customer_inn": order.customer.inn,
            "address": str(order.site),
            "order": str(order.number),
            "contract": _contract(order),
            "technology": _(TECHNOLOGIES[order.technology]),
            "act_ip": act.ip_address,
            "works": _lines(act.works),
            "money": _money(standing_terms(order.id), day),
            "line": list(_line(act, order)),
            "readings": list(_readings(order)),
            "equipment": [_device(place, one) for place, one in enumerate(act.equipment, 1)],
            "sides": _sides(act, entry),
            "on_screen": bool(act.customer_signature),
            "journal": {"seq": str(entry.seq), "hash": entry.hash},
        }


def _contract(order: Order) -> str:
    contract = standing_contract(order.id)
    return f"№ {contract.number} от {day_text(contract.contract_date)}" if contract else ""


def _lines(works: str) -> list[str]:
    """Split the works into lines, each with a capital: they are a numbered list in the act."""
    parts = [part.strip(" .;—-\t") for part in re.split(r"[\n;]+", works)]
    return [part[:1].upper() + part[1:] for part in parts if part]


def _money(terms: Terms | None, day: Any) -> dict[str, str]:
    """Give what the works cost and what of it is tax; empty where no terms stand."""
    if terms is None:
        return {}
    fee = terms.connection_fee
    try:
        percent = vat_rate_on(VatKind.BASE, day).percent
    except VatRate.DoesNotExist:
        percent = None
    return {"sum": sum_text(fee), "words": in_words(fee), "tax": _tax(fee, percent)}


def _tax(fee: Decimal, percent: Decimal | None) -> str:
    if percent is None:
        return "НДС не облагается"
    part = sum_text(vat_of(fee, percent))
    return f"в том числе НДС {number_text(percent)}\u00a0%\u00a0— {part}\u00a0руб."


def _line(act: CompletionAct, order: Order) -> Iterator[list[str]]:
    held = Address.objects.select_related("pool").filter(pk=act.ip_address).first()
    if held:
        yield ["Маска сети", str(IPv4Network(held.pool.network).netmask)]
        yield ["Шлюз", held.pool.gateway or "—"]
    blocks = BlockAssignment.objects.filter(order=order, until=None).select_related("pool")
    for block in blocks.order_by("pool_id"):
        yield [block.pool.get_purpose_display(), block.prefix]
    connected = standing_row(LineConnection, "line_connected", order.id)
    if connected and connected.port:
        yield ["Порт", connected.port]
    set_up = standing_row(LineSetUp, "line_set_up", order.id)
    if set_up and set_up.speed_down_kbit is not None:
        yield ["Измеренная скорость", _speeds(set_up)]


def _speeds(set_up: LineSetUp) -> str:
    given = (set_up.speed_down_kbit, set_up.speed_up_kbit)
    told = [f"{number_text(Decimal(one) / MBIT)} Мбит/с" for one in given if one is not None]
    return " / ".join(told) + (" (приём / передача)" if len(told) == 2 else "")


def _readings(order: Order) -> Iterator[dict[str, Any]]:
    connected = standing_row(LineConnection, "line_connected", order.id)
    known = known_readings("any") | known_readings(order.technology)
    for code, value in (connected.readings if connected else {}).items():
        reading = known[code]
        yield {
            "title": _(reading.title),
            "value": number_text(value),
            "unit": _(reading.unit) if reading.unit else "",
            "limit": limit_text(reading.least, reading.most),
            "out": reading.is_out(Decimal(value)),
        }


def _device(place: int, device: dict[str, Any]) -> list[str]:
    return [
        str(place),
        device["name"],
        device.get("serial") or "—",
        "шт.",
        str(device.get("quantity", 1)),
    ]


def _sides(act: CompletionAct, entry: JournalEntry) -> list[dict[str, str]]:
    post = act.signatory_post or "Представитель заказчика"
    return [
        {
            "title": "Исполнитель: работы сдал",
            "post": role_title(entry.role),
            "name": entry.actor.name,
            "picture": CREW if act.crew_signature else "",
            "at": _signed(act.signed_at) if act.crew_signature else "",
        },
        {
            "title": "Заказчик: работы принял",
            "post": post[:1].upper() + post[1:],
            "name": act.signatory_name,
            "picture": CUSTOMER if act.customer_signature else "",
            "at": _signed(act.signed_at) if act.customer_signature else "",
        },
    ]


def _signed(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"подписано на экране {local:%d.%m.%Y в %H:%M}"
