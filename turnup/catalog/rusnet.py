"""The price list of RusNet, the demo company: roubles with VAT, invented, but plausible."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from turnup.catalog.actions import set_item, set_tariff

_TARIFFS: Final = (
    # code, technology, title, English title, down and up in Mbit/s, connection fee, monthly fee
    ("lan-home-100", "lan", "Домашний 100", "Home 100", 100, 100, "0", "690"),
    ("lan-office-50", "lan", "Офис 50", "Office 50", 50, 50, "3000", "2490"),
    ("lan-office-100", "lan", "Офис 100", "Office 100", 100, 100, "3000", "3990"),
    ("lan-office-300", "lan", "Офис 300", "Office 300", 300, 300, "5000", "8490"),
    ("lan-office-1000", "lan", "Офис 1000", "Office 1000", 1000, 1000, "9000", "19900"),
    ("radio-eco-50", "radio", "Радио Эконом 50", "Radio Economy 50", 50, 50, "12000", "4500"),
    ("radio-10", "radio", "Радио 10", "Radio 10", 10, 10, "18000", "4900"),
    ("radio-30", "radio", "Радио 30", "Radio 30", 30, 30, "22000", "8900"),
    ("radio-100", "radio", "Радио 100", "Radio 100", 100, 100, "45000", "24900"),
    ("line-2", "leased_line", "Выделенная 2", "Leased 2", 2, 2, "15000", "7900"),
    ("line-10", "leased_line", "Выделенная 10", "Leased 10", 10, 10, "25000", "12900"),
    ("line-100", "leased_line", "Выделенная 100", "Leased 100", 100, 100, "60000", "29900"),
    ("sat-10", "satellite", "Спутник 10", "Satellite 10", 10, 2, "12000", "4200"),
    ("sat-20", "satellite", "Спутник 20", "Satellite 20", 20, 4, "12000", "6900"),
    ("sat-40", "satellite", "Спутник 40", "Satellite 40", 40, 8, "15000", "11900"),
)

_WORKS: Final = (
    ("work-visit", "Выезд бригады", "Crew visit", "visit", "1500"),
    ("work-hour", "Работа монтажника", "Installer's hour", "hour", "900"),
    ("work-height", "Работы на высоте", "Work at height", "hour", "2200"),
    ("work-drill", "Сверление проходного отверстия", "Drilling through a wall", "piece", "450"),
    ("work-cable-indoor", "Прокладка кабеля в помещении", "Laying cable indoors", "metre", "60"),
    ("work-cable-outdoor", "Прокладка кабеля снаружи", "Laying cable outdoors", "metre", "110"),
    ("work-duct", "Монтаж кабель-канала", "Fitting trunking", "metre", "120"),
    ("work-splice", "Сварка оптического волокна", "Fibre splice", "point", "700"),
    ("work-mast", "Монтаж мачты", "Raising a mast", "piece", "8500"),
    ("work-antenna", "Монтаж и юстировка антенны", "Fitting and aiming", "piece", "4200"),
    ("work-dish", "Монтаж и наведение тарелки", "Fitting and pointing a dish", "piece", "5200"),
    ("work-grounding", "Монтаж заземления", "Grounding", "point", "3200"),
    ("work-setup", "Настройка оборудования", "Setting up", "piece", "1200"),
    ("work-cross", "Кроссировка на узле", "Cross-connecting", "point", "1800"),
    ("work-vehicle", "Автовышка", "Aerial platform", "hour", "3500"),
)

_MATERIALS: Final = (
    ("utp-indoor", "Кабель UTP 5e внутренний", "Indoor UTP 5e cable", "metre", "38"),
    ("ftp-outdoor", "Кабель FTP 5e наружный", "Outdoor FTP 5e cable", "metre", "62"),
    ("fibre-drop", "Кабель оптический подвесной", "Aerial fibre drop", "metre", "45"),
    ("coax-rg6", "Кабель RG-6", "RG-6 cable", "metre", "48"),
    ("trunking", "Кабель-канал 25×16", "Trunking 25×16", "metre", "85"),
    ("socket", "Розетка RJ-45", "RJ-45 socket", "piece", "320"),
    ("patch-cord", "Патч-корд", "Patch cord", "piece", "180"),
    ("connector-f", "Разъём F", "F connector", "piece", "55"),
    ("bracket", "Кронштейн настенный", "Wall bracket", "piece", "1400"),
    ("mast-3", "Мачта 3 м", "Mast 3 m", "piece", "6800"),
    ("mast-6", "Мачта 6 м с растяжками", "Mast 6 m with guys", "set", "14500"),
    ("ground-kit", "Комплект заземления", "Grounding kit", "set", "2600"),
    ("surge", "Грозозащита линии", "Surge arrester", "piece", "1900"),
)

_EQUIPMENT: Final = (
    ("router", "Маршрутизатор", "Router", "5400"),
    ("switch-8", "Коммутатор 8 портов", "Switch, 8 ports", "6900"),
    ("sfp", "Модуль SFP", "SFP module", "1700"),
    ("media-converter", "Медиаконвертер", "Media converter", "3100"),
    ("ont", "Абонентский терминал ONT", "ONT", "4300"),
    ("radio-cpe", "Радиомодуль 5 ГГц", "Radio unit 5 GHz", "11800"),
    ("radio-antenna", "Антенна 23 дБи", "Antenna 23 dBi", "7200"),
    ("radio-bridge", "Радиомост 5 ГГц, пара", "Radio bridge 5 GHz, pair", "48000"),
    ("shdsl-modem", "Модем SHDSL", "SHDSL modem", "16500"),
    ("sat-modem", "Спутниковый модем", "Satellite modem", "32000"),
    ("sat-dish", "Тарелка 0,76 м", "Dish 0.76 m", "9800"),
    ("sat-transceiver", "Приёмопередатчик 2 Вт", "Transceiver 2 W", "18500"),
    ("lte-router", "Модем LTE временный", "Temporary LTE modem", "6200"),
)

_FEES: Final = (
    ("fee-roof", "Аренда места на крыше", "Roof lease", "month", "3000", "base"),
    ("fee-line", "Подключение к линии оператора", "Carrier's one-off fee", "piece", "9500", "base"),
    ("fee-registration", "Регистрация РЭС", "Radio registration", "piece", "1000", "none"),
)


@transaction.atomic
def load_price_list(*, at: datetime, since: date) -> None:
    """Put the whole price list in force from a day on. Called by the demo on an empty catalogue."""
    for code, technology, title, title_en, down, up, connection, monthly in _TARIFFS:
        set_tariff(
            actor=None,
            at=at,
            code=code,
            technology=technology,
            title=title,
            title_en=title_en,
            speed_down_kbit=down * 1000,
            speed_up_kbit=up * 1000,
            connection_fee=Decimal(connection),
            monthly_fee=Decimal(monthly),
            valid_from=since,
        )
    for code, kind, title, title_en, unit, price, vat in _items():
        set_item(
            actor=None,
            at=at,
            code=code,
            kind=kind,
            title=title,
            title_en=title_en,
            unit=unit,
            price=Decimal(price),
            vat=vat,
            serial_numbered=kind == "equipment",
            valid_from=since,
        )


def _items() -> list[tuple[str, str, str, str, str, str, str]]:
    works = [(row[0], "work", *row[1:], "base") for row in _WORKS]
    materials = [(row[0], "material", *row[1:], "base") for row in _MATERIALS]
    devices = [
        (code, "equipment", title, title_en, "piece", price, "base")
        for code, title, title_en, price in _EQUIPMENT
    ]
    fees = [(row[0], "fee", *row[1:]) for row in _FEES]
    return [*works, *materials, *devices, *fees]
