"""`1CClientBankExchange` 1.01 to 1.03 as banks really write it, read line by line. Pure.

Keys may be there and empty, or missing; lines may be blank, ended in any of three ways, or broken
in the middle of a value; sections come in any order. A document that cannot be read is given with
its fault, so that the file's totals can still be compared.
"""

import re
from collections.abc import Iterator
from typing import Final, TextIO

from turnup.statements.formats.accounts import account_in
from turnup.statements.formats.client_document import Fields, read_document
from turnup.statements.formats.figures import NoSum, read_day, read_signed
from turnup.statements.formats.movements import (
    LONGEST_LINE,
    Fault,
    Movement,
    Told,
    Totals,
    Unreadable,
)

TITLE: Final = "1cclientbankexchange"
DOCUMENT, DOCUMENT_END = "секциядокумент", "конецдокумента"
ACCOUNT, ACCOUNT_END = "секциярасчсчет", "конецрасчсчет"
FILE_END: Final = "конецфайла"
TOTALS: Final = (
    ("начальныйостаток", "opening"),
    ("всегопоступило", "credits"),
    ("всегосписано", "debits"),
    ("конечныйостаток", "closing"),
)
LONGEST_VALUE: Final = 4096  # characters of a value that runs on; the rest is left out
MOST_KEYS: Final = 1000  # of one document; the format has about a hundred
SPACED: Final = ("сумма", "номер", "дата", "плательщик", "получатель", "назначениеплатежа")
"""Keys that are taken with a space before the equals sign; other such words run on."""
_RUNS_ON: Final = re.compile(r"(?:назначениеплатежа|плательщик|получатель)\d?")


class ClientBank:
    """Reads one file; `told` is complete once `movements()` came to its end."""

    def __init__(self, text: TextIO, own: frozenset[str]):
        self.text, self.own = text, own
        self.told = Told()
        self._line = 0
        self._titled = False

    def movements(self) -> Iterator[Movement]:
        """Give the file's documents in their order. Raises Unreadable."""
        section = _Section("", 0)
        for line in self._lines():
            key, equals, value = line.partition("=")
            word = key.strip().casefold()
            if not self._titled:
                self._begin(word)
            elif word in (DOCUMENT, ACCOUNT):
                yield from self._unclosed(section)
                section = _Section(word, self._line)
            elif word in (DOCUMENT_END, ACCOUNT_END):
                yield from self._closed(section)
                section = _Section("", 0)
            elif word == FILE_END:
                self.told.complete = not section.kind
            elif section.kind:
                named = equals and (key.lstrip().isidentifier() or word.startswith(SPACED))
                section.take(self._line, line, word if named else "", value)
            else:
                self._head(word, value.strip())
        if not self._titled:
            raise Unreadable("empty")
        if section.kind:
            self.told.complete = False
            yield from self._unclosed(section)

    def _lines(self) -> Iterator[str]:
        while line := self.text.readline(LONGEST_LINE):
            self._line += 1
            if len(line) >= LONGEST_LINE:
                raise Unreadable("line_too_long", self._line)
            text = line.strip("\ufeff\x00\x1a\t\r\n")
            if text and not text.isspace():
                yield text.replace("\x00", "\ufffd")  # the database holds no NUL

    def _begin(self, word: str) -> None:
        if not word.endswith(TITLE):  # a mark of another charset may stand before it
            raise Unreadable("not_a_statement", self._line)
        self._titled = True

    def _head(self, word: str, value: str) -> None:
        if word == TITLE:
            self.told.complete = False  # two statements in one file, one after the other
        elif word == "расчсчет" and value:
            self.told.name(account_in(value))
        elif word in ("датаначала", "датаконца"):
            self._day(word, value)

    def _day(self, word: str, value: str) -> None:
        try:
            day = read_day(value)
        except ValueError:
            return
        told = self.told
        if day and word == "датаначала":
            told.first_day = min(day, told.first_day or day)
        elif day:
            told.last_day = max(day, told.last_day or day)

    def _closed(self, section: "_Section") -> Iterator[Movement]:
        if section.kind == DOCUMENT:
            yield self._document(section)
        elif section.kind == ACCOUNT:
            self._totals(section)

    def _unclosed(self, section: "_Section") -> Iterator[Movement]:
        """Give a document that was begun and never ended, as far as its sum can be told."""
        fault = Fault("unclosed", section.began)
        if section.kind == ACCOUNT:
            self.told.faults.append(fault)
        elif section.kind == DOCUMENT:
            made = self._document(section)
            made.fault = fault
            yield made

    def _document(self, section: "_Section") -> Movement:
        made = read_document(
            section.fields, section.began, section.faults, self.own, self.told.accounts
        )
        if made.credit and made.arrived_on is None and self.told.first_day == self.told.last_day:
            made.arrived_on = self.told.last_day  # a statement of one day tells the day by itself
        return made

    def _totals(self, section: "_Section") -> None:
        get = section.fields.get
        totals = Totals(account_in(get("расчсчет", "")), section.began)
        self.told.name(totals.account)
        for name, field in TOTALS:
            typed = get(name, "")
            try:
                setattr(totals, field, read_signed(typed) if typed.strip() else None)
            except NoSum:
                fault = Fault("total_unreadable", section.began, {"typed": typed[:40]})
                self.told.faults.append(fault)
        self.told.begin(totals)
        for name in ("датаначала", "датаконца"):
            self._day(name, get(name, ""))


class _Section:
    """A document or an account's totals while its lines come."""

    def __init__(self, kind: str, began: int):
        self.kind, self.began = kind, began
        self.fields: Fields = {}
        self.faults: list[Fault] = []
        self._last = ""

    def take(self, number: int, line: str, word: str, value: str) -> None:
        """Take a key with its value, or a line that goes on with the value before it."""
        if word:
            self._last = word
            self._keep(number, word, value)
        elif _RUNS_ON.fullmatch(self._last):
            told = self.fields.get(self._last, "")
            if len(told) < LONGEST_VALUE:
                self.fields[self._last] = f"{told} {line.strip()}"

    def _keep(self, number: int, word: str, value: str) -> None:
        """Keep the first value of a key that says anything; another sum is a fault."""
        told = self.fields.get(word, "").strip()
        if not told:
            self.fields[word] = value
            if len(self.fields) > MOST_KEYS:
                raise Unreadable("too_much", number)
        elif word == "сумма" and value.strip() and value.strip() != told:
            self.faults.append(Fault("told_twice", number, {"typed": value.strip()[:40]}))
