"""What the people of the demo say at each step: the data of the steps' forms.

`said(step, run, …)` gives them for one order; a step without a row here says its form's example.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from turnup.demo.answers import answered
from turnup.demo.goods import free_modem, named_devices
from turnup.demo.pens import drawn
from turnup.demo.stories import Story
from turnup.people.actor import Actor
from turnup.standard import Card

TARIFFS: Final[Mapping[str, tuple[tuple[str, int, int], ...]]] = {
    # code, connection fee, monthly fee: as in the price list
    "lan": (("lan-office-50", 3000, 2490), ("lan-office-100", 3000, 3990)),
    "radio": (("radio-10", 18000, 4900), ("radio-30", 22000, 8900), ("radio-100", 45000, 24900)),
    "leased_line": (("line-2", 15000, 7900), ("line-10", 25000, 12900)),
    "satellite": (("sat-10", 12000, 4200), ("sat-20", 12000, 6900)),
}
LINES: Final[Mapping[str, tuple[tuple[str, int, int], ...]]] = {
    # item of the catalogue, from how many to how many
    "lan": (("utp-indoor", 15, 80), ("work-cable-indoor", 15, 60), ("socket", 1, 4)),
    "radio": (
        ("radio-cpe", 1, 1),
        ("radio-antenna", 1, 1),
        ("mast-3", 1, 1),
        ("work-antenna", 1, 1),
    ),
    "leased_line": (("shdsl-modem", 1, 2), ("work-cross", 1, 2), ("fee-line", 1, 1)),
    "satellite": (("sat-modem", 1, 1), ("sat-dish", 1, 1), ("work-dish", 1, 1)),
}
READINGS: Final[Mapping[str, tuple[tuple[str, float, float], ...]]] = {
    "lan": (("cable_m", 12, 85), ("free_ports", 1, 18)),
    "radio": (("distance_km", 0.4, 9), ("signal_dbm", -74, -52), ("noise_dbm", -98, -90)),
    "leased_line": (("length_km", 0.7, 6), ("loop_ohm", 120, 900), ("attenuation_db", 8, 38)),
    "satellite": (("elevation_deg", 21, 27), ("azimuth_deg", 172, 196), ("snr_db", 9, 15)),
}
CONNECTED: Final[Mapping[str, tuple[tuple[str, float, float], ...]]] = {
    "lan": (("port_mbit", 100, 100), ("cable_m", 12, 88), ("loss_pct", 0, 0.3)),
    "radio": (("signal_dbm", -68, -52), ("snr_db", 23, 38), ("loss_pct", 0, 1.2)),
    "leased_line": (("sync_kbit", 2048, 11_400), ("snr_db", 6, 14)),
    "satellite": (("snr_db", 8, 14), ("elevation_deg", 21, 27), ("delay_ms", 560, 690)),
}
DEVICES: Final = {
    "lan": "Маршрутизатор",
    "radio": "Радиомодуль 5 ГГц",
    "leased_line": "Модем SHDSL",
    "satellite": "Спутниковый модем",
}
WISHES: Final = (
    "Нужно до переезда офиса",
    "Звонить за час до приезда",
    "Работы только после 14 часов",
    "Оборудование в серверную на втором этаже",
    "",
    "",
)
ITEMS: Final = (
    "Скорость не ниже заявленной в обе стороны",
    "Один статический IP-адрес",
    "Договор в электронном виде",
    "Резервный канал на время монтажа",
    "Поддержка в выходные дни",
)
OWNERS: Final = ("ТСЖ «Кирова, 36»", "ООО «Управдом»", "УК «ЖРЭУ-7»", "ИП Климов А. С.")
CANCELLED: Final = (
    ("price", "Дороже, чем заложено в смету"),
    ("term", "Не готовы ждать монтаж"),
    ("competitor", "Остались у прежнего провайдера"),
    ("not_needed", "Офис не открываем"),
    ("premises", "Съезжаем из помещения"),
)
NOTES: Final = (
    "Ключ от чердака у вахтёра, с 9 до 18",
    "Клиент просит писать на почту, днём трубку не берёт",
    "Парковка только со двора",
    "Нужен пропуск: паспорта бригады отправлены охране",
)


@dataclass
class Run:
    """An order under way: its story, who leads it, and what has been settled so far."""

    story: Story
    order_id: UUID
    customer_id: UUID
    site_id: UUID
    lead: Actor
    number: int
    surveys: int = 0
    survey_date: date | None = None
    engineer: Actor | None = None
    crew: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    in_service_on: date | None = None
    days: int = 1  # working days from money to service, as drawn
    agenda: dict[str, datetime] = field(default_factory=dict)
    quiet_until: datetime | None = None
    befallen: set[str] = field(default_factory=set)
    card: Card = field(default_factory=Card)


Saying = Callable[[Run, Random, date], dict[str, Any]]


def said(step: str, run: Run, rng: Random, today: date) -> dict[str, Any] | None:
    """Give the data of a step, or None where its form's example will do."""
    saying = SAYINGS.get(step)
    return saying(run, rng, today) if saying else None


