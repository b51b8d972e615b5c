"""What a contract says: its paper's whole data, drawn up from what stands in the database.

`gathering` reads, `compose` writes; a draft shows every gap by its name, and `lacking` tells which
of the thirteen mandatory items (decree 575, item 22) are incomplete.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from turnup.catalog.models import VatRate
from turnup.catalog.money import roubles, vat_of
from turnup.catalog.money_words import in_words
from turnup.contracts.clauses import (
    policy_texts,
    printed,
)
from turnup.contracts.declension import term_in_genitive
from turnup.contracts.gathering import Ground
from turnup.contracts.sides import (
    Subscriber,
    day_text,
    gap,
    operator_side,
    preamble,
    subscriber_side,
)
from turnup.people.phones import displayed
from turnup.requests.models import Terms
from turnup.surveys.readings import READINGS

LAYOUT: Final = 2
"""Counts up when the template changes what it prints of the same data."""

TECHNOLOGIES: Final = {
    "lan": ("локальная сеть (Ethernet)", "Ethernet 10/100/1000BASE-T, разъём RJ-45"),
    "radio": ("радиодоступ", "Ethernet 10/100/1000BASE-T, разъём RJ-45"),
    "leased_line": ("выделенная линия", "Ethernet 10/100BASE-TX, разъём RJ-45"),
    "satellite": ("спутниковый доступ", "Ethernet 10/100BASE-TX, разъём RJ-45"),
}
DESCRIBED: Final = ("по описанию абонентской линии", "Ethernet 10/100BASE-TX, разъём RJ-45")
"""Of a line whose technology nobody named: its own description says it."""
READING_NAMES: Final = {
    "cable_m": ("длина кабеля до помещения", "м"),
    "free_ports": ("свободных портов узла", ""),
    "optical_loss_db": ("оптические потери", "дБ"),
    "distance_km": ("расстояние до базовой станции", "км"),
    "azimuth_deg": ("азимут", "°"),
    "signal_dbm": ("уровень сигнала", "дБм"),
    "noise_dbm": ("уровень шума", "дБм"),
    "margin_db": ("запас", "дБ"),
    "mast_height_m": ("высота мачты", "м"),
    "length_km": ("длина линии", "км"),
    "loop_ohm": ("сопротивление шлейфа", "Ом"),
    "insulation_mohm": ("сопротивление изоляции", "МОм"),
    "attenuation_db": ("затухание", "дБ"),
    "elevation_deg": ("угол места", "°"),
    "snr_db": ("отношение сигнал/шум", "дБ"),
}


# ------------------------------------------------------------------ composing
def compose(it: Ground) -> dict[str, Any]:
    """Return the data of the contract's paper. Raises MissingValue for a clause's unknown value."""
    values = {name: text or gap(GAPS.get(name, name)) for name, text in values_of(it).items()}
    return {
        "layout": LAYOUT,
        "number": it.contract.number,
        "place": _place(it.contract.place),
        "date": day_text(it.day),
        "project": bool(lacking(it)),
        "preamble": preamble(it.company, it.directors, it.subscriber),
        "sections": printed(it.clauses, values),
        "terms": _terms_rows(it, values),
        "line": _line_rows(it, values),
        "sides": [operator_side(it.company, it.directors), subscriber_side(it.subscriber)],
        "company": it.company.short_name if it.company else "",
    }


GAPS: Final = {
    "installation_address": "адрес установки оборудования",
    "licence": "лицензии оператора",
    "support_phone": "телефон поддержки",
    "survey_date": "день технической экспертизы",
    "vat_note": "ставка НДС",
    "bill_delivery": "способ и адрес доставки счёта",
    "delay_norm": "норма задержки",
}


def values_of(it: Ground) -> dict[str, str]:
    """Return the value of every variable; blank where it is missing."""
    terms, company = it.terms, it.company
    delay = it.policies.get("satellite_delay" if it.technology == "satellite" else "delay")
    return {
        **policy_texts(it.policies),
        "installation_address": str(it.order.site.address),
        "licence": company.licence if company else "",
        "support_phone": displayed(company.support_phone) if company else "",
        "survey_date": day_text(it.survey.surveyed_on) if it.survey else "",
        "connection_term": term_in_genitive(Decimal(it.connection_days), "working_day"),
        "connection_fee": sum_text(terms.connection_fee),
        "monthly_fee": sum_text(monthly_fee(terms)),
        "vat_note": vat_note(it.vat),
        "speed_down": speed_text(terms.speed_down_kbit),
        "speed_up": speed_text(terms.speed_up_kbit),
        "delay_norm": term_in_genitive(delay.value, delay.unit) if delay else "",
        "bill_delivery": _delivery(it.subscriber),
        "contract_term": _term(it.subscriber),
        "extra_obligations": it.subscriber.get("extra_obligations").rstrip(". ") or "не приняты",
    }


def monthly_fee(terms: Terms) -> Decimal:
    """Return what is paid a month: the fee less the discount, half up to the kopeck."""
    return roubles(terms.monthly_fee * (100 - terms.discount_percent) / 100)


def sum_text(amount: Decimal) -> str:
    """Return a sum in digits and words: 12 000,00 руб. (Двенадцать тысяч рублей 00 копеек)."""
    return f"{figures(amount)}\u00a0руб. ({in_words(amount)})"


def figures(amount: Decimal) -> str:
    """Return a sum in digits, with spaces between thousands that do not break."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def vat_note(rate: VatRate | None) -> str:
    """Return what part of a sum is VAT, in words of the contract; blank where it is not known."""
    if rate is None:
        return ""
    return (
        "НДС не облагается"
        if rate.percent is None
        else f"включая НДС {rate.percent.normalize():f}\u00a0%".replace(".", ",")
    )


