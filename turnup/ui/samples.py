"""Sample data of the gallery: an office that repairs bicycles.

It is not the trade's, so that no word of the trade slips into this room.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

Plain = dict[str, Any]


def say(russian: str, english: str) -> str:
    """Will pick the sample text of the active language."""
    return russian if get_language() == "ru" else english


def shell() -> Plain:
    """The frame round the page."""
    shop = say("Мастерская", "Workshop")
    return {
        "home_url": "#",
        "nav": [
            {
                "title": say("Мои задачи", "My tasks"),
                "url": "#tasks",
                "icon": "list-check",
                "count": 7,
                "current": True,
            },
            {"title": say("Ремонты", "Repairs"), "url": "#repairs", "icon": "stack-2"},
            {"title": say("Журнал", "Journal"), "url": "#journal", "icon": "history"},
            {"title": say("Календарь", "Calendar"), "url": "#calendar", "icon": "calendar"},
            {"title": say("Склад", "Store"), "url": "#store", "icon": "package", "group": shop},
            {
                "title": say("Скорость", "Speed"),
                "url": "#speed",
                "icon": "chart-line",
                "group": shop,
            },
        ],
        "search": {
            "url": "",
            "placeholder": say("Номер, клиент, адрес", "Number, customer, address"),
        },
        "account": {
            "name": say("Анна Соколова", "Anna Sokolova"),
            "detail": say("Старший мастер", "Head mechanic"),
            "links": [
                {"title": say("Настройки", "Settings"), "url": "#settings", "icon": "settings"}
            ],
            "sign_out_url": "#out",
        },
        "foot": say("Мастерская «Спица»", "Spoke workshop"),
    }


def stages() -> list[Plain]:
    """A track with each position."""
    head, front = say("Старший мастер", "Head mechanic"), say("Приёмщик", "Front desk")
    return [
        {
            "title": say("Приём", "Intake"),
            "position": "done",
            "subtitle": say("за 1 день", "in 1 day"),
            "responsible": front,
            "control": head,
        },
        {
            "title": say("Осмотр", "Inspection"),
            "position": "done",
            "subtitle": say("за 2 дня", "in 2 days"),
            "responsible": head,
            "control": front,
        },
        {
            "title": say("Смета и согласие", "Estimate and consent"),
            "position": "current",
            "subtitle": say("ждём согласия клиента", "waiting for the customer"),
            "responsible": front,
            "control": head,
            "url": "#now",
        },
        {
            "title": say("Ремонт", "Repair"),
            "position": "ahead",
            "responsible": head,
            "control": front,
        },
        {
            "title": say("Выдача", "Handover"),
            "position": "ahead",
            "responsible": front,
            "control": head,
        },
    ]


def entries(now: datetime) -> list[Plain]:
    """A timeline with a fallen entry and one that arrived late."""
    return [
        {
            "title": say("Смета составлена", "Estimate made"),
            "icon": "report-money",
            "tone": "accent",
            "who": say("Пётр Ильин", "Peter Ilyin"),
            "role": say("старший мастер", "head mechanic"),
            "at": now - timedelta(hours=2),
            "details": [
                {"term": say("Работы", "Labour"), "value": "4 200 ₽"},
                {"term": say("Детали", "Parts"), "value": "11 350,50 ₽"},
            ],
        },
        {
            "title": say("Осмотр проведён", "Inspection done"),
            "icon": "clipboard-check",
            "tone": "good",
            "who": say("Олег Ким", "Oleg Kim"),
            "role": say("мастер", "mechanic"),
            "at": now - timedelta(days=1, hours=3),
            "arrived_at": now - timedelta(days=1),
            "text": say(
                "Рама цела, вилка погнута. Нужна замена вилки и правка колеса.",
                "The frame is sound, the fork is bent. Replace the fork, true the wheel.",
            ),
        },
        {
            "title": say("Осмотр назначен на вторник", "Inspection set for Tuesday"),
            "icon": "calendar-event",
            "who": say("Анна Соколова", "Anna Sokolova"),
            "role": say("старший мастер", "head mechanic"),
            "at": now - timedelta(days=3),
            "fallen": True,
        },
        {
            "title": say("Принято в ремонт", "Taken in"),
            "icon": "inbox",
            "tone": "good",
            "who": say("Мария Лебедева", "Maria Lebedeva"),
            "role": say("приёмщик", "front desk"),
            "at": now - timedelta(days=5),
        },
    ]


def clocks(now: datetime) -> list[Plain]:
    """A chip of each kind."""
    return [
        {
            "who": say("Приёмная", "Front desk"),
            "series": 1,
            "since": now - timedelta(days=4),
            "due": now - timedelta(days=2),
        },
        {
            "who": say("Мастерская", "Workshop"),
            "series": 2,
            "since": now - timedelta(hours=5),
            "due": now + timedelta(minutes=1),
        },
        {
            "who": say("Клиент", "Customer"),
            "series": 3,
            "since": now - timedelta(minutes=40),
            "due": now + timedelta(days=3),
        },
        {"who": say("Поставщик", "Supplier"), "series": 4, "since": now - timedelta(days=1)},
    ]


def columns() -> list[Plain]:
    """Columns of each kind."""
    return [
        {"key": "number", "title": say("Ремонт", "Repair")},
        {"key": "customer", "title": say("Клиент", "Customer")},
        {"key": "step", "title": say("Положение", "Position"), "kind": "badge"},
        {"key": "clock", "title": say("Чей ход", "Whose turn"), "kind": "clock"},
        {"key": "sum", "title": say("Сумма", "Sum"), "kind": "money"},
        {"key": "at", "title": say("Изменён", "Changed"), "kind": "moment"},
    ]


def rows(now: datetime) -> list[Plain]:
    """Rows with every tone, and one that lacks its sum."""
    names = [
        say("ООО «Калужские велосипеды и самокаты»", "Kaluga Bicycles and Scooters Ltd"),
        say("Иванова Е. П.", "E. Ivanova"),
        say("АО «Курьер»", "Courier JSC"),
        say("ИП Громов", "Gromov"),
    ]
    places = [
        ("bad", say("Просрочен", "Overdue")),
        ("warn", say("Срок сегодня", "Due today")),
        ("accent", say("В работе", "Under way")),
        ("good", say("Готов", "Ready")),
    ]
    sums: list[Decimal | None] = [Decimal("15550.50"), Decimal(4200), None, Decimal("1250000")]
    return [
        {
            "url": f"#repair-{index}",
            "tone": "bad" if index == 0 else None,
            "cells": {
                "number": f"2026-{417 + index:04}",
                "customer": names[index],
                "step": {"tone": place[0], "text": place[1]},
                "clock": clock,
                "sum": sums[index],
                "at": now - timedelta(hours=7**index),
            },
        }
        for index, (place, clock) in enumerate(zip(places, clocks(now), strict=True))
    ]


def facts() -> list[Plain]:
    """Definitions with a link and a hint."""
    return [
        {
            "term": say("Клиент", "Customer"),
            "value": say("ООО «Калужские велосипеды»", "Kaluga Bicycles Ltd"),
            "url": "#customer",
        },
        {
            "term": say("Адрес", "Address"),
            "value": say("Калуга, ул. Кирова, 21, 2-й этаж", "21 Kirova St, Kaluga, 2nd floor"),
        },
        {
            "term": say("Телефон", "Telephone"),
            "value": "+7 4842 55-12-34",
            "hint": say("с 9 до 18", "9 to 18"),
        },
    ]


def missing_items() -> list[Plain]:
    """What a closed gate lacks."""
    return [
        {
            "title": say("Согласие клиента со сметой", "The customer's consent to the estimate"),
            "who": [say("клиент", "customer"), say("приёмщик", "front desk")],
            "url": "#consent",
        },
        {"title": say("Предоплата", "Prepayment"), "who": [say("бухгалтер", "bookkeeper")]},
    ]


def views() -> list[Plain]:
    """Tabs."""
    return [
        {"title": say("Открытые", "Open"), "url": "#open", "count": 12, "current": True},
        {"title": say("Ждут других", "Waiting for others"), "url": "#waiting", "count": 4},
        {"title": say("Закрытые", "Closed"), "url": "#closed"},
    ]


def _tiles(days: str) -> list[Plain]:
    """Tiles with a sparkline."""
    first: list[float | None] = [9.1, 8.4, 7.9, 6.2, 5.1, 4.2, 3.9, 3.1, 2.8, 3.2, 2.6, 2.4]
    return [
        {
            "title": say("Средний срок", "Mean time"),
            "value": "2,4" if get_language() == "ru" else "2.4",
            "unit": days,
            "note": say("на 0,2 быстрее октября", "0.2 faster than October"),
            "tone": "good",
            "points": first,
        },
        {
            "title": say("В срок", "On time"),
            "value": "94 %",
            "note": say("17 из 18", "17 of 18"),
            "points": [70, 72, 81, 79, 88, 94],
        },
        {
            "title": say("Просрочено", "Overdue"),
            "value": "1",
            "note": say("ждёт приёмную", "with the front desk"),
            "tone": "bad",
            "points": [4, 6, 3, 3, 2, 1],
        },
        {
            "title": say("За сутки", "Within a day"),
            "value": "61 %",
            "note": say("от оплаты", "of payment"),
        },
    ]


def _parts() -> list[Plain]:
    """Hours of one repair by side."""
    return [
        {
            "title": say("Приёмная", "Front desk"),
            "value": 14,
            "text": say("14 ч", "14 h"),
            "series": 1,
        },
        {
            "title": say("Мастерская", "Workshop"),
            "value": 38,
            "text": say("38 ч", "38 h"),
            "series": 2,
        },
        {
            "title": say("Клиент", "Customer"),
            "value": 22,
            "text": say("22 ч", "22 h"),
            "series": 3,
        },
        {
            "title": say("Поставщик", "Supplier"),
            "value": 6,
            "text": say("6 ч", "6 h"),
            "series": 4,
        },
    ]


def figures() -> Plain:
    """Tiles and charts."""
    months = say(
        "янв фев мар апр май июн июл авг сен окт ноя дек",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    ).split()
    first: list[float | None] = [9.1, 8.4, 7.9, 6.2, 5.1, 4.2, 3.9, 3.1, 2.8, 3.2, 2.6, 2.4]
    days = say("дн.", "days")
    return {
        "tiles": _tiles(days),
        "bars": [
            {
                "title": say("Городские", "City bikes"),
                "value": 1.9,
                "text": f"1.9 {days}",
                "mark": 3,
            },
            {
                "title": say("Горные", "Mountain bikes"),
                "value": 4.4,
                "text": f"4.4 {days}",
                "mark": 4,
                "tone": "bad",
            },
            {
                "title": say("Электрические", "Electric bikes"),
                "value": 2.7,
                "text": f"2.7 {days}",
                "mark": 5,
            },
        ],
        "parts": _parts(),
        "chart": {
            "title": say("Срок ремонта по месяцам", "Time of repair by month"),
            "unit": days,
            "labels": months,
            "series": [
                {"title": say("Городские", "City"), "points": first},
                {
                    "title": say("Горные", "Mountain"),
                    "points": [None, 9.9, 9.1, 8.0, 7.0, 6.6, 6.1, 5.2, 5.0, 4.8, 4.6, 4.4],
                },
            ],
        },
    }
