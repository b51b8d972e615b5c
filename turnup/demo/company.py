"""The company: people of every role, crews, addresses, prices, the published standard."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from turnup.catalog.rusnet import load_price_list
from turnup.demo.crews import equip_crews
from turnup.installation.actions import create_crew, create_pool
from turnup.orders.office import office_calendar, publish_packaged
from turnup.people.actions import hire_person, issue_token
from turnup.people.models import Person
from turnup.surveys.inventory_actions import demo_inventory

NAME: Final = "РусНет, Калуга"
PASSWORD: Final = "kaluga-turnup"  # noqa: S105 - shown to whoever loads the demo
FOUNDED: Final = timedelta(days=700)  # before the first order

STAFF: Final = (
    # role, full name, in Latin letters; the first of a role signs in as role@rusnet.example
    ("account_manager", "Смирнова Анна Викторовна", "Anna Smirnova"),
    ("account_manager", "Кузнецов Илья Андреевич", "Ilya Kuznetsov"),
    ("account_manager", "Воронцова Мария Олеговна", "Maria Vorontsova"),
    ("commercial_head", "Лебедев Павел Сергеевич", "Pavel Lebedev"),
    ("owner", "Громов Виктор Алексеевич", "Viktor Gromov"),
    ("lawyer", "Зайцева Ольга Николаевна", "Olga Zaitseva"),
    ("director", "Соколов Андрей Михайлович", "Andrei Sokolov"),
    ("technical_director", "Орлов Дмитрий Евгеньевич", "Dmitry Orlov"),
    ("noc_head", "Фёдоров Константин Игоревич", "Konstantin Fyodorov"),
    ("survey_engineer", "Никитин Алексей Романович", "Alexei Nikitin"),
    ("survey_engineer", "Белова Екатерина Павловна", "Ekaterina Belova"),
    ("crew_lead", "Морозов Сергей Владимирович", "Sergei Morozov"),
    ("crew_lead", "Гусев Артём Денисович", "Artyom Gusev"),
    ("installer", "Волков Максим Юрьевич", "Maxim Volkov"),
    ("installer", "Павлов Никита Сергеевич", "Nikita Pavlov"),
    ("installer", "Семёнов Олег Витальевич", "Oleg Semyonov"),
    ("installer", "Киселёв Роман Ильич", "Roman Kiselyov"),
    ("installer", "Макаров Егор Антонович", "Egor Makarov"),
    ("installer", "Андреев Тимур Маратович", "Timur Andreev"),
    ("installer", "Жуков Денис Олегович", "Denis Zhukov"),
    ("installer", "Лебедев Кирилл Андреевич", "Kirill Lebedev"),
    ("chief_engineer", "Тарасов Геннадий Петрович", "Gennady Tarasov"),
    ("tech_support", "Попова Дарья Максимовна", "Daria Popova"),
    ("tech_support", "Новиков Глеб Станиславович", "Gleb Novikov"),
    ("subscriber_head", "Крылова Татьяна Борисовна", "Tatiana Krylova"),
    ("subscriber_clerk", "Мельникова Юлия Геннадьевна", "Yulia Melnikova"),
    ("subscriber_clerk", "Рябова Светлана Ивановна", "Svetlana Ryabova"),
    ("administrator", "Егоров Вячеслав Львович", "Vyacheslav Egorov"),
)
CREWS: Final = (
    # name, what it can install, its two installers as places in their list
    ("Бригада 1", ("lan", "radio", "leased_line"), (0, 1)),
    ("Бригада 2", ("lan", "radio", "satellite"), (2, 3)),
    ("Бригада 3", ("lan", "radio", "leased_line", "satellite"), (4, 5)),
    ("Бригада 4", ("lan", "leased_line"), (6, 7)),
)
POOLS: Final = (
    # name, network, purpose: the first is a documentation network, the second has 4,093 hosts
    ("Клиенты, внешние", "198.51.100.0/24"),
    ("Клиенты, Калуга", "10.40.0.0/20"),
    ("Стыки с юрлицами", "10.41.0.0/22", "link"),
    ("Блоки клиентов", "203.0.113.0/25", "routed"),
    ("IPv6 клиентов", "2001:db8:4000::/40", "ipv6"),
    ("Динамические", "100.64.0.0/16", "dynamic"),
    ("Приостановленные", "100.127.0.0/20", "quarantine"),
)


@dataclass(frozen=True, slots=True)
class Employee:
    """A person of the demo; the first of each role has a token."""

    role: str
    person: Person
    token: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give what somebody needs to sign in."""
        return {
            "role": self.role,
            "name": self.person.name,
            "name_en": self.person.name_en,
            "email": self.person.email,
            "password": PASSWORD,
            "token": self.token,
        }


def found_company(*, rng: Random, at: datetime) -> list[Employee]:
    """Publish the standard, fill the catalogue and the address plan, hire people, form crews."""
    since = at - FOUNDED
    publish_packaged(now=since)
    load_price_list(at=since, since=office_calendar().local_date(since))
    for name, network, *purpose in POOLS:
        create_pool(name=name, network=network, purpose=purpose[0] if purpose else "static")
    demo_inventory()
    staff = list(_hired(rng, since))
    installers = [one.person for one in staff if one.role == "installer"]
    for name, skills, places in CREWS:
        create_crew(name=name, skills=skills, at=since, members=[installers[n] for n in places])
    equip_crews(at=since)
    return staff


def _hired(rng: Random, since: datetime) -> Iterator[Employee]:
    seen: set[str] = set()
    earliest: Person | None = None
    for role, name, latin in STAFF:
        first = role not in seen
        seen.add(role)
        address = role if first else latin.split()[-1].lower()
        person = hire_person(
            actor=None,
            email=f"{address}@rusnet.example",
            name=name,
            name_en=latin,
            roles=[role],
            password=PASSWORD,
            at=since,
            person_id=new_id(rng),
            same_password_as=earliest,
        )
        earliest = earliest or person
        token = _token(rng, person, since) if first else ""
        yield Employee(role, person, token)


def _token(rng: Random, person: Person, since: datetime) -> str:
    secret = urlsafe_b64encode(rng.randbytes(24)).decode()
    return issue_token(person=person, at=since, title="Демо", secret=secret)


def new_id(rng: Random) -> UUID:
    """Make a random UUID that follows from the seed."""
    return UUID(int=rng.getrandbits(128), version=4)
