"""SWIFT MT940, read field by field. Pure.

`:61:` tells an entry, the `:86:` after it what it is for; `:60F:` and `:62F:` the balances. The
mark C is a credit, D a debit, RC and RD take one of them back.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, TextIO

from turnup.statements.formats.accounts import account_in
from turnup.statements.formats.client_document import split_inn
from turnup.statements.formats.figures import NoSum, read_sum
from turnup.statements.formats.joining import Joined, joined, one_line
from turnup.statements.formats.movements import (
    LONGEST_LINE,
    Fault,
    Movement,
    Told,
    Totals,
    Unreadable,
    banks_own,
)
from turnup.statements.formats.rur6 import from_rur6, is_rur6

_FIELD: Final = re.compile(r"^:(\d{2}[A-Z]?):(.*)$", re.S)
_BALANCE: Final = re.compile(r"^([CD])(\d{6})([A-Z]{3})([\d.,]+)$")
_ENTRY: Final = re.compile(
    r"^(?P<day>\d{6})(?P<booked>\d{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?"
    r"(?P<sum>\d[\d.,]*)(?P<kind>[A-Z][A-Z0-9]{3})?(?P<ref>[^/\n]*(?:/(?!/)[^/\n]*)*)"
    r"(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?$",
    re.S,
)
_CODED: Final = re.compile(r"\s*\d{0,3}([?<>~^&|@])(?=\d\d)(?:.*\1\d\d)", re.S)
_CODES: Final = re.compile(r"/([A-Z]{2,5})/")
PURPOSES: Final = ("REMI", "USTD", "NZP", "RFB")
NAMES: Final = ("NAME", "ORDP", "BENM")
ACCOUNTS: Final = ("ACC", "ACCT", "IBAN")
_INN: Final = re.compile(r"\b(?:ИНН|INN)\D{0,3}(\d{12}|\d{10})\b", re.I)
_ACCOUNT: Final = re.compile(r"(?<!\d)\d{20}(?!\d)")
ROUBLES: Final = ("RUB", "RUR")
MOST_LINES: Final = 60  # of one field; `:86:` has six in the book


class Mt940:
    """Reads one file; `told` is complete once `movements()` came to its end.

    `own` are our accounts and INNs: running text may name us beside the payer.
    """

    def __init__(self, text: TextIO, own: frozenset[str]):
        self.text, self.own = text, own
        self.told = Told()
        self._totals = Totals("")
        self._currency = ""

    def movements(self) -> Iterator[Movement]:
        """Give the entries in their order. Raises Unreadable."""
        waiting: Movement | None = None
        seen = False
        for line, tag, text in self._fields():
            seen = True
            if tag == "86" and waiting:
                _tell_purpose(waiting, text, self.own)
            if waiting and tag in ("86", "61", "62F", "62M", "20"):
                yield waiting
                waiting = None
            if tag == "61":
                waiting = self._entry(line, text)
            else:
                self._about_statement(line, tag, text)
        if waiting:
            yield waiting
        if not seen:
            raise Unreadable("not_a_statement", 1)

    def _fields(self) -> Iterator[tuple[int, str, str]]:
        """Give line, tag and text of each field; a field goes on until the next one begins."""
        parts: list[str] = []
        number, began, tag = 0, 0, ""
        while line := self.text.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE or len(parts) > MOST_LINES:
                raise Unreadable("line_too_long", number)
            text = line.rstrip("\r\n\x00\x1a").lstrip("\ufeff\x01")
            text = text.replace("\x00", "\ufffd")  # the database holds no NUL
            opened = text.rpartition("{4:")[2] if "{4:" in text else text
            if found := _FIELD.match(opened):
                if tag:
                    yield began, tag, "\n".join(parts)
                began, tag, parts = number, found[1], [found[2]]
            elif opened.startswith("-") and len(opened) <= 3:
                if tag:
                    yield began, tag, "\n".join(parts)
                tag, parts = "", []
            elif tag and opened.strip():
                parts.append(opened)
        if tag:
            yield began, tag, "\n".join(parts)

    def _about_statement(self, line: int, tag: str, text: str) -> None:
        if tag in ("25", "25P"):
            account = account_in(re.sub(r"\s*[A-Z]{3}$", "", text.split("\n")[0]))
            self._totals = Totals(account, line)
            self.told.begin(self._totals)
            self.told.complete = False
            self.told.name(account)
        elif tag in ("60F", "60M") and self._totals.opening is None:
            self._totals.opening = self._balance(line, text, "first_day")
        elif tag in ("62F", "62M"):
            self._totals.closing = self._balance(line, text, "last_day")
            self.told.complete = True

    def _balance(self, line: int, text: str, day_field: str) -> Decimal | None:
        found = _BALANCE.match(text.strip())
        try:
            if found is None:
                raise NoSum(text)
            amount = read_sum(found[4].rstrip(","))
        except NoSum:
            self.told.faults.append(Fault("total_unreadable", line, {"typed": text[:40]}))
            return None
        self._currency = found[3]
        day = _day(found[2])
        if day:
            choose = min if day_field == "first_day" else max
            setattr(self.told, day_field, choose(day, getattr(self.told, day_field) or day))
        return -amount if found[1] == "D" else amount

    def _entry(self, line: int, text: str) -> Movement:
        found = _ENTRY.match(text.lstrip())
        account = self._totals.account
        if found is None:
            fault = Fault("entry_unreadable", line, {"typed": text[:40]})
            return Movement(line, True, None, own_account=account, fault=fault)
        mark = found["mark"]
        made = Movement(
            line=line,
            credit=mark in ("C", "RD"),
            amount=None,
            number=_reference(found["ref"], found["bank"])[:40],
            own_account=account,
            storno=mark.startswith("R"),
            purpose=one_line([found["more"] or ""])[:2000],
        )
        try:
            made.amount = read_sum(found["sum"].rstrip(","))
        except NoSum:
            made.fault = Fault("sum_unreadable", line, {"typed": found["sum"][:40]})
        if made.amount is not None and made.amount <= 0:
            made.fault = Fault("sum_not_positive", line, {"typed": found["sum"][:40]})
        made.arrived_on = _booked(found["day"], found["booked"])
        made.document_on = made.arrived_on
        if made.arrived_on is None:
            made.fault = Fault("day_unreadable", line, {"typed": found["day"]})
        if self._currency and self._currency not in ROUBLES:
            made.fault = Fault("currency", line, {"currency": self._currency})
        if account not in self.own:
            made.fault = made.fault or Fault("foreign_account", line, {"account": account[:40]})
        return made


def _reference(ours: str, banks: str | None) -> str:
    reference = ours.strip()
    return banks_own(banks or "") if reference in ("", "NONREF") else reference


def _day(text: str) -> date | None:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _booked(valued: str, booked: str | None) -> date | None:
    """Return the booking day: its own month and day, in the year nearest to the value day."""
    day = _day(valued)
    if day is None or not booked:
        return day
    for year in (day.year, day.year - 1, day.year + 1):
        try:
            found = date(year, int(booked[:2]), int(booked[2:]))
        except ValueError:
            continue
        if abs((found - day).days) < 180:
            return found
    return day


def _tell_purpose(made: Movement, text: str, own: frozenset[str]) -> None:
    """Take from `:86:` who paid and what for: by subfields, or from running text."""
    running = text.replace("\n", "")
    if opened := _CODED.match(text):
        _tell_subfields(made, text, opened[1])
    elif _CODES.match(text):
        _tell_codes(made, text)
    else:
        _take(made, joined(text.split("\n")))
    accounts = {one for one in _ACCOUNT.findall(running) if one not in own}
    if not made.other_account and len(accounts) == 1:
        made.other_account = accounts.pop()
    inns = set(_INN.findall(running)) - own
    if not made.other_inn and len(inns) == 1:
        made.other_inn = inns.pop()
    if is_rur6(text):
        made.purpose = from_rur6(made.purpose)
        made.other_purpose = from_rur6(made.other_purpose)
        made.other_name = from_rur6(made.other_name)
    made.purpose, made.other_purpose = made.purpose[:2000], made.other_purpose[:2000]
    made.other_name = made.other_name[:300]


def _take(made: Movement, purpose: Joined) -> None:
    made.purpose, made.other_purpose = purpose.text, purpose.other


def _tell_codes(made: Movement, text: str) -> None:
    """Read `/NAME/…/ACC/…/REMI/…`; without a word of the purpose, all of it is one."""
    pieces = _CODES.split(text)
    said: dict[str, str] = {}
    for code, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if piece.strip("/ \n"):
            said.setdefault(code, piece.strip("/"))
    purpose = next((said[code] for code in PURPOSES if code in said), text)
    _take(made, joined(purpose.split("\n")))
    name = next((said[code] for code in NAMES if code in said), "")
    made.other_inn, made.other_name = split_inn(said.get("INN", ""), one_line(name.split("\n")))
    made.other_account = account_in(next((said[code] for code in ACCOUNTS if code in said), ""))


def _tell_subfields(made: Movement, text: str, mark: str) -> None:
    pieces = re.split(re.escape(mark) + r"(\d\d)", text.replace("\n", ""))
    said = dict(zip(pieces[1::2], pieces[2::2], strict=False))
    _take(made, joined([said.get(f"{n}", "") for n in (*range(20, 30), *range(60, 64))]))
    name = one_line(["".join((said.get("32", ""), said.get("33", "")))])
    made.other_inn, made.other_name = split_inn("", name)
    made.other_account = account_in(said.get("31", ""))[:40]