def _request(run: Run, rng: Random, today: date) -> dict[str, Any]:
    return {
        "customer_id": str(run.customer_id),
        "site_id": str(run.site_id),
        "technology": run.story.asked,
        "speed_mbit": str(rng.choice((10, 30, 50, 100))),
        "wanted_by": (today + timedelta(days=rng.randint(15, 45))).isoformat(),
        "static_addresses": rng.choice((1, 1, 1, 2)),
        "wishes": rng.choice(WISHES),
        "items": rng.sample(ITEMS, rng.randint(1, 3)),
        "channel": rng.choice(("phone", "email", "meeting", "site")),
    }


def _terms(run: Run, rng: Random, today: date) -> dict[str, Any]:
    code, _connection, _monthly = _tariff(run)
    if "nonstandard" not in run.story.traits:
        return {"tariff": code}
    return {
        "tariff": code,
        "discount_percent": rng.choice(("10", "15", "20")),
        "nonstandard_reasons": ["Договор на три года, второй офис в следующем квартале"],
    }


def _corrected(run: Run, rng: Random, today: date) -> dict[str, Any]:
    _code, connection, monthly = _tariff(run)
    return {
        "tariff": None,
        "speed_mbit": "30",
        "connection_fee": str(connection + rng.choice((2500, 4000, 6500))),
        "monthly_fee": str(monthly),
        "nonstandard_terms": "nonstandard" in run.story.traits,
    }


def _tariff(run: Run) -> tuple[str, int, int]:
    tariffs = TARIFFS[run.story.technology]
    return tariffs[run.number % len(tariffs)]


def _agreed(run: Run, rng: Random, today: date) -> dict[str, Any]:
    return {"agreed_by": run.story.client.contact, "channel": rng.choice(("phone", "email"))}


def _survey_task(run: Run, rng: Random, today: date) -> dict[str, Any]:
    access = "Вход со двора, пропуск у охраны" if rng.random() < 0.4 else ""
    return {"urgent": "urgent" in run.story.traits, "access": access}


def _survey_day(run: Run, rng: Random, today: date) -> dict[str, Any]:
    assert run.survey_date is not None
    assert run.engineer is not None
    return {"survey_date": run.survey_date.isoformat(), "engineer": str(run.engineer.id)}


def _survey_result(run: Run, rng: Random, today: date) -> dict[str, Any]:
    traits, technology = run.story.traits, run.story.technology
    negative = "refused" in traits or ("built" in traits and run.surveys == 0)
    build = "with_build" in traits
    verdict = "not_feasible" if negative else "feasible_with_build" if build else "feasible"
    return {
        "verdict": verdict,
        "node_capacity": True,
        "line_available": not (negative or build),
        "technology": technology,
        "readings": {
            code: f"{rng.uniform(low, high):.{0 if code == 'free_ports' else 1}f}"
            for code, low, high in READINGS[technology]
        },
        "outdoor": "outdoor" in traits,
        "permits_needed": "permits" in traits,
        "special_equipment": "special" in traits,
        "notes": "Свободных линий к дому нет" if negative else "",
    }


