"""The two sides of a contract as its paper names them: preamble, requisites, signatories. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from turnup.contracts.declension import (
    gender_of,
    in_genitive,
    post_in_genitive,
    with_initials,
)
from turnup.contracts.variables import GAP
from turnup.customers.models import BankDetails, Customer, Kind
from turnup.papers.models import CompanyDetails
from turnup.people.phones import displayed

Rows = list[list[str]]
GROUNDS: Final = {
    "charter": "устава",
    "power_of_attorney": "доверенности {document}",
    "personally": "",
    "other": "документа: {document}",
}
TRADER: Final = ("индивидуальный предприниматель ", "ип ")


def day_text(day: date) -> str:
    """Return a day as contracts write it: 2 марта 2026 г."""
    months = (
        *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа"),
        *("сентября", "октября", "ноября", "декабря"),
    )
    return f"{day.day}\u00a0{months[day.month - 1]} {day.year}\u00a0г."


def gap(name: str) -> str:
    """Return the mark that stands in a draft for a value that is missing."""
    return f"{GAP[0]}{name}{GAP[1]}"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The customer as the contract needs them: their card, filled up from the contract's details.

    `lacks` names the fields that item 5 of the mandatory data misses.
    """

    customer: Customer
    bank: BankDetails | None
    details: Mapping[str, Any]

    def get(self, field: str) -> str:
        """Return a field of the card, else of the details, as text; blank where neither has it."""
        value = getattr(self.customer, field, None) or self.details.get(field) or ""
        if field == "birth_date" and value:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            return f"{day:%d.%m.%Y}"
        return str(value)

    def needed(self, field: str, named: str) -> str:
        """Return a field, or the mark of its gap."""
        return self.get(field) or gap(named)

    @property
    def lacks(self) -> list[str]:
        """Return which fields the law asks of this kind of customer and nobody gave."""
        return [field for field, _named in MANDATORY[self.customer.kind] if not self.get(field)]

    @property
    def own_name(self) -> str:
        """Return a person's own name, of a sole trader too."""
        name = self.customer.name
        prefix = next((one for one in TRADER if name.lower().startswith(one)), "")
        return name[len(prefix) :].strip()

    @property
    def signatory(self) -> str:
        """Return who signs: as said, or the person themselves; blank for a company not said."""
        return self.get("signatory") or (
            "" if self.customer.kind == Kind.COMPANY else self.own_name
        )


MANDATORY: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    Kind.PERSON: (
        ("birth_date", "дата рождения"),
        ("birth_place", "место рождения"),
        ("identity_document", "документ, удостоверяющий личность"),
    ),
    Kind.SOLE_TRADER: (
        ("identity_document", "документ, удостоверяющий личность"),
        ("ogrn", "ОГРНИП"),
    ),
    Kind.COMPANY: (
        ("legal_address", "место нахождения"),
        ("ogrn", "ОГРН"),
        ("inn", "ИНН"),
    ),
}


# ------------------------------------------------------------------ the preamble
def preamble(
    company: CompanyDetails | None, directors: Iterable[tuple[str, str]], it: Subscriber
) -> str:
    """Return the sentence that names both sides; `directors` are (post, name)."""
    name = company.name if company else gap("наименование оператора")
    return (
        f"{name}, далее — «Оператор», в лице {_operator(directors, it)}, действующих на основании "
        f"устава, с одной стороны, и {_subscriber(it)}, с другой стороны, заключили настоящий "
        "договор о нижеследующем."
    )


def _operator(directors: Iterable[tuple[str, str]], it: Subscriber) -> str:
    said = it.details.get("operator_genitive")
    named = [f"{post_in_genitive(post)} {in_genitive(name)}" for post, name in directors]
    return str(said or " и ".join(named) or gap("директор и технический директор"))


