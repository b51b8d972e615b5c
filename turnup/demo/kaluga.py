"""Invented customers at real streets of Kaluga; coordinates are those of the street, about."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, Final

STREETS: Final = (
    # street, latitude, longitude
    ("ул. Кирова", 54.5137, 36.2612),
    ("ул. Ленина", 54.5127, 36.2508),
    ("ул. Суворова", 54.5098, 36.2593),
    ("ул. Московская", 54.5312, 36.2552),
    ("ул. Гагарина", 54.5170, 36.2330),
    ("ул. Дзержинского", 54.5118, 36.2471),
    ("ул. Достоевского", 54.5148, 36.2511),
    ("ул. Баженова", 54.5089, 36.2464),
    ("ул. Баррикад", 54.5178, 36.2537),
    ("ул. Вилонова", 54.5079, 36.2832),
    ("ул. Воскресенская", 54.5106, 36.2542),
    ("ул. Герцена", 54.5221, 36.2476),
    ("Грабцевское шоссе", 54.5296, 36.3111),
    ("ул. Глаголева", 54.5449, 36.2667),
    ("ул. Маршала Жукова", 54.5277, 36.2834),
    ("ул. Луначарского", 54.5103, 36.2632),
    ("ул. Никитина", 54.5243, 36.2713),
    ("ул. Рылеева", 54.5201, 36.2593),
    ("ул. Салтыкова-Щедрина", 54.5064, 36.2721),
    ("ул. Степана Разина", 54.5011, 36.2703),
    ("ул. Телевизионная", 54.5219, 36.2853),
    ("ул. Тульская", 54.5186, 36.2792),
    ("ул. Фридриха Энгельса", 54.5338, 36.2731),
    ("ул. Хрустальная", 54.5009, 36.2873),
    ("ул. Циолковского", 54.5125, 36.2427),
    ("ул. Чичерина", 54.5302, 36.2625),
    ("ул. Пухова", 54.5143, 36.2853),
    ("ул. Плеханова", 54.5162, 36.2493),
    ("ул. Билибина", 54.5211, 36.2559),
    ("ул. Поле Свободы", 54.5227, 36.2437),
    ("ул. Болдина", 54.5369, 36.2597),
    ("ул. Спартака", 54.5198, 36.2483),
    ("ул. Литейная", 54.5431, 36.2811),
    ("ул. Азаровская", 54.5521, 36.3182),
    ("ул. Генерала Попова", 54.4865, 36.2018),
    ("ул. 65 лет Победы", 54.4829, 36.1943),
    ("б-р Моторостроителей", 54.5607, 36.2689),
    ("ул. Телецентр", 54.5232, 36.2891),
)
# fmt: off
SURNAMES: Final = (
    "Абрамов", "Авдеев", "Архипов", "Беляев", "Бирюков", "Васильев", "Виноградов", "Голубев",
    "Гончаров", "Демидов", "Ершов", "Жданов", "Захаров", "Ильин", "Калинин", "Комаров", "Королёв",
    "Лазарев", "Логинов", "Мартынов", "Медведев", "Назаров", "Осипов", "Панов", "Поляков",
    "Родионов", "Савельев", "Сидоров", "Степанов", "Титов", "Устинов", "Филатов", "Чернов",
    "Широков",
)
# fmt: on
MEN: Final = (
    ("Александр", "Борис", "Вадим", "Денис", "Евгений", "Игорь", "Николай", "Роман", "Юрий"),
    ("Алексеевич", "Борисович", "Викторович", "Ильич", "Михайлович", "Петрович", "Юрьевич"),
)
WOMEN: Final = (
    ("Алла", "Вера", "Галина", "Елена", "Ирина", "Людмила", "Наталья", "Светлана", "Юлия"),
    ("Андреевна", "Васильевна", "Дмитриевна", "Ивановна", "Олеговна", "Сергеевна", "Юрьевна"),
)
# fmt: off
COMPANIES: Final = (
    "Калужские окна", "Ока-Сервис", "Тепличный двор", "Стройдеталь", "Медтехника-40",
    "Угра-Логистик", "Аптека 36,6 градуса", "Калугаприбор-Сбыт", "Хлебный дом",
    "Автоцентр на Московской", "Типография «Полёт»", "Берегиня", "Мебель Калуги",
    "Теплосеть-Монтаж", "Ювелир", "Бюро путешествий «Яченка»", "Кировский пассаж", "Оптика-Люкс",
    "Гостиница «Приокская»", "Космос-Инжиниринг", "Агро-Приокский", "Мир плитки", "Нотариус-Сервис",
    "Стома-Плюс", "Детский мир на Кирова", "Кондитерская «Калужское тесто»", "Завод «Литейщик»",
    "Турбина-Ремонт", "Электрощит-Калуга", "Правобережье-Девелопмент", "Рынок «Центральный»",
    "Фитнес-клуб «Орбита»", "Охрана «Застава»", "Ветклиника «Айболит»",
    "Учебный центр «Гагаринский»", "Калужский картон", "Склады на Грабцевском", "Пивоварня «Ока»",
    "Ателье «Силуэт»", "Дизайн-бюро «Циолковский»",
)
# Companies beyond these are called by a beginning and an end: «Яченка-Строй».
STEMS: Final = (
    "Яченка", "Угра", "Протва", "Таруса", "Жиздра", "Гагарин", "Вектор", "Кварц", "Заокский",
    "Малинники", "Турынино", "Анненки", "Бор", "Азарово", "Терепец", "Контур", "Меридиан",
    "Атлант", "Вымпел", "Гранит", "Зенит", "Импульс", "Каскад", "Лидер", "Магистраль", "Норд",
    "Оптима", "Престиж", "Ракурс", "Сфера", "Темп", "Уют", "Фактор", "Эталон", "Юпитер", "Ясень",
    "Авангард", "Базис", "Восток", "Горизонт",
)
ENDS: Final = (
    "Строй", "Торг", "Проект", "Мебель", "Энерго", "Дизайн", "Фарм", "Медиа", "Трейд", "Авто",
    "Пласт", "Монтаж", "Продукт", "Электро", "Логистика", "Клининг", "Декор", "Инструмент",
    "Металл", "Климат", "Спорт", "Книга", "Свет", "Снаб", "Аудит", "Право", "Тур", "Лес",
    "Пак", "Сад",
)
# fmt: on
MAIL: Final = ("office", "info", "buh", "zakaz", "sekretar", "director")
_INN = (2, 4, 10, 3, 5, 9, 4, 6, 8)


@dataclass(frozen=True, slots=True)
class Client:
    """A customer and a site as the rooms take them, and who speaks for the customer."""

    customer: dict[str, Any]
    site: dict[str, Any]
    contact: str


def invent_client(rng: Random, index: int, *, company: bool) -> Client:
    """Invent the `index`-th customer; no two of them share a name."""
    contact = full_name(rng)
    whom = _company(rng, index, contact) if company else _person(rng, contact)
    phone = f"+7 910 {rng.randint(510, 919)}-{rng.randint(10, 99)}-{rng.randint(10, 99)}"
    return Client({**whom, "phone": phone}, _site(rng, company=company), contact)


def full_name(rng: Random) -> str:
    """Invent a full name: surname, name, patronymic."""
    woman = rng.random() < 0.5
    names, patronymics = WOMEN if woman else MEN
    surname = rng.choice(SURNAMES) + ("а" if woman else "")
    return f"{surname} {rng.choice(names)} {rng.choice(patronymics)}"


def _company(rng: Random, index: int, contact: str) -> dict[str, Any]:
    title = _title(index)
    quoted = f"«{title}»" if "«" not in title else title
    return {
        "kind": "company",
        "name": f"ООО {quoted}",
        "legal_form": "ООО",
        "inn": _inn(rng),
        "ogrn": _ogrn(index),
        "legal_address": _legal_address(index),
        "contact_name": contact,
        "email": f"{rng.choice(MAIL)}@klient{index + 1}.example",
    }


def _title(index: int) -> str:
    """Call the `index`-th company; after some 1,200 of them names are told apart by a number."""
    if index < len(COMPANIES):
        return COMPANIES[index]
    row, place = divmod(index - len(COMPANIES), len(STEMS) * len(ENDS))
    end, stem = divmod(place, len(STEMS))
    return f"{STEMS[stem]}-{ENDS[end]}" + (f" {row + 1}" if row else "")


def _person(rng: Random, contact: str) -> dict[str, Any]:
    surname = contact.split()[0]
    number = sum(map(ord, contact)) * 7919 % 900_000 + 100_000
    return {
        "kind": "person",
        "name": contact,
        "contact_name": contact,
        "birth_date": date(1960 + len(surname) * 3 % 40, number % 12 + 1, number % 28 + 1),
        "birth_place": "г. Калуга",
        "identity_document": f"паспорт 29 {number % 24 + 1:02} {number}, выдан УМВД по Калуге",
    }


def _ogrn(index: int) -> str:
    """Make a company's OGRN of the Kaluga region; its last digit checks the others."""
    digits = f"102400{index + 1000:06}"
    return f"{digits}{int(digits) % 11 % 10}"


def _legal_address(index: int) -> str:
    street = STREETS[index * 7 % len(STREETS)][0]
    return f"248000, г. Калуга, {street}, д. {index % 60 + 1}, офис {index % 9 + 1}"


def _inn(rng: Random) -> str:
    """Make a company's INN of the Kaluga region; its last digit checks the others."""
    digits = "40" + f"{rng.randint(0, 9_999_999):07}"
    check = sum(w * int(d) for w, d in zip(_INN, digits, strict=True)) % 11 % 10
    return f"{digits}{check}"


def _site(rng: Random, *, company: bool) -> dict[str, Any]:
    street, latitude, longitude = rng.choice(STREETS)
    room = "офис" if company else "кв."
    return {
        "address": f"Калуга, {street}, {rng.randint(1, 120)}, {room} {rng.randint(1, 90)}",
        "latitude": f"{latitude + rng.uniform(-0.0025, 0.0025):.6f}",
        "longitude": f"{longitude + rng.uniform(-0.0025, 0.0025):.6f}",
    }