def _decision(run: Run, rng: Random, today: date) -> dict[str, Any]:
    if "built" not in run.story.traits:
        return {"decision": "no", "minutes": "Одна заявка в квартале: строить невыгодно"}
    return {
        "decision": "build",
        "minutes": "Поставить узел доступа: в квартале ещё четыре заявки",
        "responsible": "Фёдоров Константин Игоревич",
        "by_when": (today + timedelta(days=30)).isoformat(),
    }


def _estimate(run: Run, rng: Random, today: date) -> dict[str, Any]:
    rows = (*LINES[run.story.technology], ("work-visit", 1, 1), ("work-setup", 1, 1))
    lines = [{"item": code, "quantity": str(rng.randint(low, high))} for code, low, high in rows]
    return {"lines": lines, "terms_changed": "changed" in run.story.traits}


def _draft(run: Run, rng: Random, today: date) -> dict[str, Any]:
    client = run.story.client
    said: dict[str, Any] = {"place": "Калуга"}
    if client.customer["kind"] == "company":
        said["details"] = {"signatory": client.contact, "signatory_post": "Директор"}
    elif not client.customer.get("email"):
        said["details"] = {"bill_delivery": "office"}
    if "disputed" not in run.story.traits:
        return said
    clause = {"clause": "5.3", "theirs": "Абонент вносит плату не позднее 20 (двадцати) дней."}
    return {**said, "disputed": True, "disputed_clauses": [clause]}


def _duties(run: Run, rng: Random, today: date) -> dict[str, Any]:
    duties = ("connection_payment", "recurring_fee", "due_dates", "disconnection_conditions")
    channel = rng.choice(("meeting", "email", "phone"))
    return {
        **dict.fromkeys(duties, True),
        "explained_to": run.story.client.contact,
        "channel": channel,
    }


def _settled(run: Run, rng: Random, today: date) -> dict[str, Any]:
    clause = {
        "clause": "5.3",
        "ours": (
            "Расчётный период — календарный месяц. Абонент вносит плату не позднее 10 (десяти) "
            "дней по окончании расчётного периода."
        ),
        "theirs": "Абонент вносит плату не позднее 20 (двадцати) дней.",
        "agreed": "Абонент вносит плату не позднее 15 (пятнадцати) дней.",
    }
    return {"clauses": [clause], "summary": "Протокол разногласий подписан"}


def _signature(run: Run, rng: Random, today: date) -> dict[str, Any]:
    company = run.story.client.customer["kind"] == "company"
    ground = "charter" if company else "personally"
    return {"signatory": run.story.client.contact, "ground": ground}


def _money(run: Run, rng: Random, today: date) -> dict[str, Any]:
    payment = rng.randint(10, 9999)
    return {
        "payer": run.story.client.customer["name"],
        "bank_reference": f"ПП {payment} от {today:%d.%m.%Y}, заявка {run.number}",
    }


def _permit(run: Run, rng: Random, today: date) -> dict[str, Any]:
    document = f"письмо № {rng.randint(2, 180)} от {today:%d.%m.%Y}"
    return {"granted_by": rng.choice(OWNERS), "document": document}


def _lease(run: Run, rng: Random, today: date) -> dict[str, Any]:
    place = run.story.client.site["address"].split(", ")
    return {
        "lessor": rng.choice(OWNERS),
        "place": f"Мачта на крыше, {place[1]}, {place[2]}",
        "monthly_rent": rng.choice(("900.00", "1500.00", "3000.00")),
    }


def _equipment_order(run: Run, rng: Random, today: date) -> dict[str, Any]:
    """Promise the equipment for the day before the promised service, at the earliest today."""
    days = run.in_service_on - today if run.in_service_on else timedelta(days=3)
    return {
        "description": f"{DEVICES[run.story.technology]}, грозозащита, комплект крепежа",
        "supplier": "ООО «Радиосвязь»",
        "document": f"счёт № {rng.randint(100, 900)} от {today:%d.%m.%Y}",
        "promised_date": (today + max(days / 2, timedelta())).isoformat(),
    }


