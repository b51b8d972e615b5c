"""Bringing a price list in from a file: first as a trial, then in earnest; all of it or nothing.

The trial takes the very same way and is rolled back, so that what it promises is what comes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from django.db import transaction

from turnup.catalog import cells
from turnup.catalog.actions import set_item, set_tariff
from turnup.catalog.csv_table import Line, read_table
from turnup.catalog.models import Item, Tariff
from turnup.catalog.queries import item_on, tariff_on
from turnup.people.actor import Actor
from turnup.people.refusing import told
from turnup.standard.refusals import BadField

Kind = Literal["tariffs", "items"]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a kind of list is made of."""

    model: type[Tariff] | type[Item]
    reads: Mapping[str, cells.Reader]
    put: Callable[..., Tariff | Item]
    on: Callable[[str, date], Tariff | Item | None]


LISTS: Final[Mapping[str, Listed]] = {
    "tariffs": Listed(Tariff, cells.TARIFF, set_tariff, tariff_on),
    "items": Listed(Item, cells.ITEM, set_item, item_on),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one line of the file does: `new`, `changed`, `same`, or `fault` with its reason.

    `differences` are (column, before, after) as texts.
    """

    line: int
    code: str
    what: Literal["new", "changed", "same", "fault"]
    since: date | None = None
    differences: tuple[tuple[str, str, str], ...] = ()
    field: str = ""
    reason: str = ""


class _Trial(Exception):
    """Rolls the trial back."""


def import_list(
    *, actor: Actor, at: datetime, kind: Kind, content: bytes, since: date, trial: bool
) -> list[Outcome]:
    """Bring in a file's lines, or with `trial` only say what each would do.

    Nothing is written where one line is faulty: its outcome says which field and why. Raises
    BadField(`file`) for a file that cannot be read at all.
    """
    listed = LISTS[kind]
    needed = [code for code in listed.reads if code not in cells.MAY_MISS]
    lines = read_table(content, cells.columns_of(listed.reads), needed)
    found: list[Outcome] = []
    try:
        with transaction.atomic():
            found = [_outcome(listed, line, actor, at, since) for line in lines]
            if trial or any(one.what == "fault" for one in found):
                raise _Trial
    except _Trial:
        pass
    return found


def _outcome(listed: Listed, line: Line, actor: Actor, at: datetime, since: date) -> Outcome:
    code = line.cells.get("code", "")
    try:
        if line.fault:
            raise line.fault
        said = _from_since(listed, cells.meant(listed.reads, line.cells, since), since)
        before = listed.on(said["code"], said["valid_from"])
        said = _left_out(before) | said
        differences = _differences(listed, before, said) if before else ()
        if before and not differences:
            return Outcome(line.number, code, "same")
        with transaction.atomic():
            listed.put(actor=actor, at=at, **said)
    except BadField as fault:
        field = fault.params["field"]
        return Outcome(line.number, code[:40], "fault", field=field, reason=told(fault))
    what: Literal["new", "changed"] = "changed" if before else "new"
    return Outcome(line.number, code, what, said["valid_from"], differences)


def _left_out(before: Tariff | Item | None) -> dict[str, Any]:
    """Give what columns that a file may leave out say of the version in force: it stays so."""
    names = ("title_en", "vat", "serial_numbered")
    return {name: getattr(before, name) for name in names if hasattr(before, name)}


def _from_since(listed: Listed, said: dict[str, Any], since: date) -> dict[str, Any]:
    """Let an edited line begin on `since` where its day is still the version's it was saved from.

    So a list that was saved, edited and brought in again needs no edited days.
    """
    day = said["valid_from"]
    own = listed.on(said["code"], day)
    edited = own and own.valid_from == day < since and _differences(listed, own, said)
    return said | {"valid_from": since} if edited else said


def _differences(
    listed: Listed, before: Tariff | Item, said: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    was = dict(zip(listed.reads, cells.written(listed.reads, before), strict=True))
    now = {code: cells.cell_of(value) for code, value in said.items() if code != "valid_from"}
    return tuple((code, was[code], now[code]) for code in now if was[code] != now[code])