def speed_text(kbit: int) -> str:
    """Return a speed in Mbit/s."""
    mbit = (Decimal(kbit) / 1000).normalize()
    return f"{mbit:f}".replace(".", ",") + "\u00a0Мбит/с"


def _place(place: str) -> str:
    return place if "." in place or " " in place.strip() else f"г. {place}"


def _delivery(it: Subscriber) -> str:
    way = it.get("bill_delivery") or ("email" if it.get("email") else "")
    said = it.get("bill_address")
    if way == "office":
        return "в офисе Оператора, под подпись"
    if way == "email":
        return f"по электронной почте {said or it.get('email')}"
    address = said or it.get("legal_address")
    return f"почтовым отправлением по адресу: {address}" if address else ""


def _term(it: Subscriber) -> str:
    until = it.details.get("until")
    return f"до {day_text(date.fromisoformat(str(until)))}" if until else "без ограничения срока"


def _terms_rows(it: Ground, values: Mapping[str, str]) -> list[list[str]]:
    terms = it.terms
    vat = vat_of(terms.connection_fee, it.vat.percent if it.vat else None)
    rows = [
        ["Услуга", "Доступ к сети «Интернет», круглосуточно"],
        ["Тарифный план", terms.tariff.title if terms.tariff else "индивидуальный"],
        ["Технология доступа", TECHNOLOGIES.get(it.technology, DESCRIBED)[0]],
        ["Скорость к Абоненту", f"до {values['speed_down']}"],
        ["Скорость от Абонента", f"до {values['speed_up']}"],
        ["Статические IP-адреса", str(it.static_addresses)] if it.static_addresses else [],
        ["Плата за подключение (однократно)", values["connection_fee"]],
        ["в том числе НДС", f"{figures(vat)} руб."] if vat else [],
        _list_fee(terms),
        ["Абонентская плата в месяц", values["monthly_fee"]],
        ["Налог", values["vat_note"]],
        ["Гарантированный срок подключения", f"не более {values['connection_term']}"],
    ]
    return [row for row in rows if row]


def _list_fee(terms: Terms) -> list[str]:
    if not terms.discount_percent:
        return []
    discount = f"{terms.discount_percent.normalize():f}".replace(".", ",")
    return ["Скидка", f"{discount}\u00a0% от {figures(terms.monthly_fee)} руб. в месяц"]


def _line_rows(it: Ground, values: Mapping[str, str]) -> list[list[str]]:
    technology, interface = TECHNOLOGIES.get(it.technology, DESCRIBED)
    site = it.order.site
    inside = ", ".join(
        f"{name} {value}"
        for name, value in (
            ("подъезд", site.entrance),
            ("этаж", site.floor),
            ("помещение", site.room),
        )
        if value
    )
    rows = [
        ["Адрес установки оборудования", values["installation_address"]],
        ["Место", inside] if inside else [],
        ["Абонентская линия", _line(it, technology)],
        ["Абонентский интерфейс", interface],
        ["Протоколы", "IPv4, IPv6"],
        ["Техническая экспертиза", values["survey_date"]],
    ]
    return [row for row in rows if row]


def _line(it: Ground, technology: str) -> str:
    said = it.subscriber.get("line_description")
    if said:
        return said
    readings = it.survey.readings if it.survey else {}
    known = READINGS.get(it.technology, {})
    told = [_reading(code, readings[code]) for code in known if code in readings]
    return "; ".join([technology, *(one for one in told if one)])


def _reading(code: str, value: str) -> str:
    """Write a reading with its unit: `азимут 183,6°`; blank for one that contracts do not name."""
    name, unit = READING_NAMES.get(code, ("", ""))
    gap_before = "" if unit in ("°", "") else "\u00a0"
    return f"{name} {str(value).replace('.', ',')}{gap_before}{unit}" if name else ""


# ------------------------------------------------------------------ the thirteen items
ITEMS: Final = (
    *("place_and_date", "operator", "operator_account", "licence", "subscriber", "line"),
    *("bandwidth", "norms", "tariff", "bill_delivery", "duties", "term", "extra"),
)
DUTIES: Final = ("operator_service", "subscriber_pays", "liability_payment", "quality_repair")


def lacking(it: Ground) -> list[str]:
    """Return what the mandatory items lack, each as `item` or `item.field`, in the law's order."""
    company, values = it.company, values_of(it)
    present = {one.clause.code for one in it.clauses}
    found = {
        "place_and_date": bool(it.contract.place.strip()),
        "operator": bool(company and company.address and it.directors),
        "operator_account": bool(company and company.account),
        "licence": bool(company and company.licence),
        "line": bool(values["installation_address"]) and _is_described(it),
        "norms": bool(values["delay_norm"]) and {"jitter", "loss"} <= set(it.policies),
        "bill_delivery": bool(values["bill_delivery"]),
        "duties": present.issuperset(DUTIES),
        "term": "term_length" in present,
        "extra": "operator_extra" in present,
    }
    lacks = {f"subscriber.{field}" for field in it.subscriber.lacks}
    if not it.subscriber.signatory:
        lacks.add("subscriber.signatory")
    lacks |= {item for item, there in found.items() if not there}
    return sorted(lacks, key=lambda code: (ITEMS.index(code.split(".")[0]), code))


def _is_described(it: Ground) -> bool:
    return it.technology in TECHNOLOGIES or bool(it.subscriber.get("line_description"))