def _equipment(run: Run, rng: Random, today: date) -> dict[str, Any]:
    return {
        "description": f"{DEVICES[run.story.technology]}, грозозащита, комплект крепежа",
        "supplier": "ООО «Радиосвязь»",
        "serials": [f"RS-{run.number:04}-{rng.randint(100, 999)}"],
    }


def _visit(run: Run, rng: Random, today: date) -> dict[str, Any]:
    assert run.starts_at is not None
    return {"crew": run.crew, "starts_at": run.starts_at.isoformat()}


def _visit_agreed(run: Run, rng: Random, today: date) -> dict[str, Any]:
    return {"agreed_with": run.story.client.contact, "way": rng.choice(("phone", "email"))}


def _modem(run: Run, rng: Random, today: date) -> dict[str, Any]:
    serial = f"LTE-{2000 + run.number}-{rng.randint(10, 99)}"
    known = free_modem() or serial
    return {"device": "LTE-роутер с SIM-картой", "serial": known, "deposit": "3000.00"}


def _line(run: Run, rng: Random, today: date) -> dict[str, Any]:
    signal = rng.randint(-70, -52) if run.story.technology == "radio" else None
    return {
        "port": f"ru-klg-acc-{rng.randint(1, 40):03} / {rng.randint(1, 24)}",
        "signal_dbm": signal,
        "readings": _measured(run, rng),
    }


def _measured(run: Run, rng: Random) -> dict[str, str]:
    ranges = CONNECTED[run.story.technology]
    return {code: f"{rng.uniform(low, high):.1f}" for code, low, high in ranges}


def _set_up(run: Run, rng: Random, today: date) -> dict[str, Any]:
    speed = rng.choice((10, 30, 50, 100)) * 1000
    checklist = dict.fromkeys(("address_set", "internet_works", "customer_shown"), True)
    measured = speed - rng.randint(100, 900)
    return {**checklist, "speed_down_kbit": measured, "speed_up_kbit": measured - 300}


def _act(run: Run, rng: Random, today: date) -> dict[str, Any]:
    serial = f"{run.story.technology[:2].upper()}-{run.number:04}-{rng.randint(100, 999)}"
    return {
        "signatory_name": run.story.client.contact,
        "works": "Проложен кабель, подключена и настроена линия, проверен доступ в интернет",
        "equipment": named_devices(run.order_id)
        or [{"name": DEVICES[run.story.technology], "serial": serial}],
        "customer_signature": drawn(rng),
        "crew_signature": drawn(rng),
    }


def _waiver(run: Run, rng: Random, today: date) -> dict[str, Any]:
    _code, connection, _monthly = _tariff(run)
    return {
        "gate": "installation_requested",
        "reason": "Гарантийное письмо, платит на следующей неделе",
        "amount_at_risk": f"{connection}.00",
        "until": (today + timedelta(days=30)).isoformat(),
    }


def _cancellation(run: Run, rng: Random, today: date) -> dict[str, Any]:
    reason, text = rng.choice(CANCELLED)
    return {"reason": reason, "text": text}


SAYINGS: Final[Mapping[str, Saying]] = {
    "request_received": _request,
    "terms_proposed": _terms,
    "brief_answered": lambda run, rng, today: answered(run.order_id, run.story.technology),
    "terms_agreed": _agreed,
    "survey_requested": _survey_task,
    "survey_scheduled": _survey_day,
    "survey_done": _survey_result,
    "development_decided": _decision,
    "estimate_made": _estimate,
    "terms_corrected": _corrected,
    "corrected_terms_accepted": _agreed,
    "contract_drafted": _draft,
    "duties_explained": _duties,
    "disputes_settled": _settled,
    "contract_signed_by_customer": _signature,
    "money_received": _money,
    "permits_obtained": _permit,
    "leases_agreed": _lease,
    "equipment_promised": _equipment_order,
    "equipment_ready": _equipment,
    "visit_planned": _visit,
    "visit_agreed": _visit_agreed,
    "temporary_connection_made": _modem,
    "line_connected": _line,
    "line_set_up": _set_up,
    "act_signed": _act,
    "waiver_granted": _waiver,
    "order_cancelled": _cancellation,
    "note_added": lambda run, rng, today: {"text": rng.choice(NOTES)},
}