def _subscriber(it: Subscriber) -> str:
    if it.customer.kind == Kind.COMPANY:
        return f"{it.customer.name}, далее — «Абонент», в лице {_signatory(it)}"
    if it.customer.kind == Kind.SOLE_TRADER:
        ogrnip = it.needed("ogrn", "ОГРНИП")
        own = f"индивидуальный предприниматель {it.own_name}, ОГРНИП {ogrnip}"
    else:
        own = (
            f"{it.own_name}, дата рождения: {it.needed('birth_date', 'дата рождения')}, место "
            f"рождения: {it.needed('birth_place', 'место рождения')}"
        )
    document = it.needed("identity_document", "документ, удостоверяющий личность")
    by_another = f", в лице {_signatory(it)}" if it.get("signatory") else ""
    return f"{own}, {document}, далее — «Абонент»{by_another}"


def _signatory(it: Subscriber) -> str:
    name, post = it.signatory, it.get("signatory_post")
    who = it.get("signatory_genitive") or " ".join(
        part for part in (post_in_genitive(_small(post)), in_genitive(name) if name else "") if part
    )
    acting = "действующей" if gender_of(name) == "f" else "действующего"
    return f"{who or gap('кто подписывает за абонента')}, {acting} на основании {_ground(it)}"


def _ground(it: Subscriber) -> str:
    document = it.get("signatory_document") or gap("номер и дата документа")
    ground = it.get("signatory_ground") or "charter"
    return GROUNDS[ground].format(document=document) or "устава"


# ------------------------------------------------------------------ requisites and signatures
def operator_side(
    company: CompanyDetails | None, directors: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """Return the operator's column of the requisites."""
    return {
        "title": "Оператор",
        "name": company.name if company else gap("наименование оператора"),
        "rows": _company_rows(company) if company else [],
        "signatures": [
            {"post": _capital(post), "name": with_initials(name)} for post, name in directors
        ],
    }


def _company_rows(company: CompanyDetails) -> Rows:
    return _said(
        ("Адрес", company.address),
        ("ИНН / КПП", " / ".join(part for part in (company.inn, company.kpp) if part)),
        ("ОГРН", company.ogrn),
        ("Р/с", company.account),
        ("Банк", company.bank_name),
        ("БИК", company.bik),
        ("К/с", company.correspondent_account),
        ("Лицензии", company.licence),
        ("Телефон", displayed(company.phone)),
        ("Эл. почта", company.email),
    )


def subscriber_side(it: Subscriber) -> dict[str, Any]:
    """Return the subscriber's column of the requisites; what the law asks shows its gaps."""
    business = it.customer.kind != Kind.PERSON
    post = it.get("signatory_post") or ("Абонент" if not it.get("signatory") else "Представитель")
    asked = dict(MANDATORY[it.customer.kind])
    rows = _said(
        ("Адрес", _asked(it, asked, "legal_address")),
        ("Дата рождения", _asked(it, asked, "birth_date")),
        ("Документ", _asked(it, asked, "identity_document")),
        ("ИНН / КПП" if it.get("kpp") else "ИНН", _inn(it, asked)),
        ("ОГРН" if it.customer.kind == Kind.COMPANY else "ОГРНИП", _asked(it, asked, "ogrn")),
        *_bank_rows(it.bank if business or it.bank else None),
        ("Телефон", it.customer.phone and displayed(it.customer.phone)),
        ("Эл. почта", it.customer.email),
    )
    signatory = with_initials(it.signatory) if it.signatory else ""
    return {
        "title": "Абонент",
        "name": it.customer.name,
        "rows": rows,
        "signatures": [{"post": _capital(post), "name": signatory}],
    }


def _inn(it: Subscriber, asked: Mapping[str, str]) -> str:
    return " / ".join(part for part in (_asked(it, asked, "inn"), it.get("kpp")) if part)


def _asked(it: Subscriber, asked: Mapping[str, str], field: str) -> str:
    return it.get(field) or (gap(asked[field]) if field in asked else "")


def _bank_rows(bank: BankDetails | None) -> list[tuple[str, str]]:
    if bank is None:
        return []
    return [
        ("Р/с", bank.account),
        ("Банк", bank.bank_name),
        ("БИК", bank.bik),
        ("К/с", bank.correspondent_account),
    ]


def _said(*rows: tuple[str, str]) -> Rows:
    return [[label, value] for label, value in rows if value]


def _small(post: str) -> str:
    """Begin a post with a small letter, as inside a sentence; an abbreviation stays as it is."""
    return post[:1].lower() + post[1:] if post[1:2].islower() else post


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
