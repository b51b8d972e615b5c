"""How the demo company answers a technical brief: item by item, as its technology allows."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from turnup.requests.queries import brief_items

FIRST: Final[Mapping[str, str]] = {
    "lan": "Подключим по локальной сети: в доме есть наш узел, дальше кабель до помещения.",
    "radio": "Подключим по радио: антенна на крыше, кабель до помещения.",
    "leased_line": "Подключим по выделенной линии через узел оператора последней мили.",
    "satellite": "Подключим через спутник: тарелка на стене или крыше, модем в помещении.",
}
SAID: Final[Mapping[str, str]] = {
    "Скорость не ниже заявленной в обе стороны": "Скорость к вам и от вас — по тарифу ниже",
    "Один статический IP-адрес": "Да, адрес выделим при монтаже и впишем в акт",
    "Договор в электронном виде": "Да, подписать договор можно по ссылке",
    "Резервный канал на время монтажа": "Да, модем LTE на время монтажа, без доплаты",
    "Поддержка в выходные дни": "Да, техническая поддержка работает круглосуточно",
}
OTHERWISE: Final = "Да, учтём при экспертизе и монтаже"


def answered(order_id: UUID, technology: str) -> dict[str, Any]:
    """Give the data of `brief_answered`: the way of connecting, and an answer to each item."""
    return {
        "summary": FIRST.get(technology, "Подберём технологию по итогам экспертизы."),
        "answers": [
            {"item": item.position, "answer": SAID.get(item.text, OTHERWISE)}
            for item in brief_items(order_id)
        ],
    }
