"""Whether an operation was told before by a file of another format, whose words are others.

Formats do not agree on the day of a payment order, and some leave out its number or the payer's
account, so the key alone cannot know. With the same number, sum and account of ours it is the
same operation; where only the payer or the words agree, a person is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Q

from turnup.statements.formats.movements import Movement
from turnup.statements.models import StatementFile
from turnup.statements.rows import Row

NEAR: Final = timedelta(days=5)
TOLD: Final = """
SELECT o.id, o.own_account, o.direction, o.amount, o.arrived_on, o.number, o.payer_account,
       o.payer_inn, o.purpose
  FROM statements_bankoperation o JOIN statements_statementfile f ON f.id = o.file_id
 WHERE f.kind <> %s AND o.arrived_on BETWEEN %s AND %s AND o.amount = ANY (%s)
   AND NOT EXISTS (SELECT FROM statements_statementline l
                    WHERE l.operation_id = o.id AND l.file_id = %s)
 ORDER BY o.id"""
UNKNOWN: Final = """
SELECT t.place FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS t (key, occurrence, place)
 WHERE NOT EXISTS (SELECT FROM statements_bankoperation o
                    WHERE o.key = t.key AND o.occurrence = t.occurrence)"""


@dataclass(slots=True)
class Likenesses:
    """By a movement's place: the operation that it is; and places where a person is to look."""

    same: dict[int, int] = field(default_factory=dict)
    perhaps: set[int] = field(default_factory=set)


class _Told(NamedTuple):
    id: int
    own: str
    direction: str
    amount: Decimal
    day: date
    number: str
    account: str
    inn: str
    purpose: str


def other_formats_told(statement: StatementFile) -> bool:
    """Tell whether files of another format may have told some of the same operations."""
    if statement.first_day is None or statement.last_day is None:
        return StatementFile.objects.exclude(kind=statement.kind).exclude(state="refused").exists()
    others = StatementFile.objects.exclude(kind=statement.kind).exclude(state="refused")
    if statement.accounts:  # a file that names none may be of any
        others = others.filter(Q(accounts__overlap=statement.accounts) | Q(accounts=[]))
    return (
        others.exclude(last_day__lt=statement.first_day - NEAR)
        .exclude(first_day__gt=statement.last_day + NEAR)
        .exists()
    )


def likenesses(cursor: Any, statement: StatementFile, rows: Sequence[Row]) -> Likenesses:
    """Compare the rows that no key knows with what files of other formats told."""
    found = Likenesses()
    fresh = _unknown(cursor, rows)
    told = _told(cursor, statement, fresh)
    for row in fresh:
        if twin := next((one for one in told[_sum(row)] if _same(one, row.movement)), None):
            told[_sum(row)].remove(twin)
            found.same[row.place] = twin.id
    for row in fresh:
        if row.place not in found.same and any(
            _perhaps(one, row.movement) for one in told[_sum(row)]
        ):
            found.perhaps.add(row.place)
    return found


def _unknown(cursor: Any, rows: Sequence[Row]) -> list[Row]:
    columns = [[row.key for row in rows], [row.occurrence for row in rows]]
    cursor.execute(UNKNOWN, [*columns, [row.place for row in rows]])
    places = {place for (place,) in cursor.fetchall()}
    return [row for row in rows if row.place in places]


def _told(
    cursor: Any, statement: StatementFile, rows: Iterable[Row]
) -> dict[tuple[str, str, Decimal], list[_Told]]:
    found: dict[tuple[str, str, Decimal], list[_Told]] = defaultdict(list)
    days = [day for row in rows if (day := _day(row.movement))]
    if not days:
        return found
    amounts = list({row.movement.amount for row in rows})
    span = [min(days) - NEAR, max(days) + NEAR]
    cursor.execute(TOLD, [statement.kind, *span, amounts, statement.pk])
    for told in map(_Told._make, cursor.fetchall()):
        found[told.own, told.direction, told.amount].append(told)
    return found


def _sum(row: Row) -> tuple[str, str, Decimal]:
    one = row.movement
    assert one.amount is not None, "a movement without its sum is at fault"
    return one.own_account, "in" if one.credit else "out", one.amount


def _day(one: Movement) -> date | None:
    return one.arrived_on or one.document_on


def _same(told: _Told, one: Movement) -> bool:
    number = one.number.lstrip("0")
    if not number or number != told.number.lstrip("0") or not _near(told, one, NEAR):
        return False
    return not _disagree(told.account, one.other_account) and not _disagree(told.inn, one.other_inn)


def _perhaps(told: _Told, one: Movement) -> bool:
    if (_is_order(told.number) and _is_order(one.number)) or not _near(
        told, one, timedelta(days=1)
    ):
        return False  # two payment orders, each with its own number
    return (
        _agree(told.account, one.other_account)
        or _agree(told.inn, one.other_inn)
        or _agree(words_of(told.purpose), words_of(one.purpose))
    )


def _is_order(number: str) -> bool:
    """Tell whether it is a payment order's number: at most six digits (Bank of Russia, 762-P)."""
    digits = number.lstrip("0")
    return digits.isdigit() and len(digits) <= 6


def _near(told: _Told, one: Movement, days: timedelta) -> bool:
    day = _day(one)
    return day is not None and abs(told.day - day) <= days


def _agree(one: str, other: str) -> bool:
    return bool(one) and one == other


def _disagree(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def words_of(purpose: str) -> str:
    """Return a purpose's letters and digits alone, in which two files of one payment agree."""
    return "".join(sign for sign in purpose.casefold() if sign.isalnum())[:60]
