"""The clauses and figures that stand on a day, numbered as a contract prints them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from turnup.contracts.declension import term_in_genitive
from turnup.contracts.models import Audience, Clause, Policy
from turnup.contracts.variables import VARIABLES, filled_text


@dataclass(frozen=True, slots=True)
class Numbered:
    """A clause or a heading with the number that is printed beside it."""

    number: str
    heading: bool
    clause: Clause


def clauses_on(day: date) -> list[Clause]:
    """Return the version of every clause that stands on the day, headings first in each section."""
    rows = Clause.objects.filter(since__lte=day).order_by("code", "-since").distinct("code")
    standing = [row for row in rows if row.text]
    place = {row.section: row.position for row in standing if row.heading}
    known = [row for row in standing if row.section in place]
    return sorted(known, key=lambda row: (place[row.section], not row.heading, row.position))


def numbered(clauses: Iterable[Clause], audience: str) -> list[Numbered]:
    """Number the clauses that are agreed with such a customer: 1, 1.1, 1.2, 2, …"""
    made: list[Numbered] = []
    section = clause = 0
    for row in clauses:
        if row.audience not in (Audience.ALL, audience):
            continue
        section, clause = (section + 1, 0) if row.heading else (section, clause + 1)
        number = str(section) if row.heading else f"{section}.{clause}"
        made.append(Numbered(number, row.heading, row))
    return made


def policies_on(day: date) -> dict[str, Policy]:
    """Return the figures that stand on the day, by their code."""
    rows = Policy.objects.filter(since__lte=day).order_by("code", "-since").distinct("code")
    return {row.code: row for row in rows}


def policy_value(code: str, day: date) -> Decimal:
    """Return a figure as it stands on the day. Raises KeyError for none."""
    return policies_on(day)[code].value


def policy_texts(policies: Mapping[str, Policy]) -> dict[str, str]:
    """Return the figures as clauses print them: in the genitive, with their unit."""
    return {code: term_in_genitive(row.value, row.unit) for code, row in policies.items()}


def known_variables(day: date) -> set[str]:
    """Return every name that a clause may use."""
    return {*VARIABLES, *policies_on(day)}


def printed(clauses: Iterable[Numbered], values: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the sections with their clauses, filled. Raises MissingValue naming what lacks."""
    sections: list[dict[str, object]] = []
    rows: list[dict[str, str]] = []
    for one in clauses:
        text = filled_text(one.clause.text, values)
        if one.heading:
            rows = []
            sections.append({"number": one.number, "title": text, "clauses": rows})
        else:
            rows.append({"number": one.number, "code": one.clause.code, "text": text})
    return sections
