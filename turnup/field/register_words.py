"""What the receipt for acts says: the register of acts, Russian as papers of the house are."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation

from turnup.field.models import ActRegister, RegisteredAct
from turnup.surveys.paper_words import company_head, day_text, paper_head


def register_data(
    register: ActRegister, lines: Sequence[RegisteredAct], *, received_by: str
) -> dict[str, Any]:
    """Give the data of the register's paper. Raises BadField where our details are not known."""
    assert register.received_at is not None
    day = timezone.localtime(register.received_at)
    with translation.override("ru"):
        return {
            "number": register.number,
            "date": day_text(day.date()),
            "time": f"{day:%H:%M}",
            "company": paper_head(company_head(day.date())),
            "rows": [_row(place, line) for place, line in enumerate(lines, start=1)],
            "count": str(len(lines)),
            "gave": register.made_by.name,
            "received": received_by,
        }


def _row(place: int, line: RegisteredAct) -> list[str]:
    act = line.act
    return [
        str(place),
        act.number,
        f"{timezone.localtime(act.signed_at):%d.%m.%Y}",
        str(act.order.number),
        f"{act.order.customer}, {act.order.site}",
        act.ip_address,
    ]
