"""What the papers of this room say: the request to a holder, the work permit. Both are Russian."""

from datetime import datetime
from typing import Any, Final

from django.utils import translation

from turnup.ground.law import WIND, limit_on
from turnup.ground.models import BuildingKind, HeightWork, Permit, WorkPermit
from turnup.orders.office import office_calendar
from turnup.people.models import Person
from turnup.people.phones import displayed
from turnup.people.queries import holders_of
from turnup.surveys.paper_words import company_head, day_text, number_text, paper_head

LAW: Final = "пункт 3 статьи 6 Федерального закона от 07.07.2003 № 126-ФЗ «О связи»"
RESIDENTIAL: Final = (
    "Федеральный закон от 06.04.2024 № 67-ФЗ: размещение сети связи в многоквартирном доме "
    "по обращению собственника или нанимателя помещения, без общего собрания и без платы, "
    "кроме возмещения стоимости электроэнергии"
)


def permit_letter(permit: Permit) -> dict[str, Any]:
    """Give the data of the letter that asks a holder for permission."""
    day = office_calendar().local_date(permit.asked_at)
    with translation.override("ru"):
        return {
            "number": permit.number,
            "date": day_text(day),
            "company": paper_head(company_head(day)),
            "party": permit.party.name,
            "party_address": permit.party.address,
            "contact": permit.party.contact_name,
            "building": permit.building.address,
            "subject": permit.subject,
            "law": _law(permit),
            "person": _person(permit.asked_by),
            "signatures": [_signer("technical_director", "Технический директор", permit.asked_at)],
        }


def _law(permit: Permit) -> list[str]:
    residential = permit.building.kind == BuildingKind.RESIDENTIAL
    return [LAW, RESIDENTIAL] if residential else [LAW]


def _person(person: Person | None) -> str:
    if person is None:
        return ""
    phone = displayed(person.phone) if person.phone else ""
    return ", ".join(part for part in (person.name, phone, person.email) if part)


def _signer(role: str, post: str, at: datetime) -> dict[str, str]:
    """Name who signs for a role; of several people nobody is named for them."""
    people = list(holders_of(role, at)[:2])
    return {"post": post, "name": people[0].name if len(people) == 1 else ""}


def work_permit_data(row: WorkPermit) -> dict[str, Any]:
    """Give the data of a work permit: place, people, measures, and what forbids climbing."""
    day = office_calendar().local_date(row.issued_at)
    wind = limit_on(WIND, row.valid_from)
    with translation.override("ru"):
        return {
            "number": row.number,
            "date": day_text(day),
            "company": paper_head(company_head(day)),
            "order": str(row.order.number),
            "place": HeightWork.objects.get(order_id=row.order_id).place,
            "address": str(row.order.site),
            "supervisor": row.supervisor,
            "members": row.members.splitlines(),
            "measures": row.measures.splitlines(),
            "valid_from": day_text(row.valid_from),
            "valid_until": day_text(row.valid_until),
            "wind": number_text(wind.value),
            "wind_ground": wind.ground,
            "ground": row.ground,
            "issuer": row.issued_by.name,
        }
