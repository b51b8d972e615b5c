"""Reading a statement of any kind: its movements, and whether its totals agree. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from turnup.statements.formats.camt import Camt
from turnup.statements.formats.client_bank import ClientBank
from turnup.statements.formats.encodings import charset_of, xml_charset
from turnup.statements.formats.movements import NOTHING, Fault, Movement, Told, Unreadable
from turnup.statements.formats.mt940 import Mt940

LARGEST_FILE: Final = 1 << 30  # bytes
LISTED: Final = 100  # faults of one file that are told; the rest is counted
EARLIEST: Final = date(2000, 1, 1)
_TAG: Final = re.compile(rb"(?:^|[\r\n]):(?:20|25):")  # below whatever a bank writes above


class Reader(Protocol):
    """What reads one kind of file."""

    told: Told

    def movements(self) -> Iterator[Movement]:
        """Give the movements in their order."""


@dataclass(slots=True)
class Preview:
    """What a file holds, before anything of it is credited.

    `refusal` is why the whole file is not taken, or None. `credits` counts those that came to us,
    at fault or not; `amount` is their sum.
    """

    kind: str
    charset: str = ""
    told: Told = field(default_factory=Told)
    credits: int = 0
    amount: Decimal = NOTHING
    rejected: int = 0
    rejected_amount: Decimal = NOTHING
    debits: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    refusal: Fault | None = None


def kind_of(path: Path) -> str:
    """Return `1c`, `camt053` or `mt940`. Raises Unreadable for a file that is none of them."""
    if path.stat().st_size == 0:
        raise Unreadable("empty")
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable("too_large", 0, limit=LARGEST_FILE >> 20)
    with path.open("rb") as file:
        head = file.read(4096)
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\xc2\xa0\x00\r\n\t ").replace(b"\x00", b"").lower()
    if text.startswith(b"1cclientbankexchange"):
        return "1c"
    if text.startswith((b"<!doctype html", b"<html")):
        raise Unreadable("not_a_statement", 1)
    if text.startswith(b"<"):
        return "camt053"
    if text.startswith((b"{1:", b"{2:", b"{4:")) or _TAG.search(text):
        return "mt940"
    if not text:
        raise Unreadable("empty")
    raise Unreadable("not_a_statement", 1)


@contextmanager
def opened(path: Path, own: frozenset[str]) -> Iterator[tuple[Reader, str, str]]:
    """Give a reader of the file with the file's kind and charset. Raises Unreadable."""
    kind = kind_of(path)
    if kind == "camt053":
        with path.open("rb") as file:
            yield Camt(file, own, xml_charset(path)), kind, "xml"
        return
    charset = charset_of(path)
    with path.open(encoding=charset, errors="replace", newline=None) as text:
        yield (ClientBank if kind == "1c" else Mt940)(text, own), kind, charset


def checked(movement: Movement, today: date) -> Movement:
    """Give a movement with its fault where its days cannot be."""
    day = movement.arrived_on or movement.document_on
    if movement.fault is None and day is not None:
        if day > today:
            movement.fault = Fault("in_future", movement.line, {"day": f"{day:%d.%m.%Y}"})
        elif day < EARLIEST:
            movement.fault = Fault("too_long_ago", movement.line, {"day": f"{day:%d.%m.%Y}"})
    if movement.fault is None and day is None:
        movement.fault = Fault("no_day", movement.line)
    return movement


def preview(path: Path, own: frozenset[str], today: date) -> Preview:
    """Read a whole file and say what it holds; nothing is kept of it."""
    try:
        with opened(path, own) as (reader, kind, charset):
            shown = Preview(kind, charset, reader.told)
            sums = _Sums()
            try:
                for movement in reader.movements():
                    _count(shown, sums, checked(movement, today))
            except Unreadable as fault:
                shown.refusal = fault.fault
                return shown
            shown.faults += reader.told.faults[:LISTED]
            shown.refusal = _refusal(shown, sums, own)
            return shown
    except Unreadable as fault:
        return Preview("", refusal=fault.fault)


