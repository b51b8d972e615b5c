"""The papers beside the contract: the protocol of disagreements, the acknowledgement of duties."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from turnup.contracts.models import ContractText, DutiesExplanation
from turnup.contracts.queries import DisputeRow
from turnup.contracts.sides import day_text, gap

CHANNELS: Final = {
    "phone": "по телефону",
    "email": "по электронной почте",
    "meeting": "при личной встрече",
    "link": "по ссылке на странице заявки",
    "site": "на сайте",
}
DUTIES: Final = (
    ("connection_payment", "Плата за подключение", ("payment_connection",)),
    ("recurring_fee", "Абонентская плата", ("payment_monthly",)),
    ("due_dates", "Сроки оплаты", ("payment_due", "payment_bill")),
    (
        "disconnection_conditions",
        "Условия приостановления услуг и отключения",
        ("suspension_right", "suspension_end", "suspension_termination"),
    ),
)


def protocol_data(
    text: ContractText, rows: Sequence[DisputeRow], *, summary: str, settled_at: datetime | None
) -> dict[str, Any]:
    """Return the data of the protocol; until it is settled, a draft that shows what lacks."""
    said = text.data
    operator = said["company"] or gap("наименование оператора")
    subscriber = said["sides"][1]["name"]
    return {
        "number": said["number"],
        "contract_date": said["date"],
        "place": said["place"],
        "date": day_text(timezone.localtime(settled_at).date()) if settled_at else "",
        "project": settled_at is None or bool(said["project"]),
        "preamble": (
            f"{operator}, далее — «Оператор», и {subscriber}, далее — «Абонент», составили "
            f"настоящий протокол о том, что по договору № {said['number']} от {said['date']} они "
            "согласовали следующие условия:"
        ),
        "rows": [_row(one) for one in rows],
        "summary": summary,
        "sides": said["sides"],
        "company": said["company"],
    }


def _row(row: DisputeRow) -> dict[str, str]:
    return {
        "clause": row.clause,
        "ours": row.ours or gap("редакция Оператора"),
        "theirs": row.theirs or gap("редакция Абонента"),
        "agreed": row.agreed or gap("согласованная редакция"),
    }


def duties_data(
    text: ContractText, explanation: DutiesExplanation, *, by: str, at: datetime
) -> dict[str, Any]:
    """Return the data of the sheet on which the subscriber acknowledges each duty."""
    said = text.data
    clauses = {row["code"]: row for section in said["sections"] for row in section["clauses"]}
    return {
        "number": said["number"],
        "date": said["date"],
        "subscriber": said["sides"][1]["name"],
        "place": dict(said["line"]).get("Адрес установки оборудования", ""),
        "duties": [
            {"title": title, "rows": _clauses(clauses, codes)} for _code, title, codes in DUTIES
        ],
        "explained_to": explanation.explained_to,
        "explained_by": by,
        "explained_at": day_text(timezone.localtime(at).date()),
        "channel": CHANNELS.get(explanation.channel, explanation.channel),
        "company": said["company"],
        "project": bool(said["project"]),
        "signatures": [
            {"post": "Абонент (представитель)", "name": explanation.explained_to},
            {"post": "Сотрудник Оператора", "name": by},
        ],
    }


def _clauses(clauses: Mapping[str, Any], codes: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"number": clauses[code]["number"], "text": clauses[code]["text"]}
        for code in codes
        if code in clauses
    ]
