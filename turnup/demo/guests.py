"""The demo's customers by links, and what came by the public form on the last days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from turnup.orders.models import OpenStep, Order
from turnup.people.actor import actor_of
from turnup.portal.actions import ask_call, make_link, note_visit
from turnup.portal.keys import token_of
from turnup.requests.public_actions import fresh_nonce, receive_public_request

CUSTOMERS_STEPS: Final = (
    "terms_agreed",
    "corrected_terms_accepted",
    "duties_explained",
    "contract_signed_by_customer",
    "money_received",
    "visit_agreed",
)
PHONE: Final = "Mozilla/5.0 (Linux; Android 14) Mobile"
ASKED: Final[tuple[dict[str, Any], ...]] = (
    {
        "customer": {
            "kind": "company",
            "name": "ООО «Окские мануфактуры»",
            "inn": "7707049388",
            "contact_name": "Дорохова Елена Павловна",
            "phone": "+7 4842 55-10-20",
            "email": "office@oka-textile.example",
        },
        "site": {
            "address": "Калуга, ул. Болотникова, 11",
            "latitude": "54.498100",
            "longitude": "36.279400",
            "floor": "2",
            "access_notes": "Пропуск на проходной, позвонить за час",
        },
        "technology": "radio",
        "speed_mbit": "100",
        "static_addresses": 2,
        "items": ["Не ниже 100 Мбит/с", "Два статических адреса", "Запасной канал"],
        "wishes": "Работы только после 18:00",
    },
    {
        "customer": {
            "kind": "sole_trader",
            "name": "ИП Селиванов Артём Игоревич",
            "ogrn": "304500116000157",
            "phone": "+7 910 555-31-02",
        },
        "site": {"address": "Калуга, ул. Кирова, 36", "room": "12"},
        "technology": "any",
        "speed_mbit": "50",
        "items": ["Касса и камеры должны работать без перерывов"],
    },
    {
        "customer": {
            "kind": "person",
            "name": "Жукова Наталья Сергеевна",
            "phone": "+7 906 555-77-14",
            "email": "zhukova@example.com",
        },
        "site": {"address": "Калуга, ул. Московская, 120", "entrance": "3", "room": "58"},
        "technology": "lan",
        "speed_mbit": "100",
    },
)


def invite_guests(*, end: datetime) -> None:
    """Give links to the customers whose turn it is, with visits; register the last requests."""
    waiting = OpenStep.objects.filter(step__in=CUSTOMERS_STEPS).order_by("order__number")
    orders = Order.objects.filter(id__in=waiting.values("order_id")).order_by("number")
    for place, order in enumerate(orders.select_related("customer", "lead")):
        _invite(order, end, place)
    _receive(ASKED, end)


def _invite(order: Order, end: datetime, place: int) -> None:
    at = max(order.moved_at, order.opened_at)
    link = make_link(order=order, actor=actor_of(order.lead, at), at=at)
    for visit in range(place % 4):
        seen = min(at + timedelta(hours=2 + 7 * visit), end)
        note_visit(link=link, at=seen, what="GET page", address="203.0.113.24", agent=PHONE)
    if place == 0 and order.customer.phone:
        wish = "Подскажите, нужен ли доступ на чердак"
        ask_call(order=order, at=end - timedelta(hours=3), phone=order.customer.phone, wish=wish)


def _receive(asked: Sequence[dict[str, Any]], end: datetime) -> None:
    for place, said in enumerate(asked):
        nonce = fresh_nonce()
        receive_public_request(
            said=said,
            token=token_of("request", nonce),
            nonce=nonce,
            language="ru",
            at=end - timedelta(hours=20 - 6 * place),
        )