class _Sums:
    """What the movements add up to, by account, and what keeps them from adding up."""

    def __init__(self) -> None:
        self.credits: dict[str, Decimal] = defaultdict(lambda: NOTHING)
        self.debits: dict[str, Decimal] = defaultdict(lambda: NOTHING)
        self.repeated: dict[str, Decimal] = defaultdict(lambda: NOTHING)
        self.unreadable: Fault | None = None
        self.ours = 0
        self._transfers: set[tuple[Any, ...]] = set()

    def note_transfer(self, one: Movement) -> None:
        """Count a transfer between our accounts that both of them tell in one file."""
        said = (one.own_account, one.other_account, one.number, one.document_on, one.amount)
        if said in self._transfers:
            self.repeated[one.own_account] += one.amount or NOTHING
        self._transfers.add(said)


def _count(shown: Preview, sums: _Sums, movement: Movement) -> None:
    if movement.amount is None and (movement.credit or shown.kind != "1c"):
        sums.unreadable = sums.unreadable or movement.fault
    amount = movement.amount or NOTHING
    told = movement.fault
    if told and len(shown.faults) < LISTED:
        shown.faults.append(told)
    if not (told and told.code in ("foreign_account", "own_transfer")):
        sums.ours += 1
    if not movement.credit:
        shown.debits += 1
        sums.debits[movement.own_account] += amount
        return
    shown.credits += 1
    shown.amount += amount
    if not (told and told.code == "foreign_account"):
        sums.credits[movement.own_account] += amount
    if told and told.code == "own_transfer":
        sums.note_transfer(movement)
    if told:
        shown.rejected += 1
        shown.rejected_amount += amount


def _refusal(shown: Preview, sums: _Sums, own: frozenset[str]) -> Fault | None:
    """Say why the whole file is not taken, or None where it is."""
    told = shown.told
    ours = [one for one in told.totals if one.account in own]
    named = [account for account in told.accounts if account in own]
    if told.accounts and not named:
        return Fault("foreign_file", 0, {"account": told.accounts[0][:40]})
    if not sums.ours and (shown.credits or shown.debits):
        return Fault("foreign_file", 0, {"account": ""})
    for one in ours:
        if not one.balanced:
            return Fault("balances_disagree", one.line, {"account": one.account})
    disagreeing, compared = _compare(shown, sums, own)
    if sums.unreadable and (disagreeing or not compared):
        return Fault("uncountable", sums.unreadable.line, sums.unreadable.said)
    if disagreeing:
        return disagreeing
    if not told.complete and not compared:
        return Fault("truncated")
    if not told.complete:
        shown.warnings.append(Fault("end_missing"))
    if not compared and shown.credits:
        shown.warnings.append(Fault("no_totals"))
    return None


def _compare(shown: Preview, sums: _Sums, own: frozenset[str]) -> tuple[Fault | None, bool]:
    """Compare the file's totals with what was read; tell too whether all of it was compared."""
    by_account: dict[str, list[Decimal | None]] = defaultdict(list)
    net: dict[str, list[Decimal | None]] = defaultdict(list)
    for one in shown.told.totals:
        if one.account in own:
            by_account[one.account].append(one.credits)
            net[one.account].append(one.net)
    compared = set()
    for account, said in by_account.items():
        read, spent = sums.credits.get(account, NOTHING), sums.debits.get(account, NOTHING)
        if None not in said:
            declared = sum((one for one in said if one is not None), NOTHING)
        elif None not in net[account] and shown.kind != "1c":
            declared = sum((one for one in net[account] if one is not None), NOTHING)
            read -= spent
        else:
            continue
        compared.add(account)
        if declared not in (read, read - sums.repeated.get(account, NOTHING)):
            figures = {"account": account, "declared": f"{declared}", "read": f"{read}"}
            return Fault("totals_disagree", 0, figures), True
    return None, bool(sums.credits) and set(sums.credits) <= compared
