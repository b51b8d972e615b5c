"""What may be done with the clause library. The only writers of clauses and policies.

Nothing is overwritten: a changed clause is a new version from a day on, and contracts that are
drawn up already keep theirs.
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from turnup.contracts.clauses import known_variables
from turnup.contracts.models import Audience, Clause, Policy
from turnup.contracts.variables import VARIABLES, check_text
from turnup.people.actor import Actor
from turnup.people.texts import filled
from turnup.standard.refusals import BadField

STANDARD: Final = Path(__file__).with_name("standard_contract.toml")
LONGEST: Final = 4000
WHOLE: Final = ("day", "working_day", "hour", "month")  # units that the program counts in


@transaction.atomic
def load_clauses(*, at: datetime) -> int:
    """Write the clauses and policies of the standard contract that are missing; return how many.

    What is there already, and what was taken out, stays as it is.
    """
    said = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    since = said["since"]
    known = set(Policy.objects.values_list("code", flat=True))
    policies = [
        Policy(code=code, since=since, written_at=at, **{**row, "value": Decimal(row["value"])})
        for code, row in said["policies"].items()
        if code not in known
    ]
    there = set(Clause.objects.values_list("code", flat=True))
    clauses = [row for row in _clauses(said, since, at) if row.code not in there]
    names = {*VARIABLES, *said["policies"]}
    for clause in clauses:
        check_text(clause.text, names)
    Policy.objects.bulk_create(policies)
    Clause.objects.bulk_create(clauses)
    return len(policies) + len(clauses)


def _clauses(said: dict[str, Any], since: date, at: datetime) -> Iterator[Clause]:
    for place, section in enumerate(said["section"], start=1):
        code = section["code"]
        yield Clause(
            code=code,
            section=code,
            heading=True,
            position=place * 10,
            text=section["text"],
            gloss=section["gloss"],
            since=since,
            written_at=at,
        )
        for number, row in enumerate(section["clause"], start=1):
            yield Clause(section=code, position=number * 10, since=since, written_at=at, **row)


def write_beginnings(**_signal: Any) -> None:
    """Begin a library with the standard contract. Called after migrations."""
    load_clauses(at=datetime(2020, 1, 1, tzinfo=UTC))


@transaction.atomic
def set_clause(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    text: str,
    gloss: str = "",
    audience: str = Audience.ALL,
    since: date,
    seen: date | None = None,
) -> Clause:
    """Write a version of a clause from a day on; an empty text takes the clause out.

    `seen` is the day of the version that was read: another one since then is refused. Raises
    BadField for an unknown clause or variable, a day gone by, or a day that has a version.
    """
    last = Clause.objects.select_for_update().filter(code=code).order_by("since").last()
    if last is None:
        raise BadField("code", _("There is no such clause."))
    _check_since(last.since, since, at, seen)
    text, gloss = _one_line(text), _one_line(gloss)
    if audience not in Audience.values:
        raise BadField("audience", _("This is none of the choices."))
    if not text and last.heading:
        raise BadField("text", _("A section without its heading has no number."))
    check_text(text, known_variables(since))
    return Clause.objects.create(
        code=code,
        section=last.section,
        heading=last.heading,
        position=last.position,
        audience=audience,
        text=text,
        gloss=gloss,
        since=since,
        written_by_id=actor.id,
        written_at=at,
    )


@transaction.atomic
def set_policy(
    *, actor: Actor, at: datetime, code: str, value: Decimal, ground: str, since: date
) -> Policy:
    """Write a figure with its ground from a day on. Raises BadField."""
    last = Policy.objects.select_for_update().filter(code=code).order_by("since").last()
    if last is None:
        raise BadField("code", _("There is no such figure."))
    _check_since(last.since, since, at, None)
    if not value.is_finite() or not 0 <= value < 10_000 or value != round(value, 3):
        raise BadField("value", _("A figure is 0 or more, below 10000, to three places."))
    if last.unit in WHOLE and value != value.to_integral_value():
        raise BadField("value", _("A term is a whole number."), _("Give it without a fraction."))
    return Policy.objects.create(
        code=code,
        title=last.title,
        value=value,
        unit=last.unit,
        ground=filled(Policy, "ground", ground),
        since=since,
        written_by_id=actor.id,
        written_at=at,
    )


def _check_since(last: date, since: date, at: datetime, seen: date | None) -> None:
    if seen is not None and seen != last:
        raise BadField(
            "text", _("Somebody wrote another version meanwhile."), _("Read it, then write yours.")
        )
    if since < timezone.localdate(at):
        raise BadField("since", _("This day is past."), _("Give today or a later day."))
    if since <= last:
        raise BadField(
            "since",
            _("There is a version from %(day)s on already."),
            _("Choose a later day."),
            day=f"{last:%d.%m.%Y}",
        )


def _one_line(typed: str) -> str:
    """Make a clause one paragraph of visible characters. Raises BadField."""
    text = " ".join(typed.split())
    if len(text) > LONGEST:
        raise BadField(
            "text",
            _("The text is longer than %(size)s characters."),
            _("Shorten it."),
            size=LONGEST,
        )
    if not text.isprintable():
        raise BadField(
            "text", _("The text has invisible characters."), _("Type it anew instead of pasting.")
        )
    return text
