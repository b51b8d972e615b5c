"""`1CClientBankExchange` 1.01 to 1.03 as banks really write it, read line by line. Pure.

Keys may be there and empty, or missing; lines may be blank; names and purposes may be broken into
numbered keys; our own account stands in either of two keys; there may be no totals. A document
that cannot be read is given with its fault, so that the file's totals can still be compared.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, TextIO

from turnup.statements.formats.figures import NoSum, read_day, read_signed, read_sum
from turnup.statements.formats.movements import (
    LONGEST_LINE,
    Fault,
    Movement,
    Told,
    Totals,
    Unreadable,
    one_line,
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
_INN: Final = re.compile(
    r"^\s*ИНН\s*:?\s*(\d{10}|\d{12})\b[\s,/]*(?:КПП\s*:?\s*\d{9}\b[\s,/]*)?", re.I
)
Fields = dict[str, str]


class ClientBank:
    """Reads one file; `told` is complete once `movements()` came to its end."""

    def __init__(self, text: TextIO, own: frozenset[str]):
        self.text, self.own = text, own
        self.told = Told()
        self._line = 0
        self._titled = False

    def movements(self) -> Iterator[Movement]:
        """Give the file's documents in their order. Raises Unreadable."""
        fields: Fields = {}
        faults: list[Fault] = []
        inside, began = "", 0
        for line in self._lines():
            key, equals, value = line.partition("=")
            word = key.strip().casefold()
            if not self._titled:
                self._begin(word)
            elif word in (DOCUMENT, ACCOUNT):
                if inside:
                    yield from self._unclosed(inside, fields, began)
                inside, fields, began, faults = word, {}, self._line, []
            elif word in (DOCUMENT_END, ACCOUNT_END):
                if inside == DOCUMENT:
                    yield self._document(fields, began, faults)
                elif inside == ACCOUNT:
                    self._totals(fields, began)
                inside, fields = "", {}
            elif word == FILE_END:
                self.told.complete = not inside
            elif inside and equals:
                _keep(fields, word, value.strip(), faults, self._line)
            elif equals:
                self._head(word, value.strip())
        if not self._titled:
            raise Unreadable("empty")
        if inside:
            self.told.complete = False
            yield from self._unclosed(inside, fields, began)

    def _lines(self) -> Iterator[str]:
        while line := self.text.readline(LONGEST_LINE):
            self._line += 1
            if len(line) >= LONGEST_LINE:
                raise Unreadable("line_too_long", self._line)
            if text := line.strip("\ufeff\x00\x1a \t\r\n"):
                yield text

    def _begin(self, word: str) -> None:
        if word != TITLE:
            raise Unreadable("not_a_statement", self._line)
        self._titled = True

    def _head(self, word: str, value: str) -> None:
        if word == "расчсчет" and value and value not in self.told.accounts:
            self.told.accounts.append(value)
        elif word == TITLE:
            return  # two statements in one file, one after the other
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

    def _unclosed(self, inside: str, fields: Fields, began: int) -> Iterator[Movement]:
        """Give a document that was begun and never ended, as far as its sum can be told."""
        fault = Fault("unclosed", began)
        if inside == ACCOUNT:
            self.told.faults.append(fault)
            return
        made = self._document(fields, began, [])
        made.fault = fault
        yield made

    def _totals(self, fields: Fields, began: int) -> None:
        account = fields.get("расчсчет", "")
        if account and account not in self.told.accounts:
            self.told.accounts.append(account)
        totals = Totals(account, began)
        for name, field in TOTALS:
            typed = fields.get(name, "")
            try:
                setattr(totals, field, read_signed(typed) if typed else None)
            except NoSum:
                self.told.faults.append(Fault("total_unreadable", began, {"typed": typed[:40]}))
        self.told.totals.append(totals)
        for name in ("датаначала", "датаконца"):
            self._day(name, fields.get(name, ""))

    def _document(self, fields: Fields, began: int, faults: list[Fault]) -> Movement:
        get = fields.get
        payer = _accounts(fields, "плательщик")
        payee = _accounts(fields, "получатель")
        credit, debit = self._sides(fields, payer, payee)
        side = "плательщик" if credit or not debit else "получатель"
        name = get(side) or one_line(get(f"{side}{n}", "") for n in "1234")
        inn, name = _split_inn(get(f"{side}инн", ""), name)
        made = Movement(
            line=began,
            credit=credit or not debit,
            amount=None,
            number=get("номер", "")[:40],
            own_account=_first(payee if side == "плательщик" else payer, self.own),
            other_name=name[:300],
            other_inn=inn,
            other_account=_first(payer if side == "плательщик" else payee, frozenset())[:40],
            purpose=_purpose(fields)[:2000],
        )
        _read_figures(made, fields)
        if made.fault is None and faults:
            made.fault = faults[0]
        if made.fault is None and not credit and not debit:
            made.fault = Fault("foreign_account", began, {"account": _first(payee, frozenset())})
        if made.fault is None and credit and debit:
            made.fault = Fault("own_transfer", began)
        return made

    def _sides(self, fields: Fields, payer: list[str], payee: list[str]) -> tuple[bool, bool]:
        credit = any(account in self.own for account in payee)
        debit = any(account in self.own for account in payer)
        if not credit and not debit and not payee and fields.get("датапоступило"):
            ours = [account for account in self.told.accounts if account in self.own]
            return bool(ours) and len(self.told.accounts) == 1, False
        return credit, debit


def _keep(fields: Fields, word: str, value: str, faults: list[Fault], line: int) -> None:
    """Keep the first value of a key that says anything; another sum is a fault."""
    if not fields.get(word):
        fields[word] = value
    elif word == "сумма" and value and value != fields[word]:
        faults.append(Fault("told_twice", line, {"typed": value[:40]}))


def _accounts(fields: Fields, side: str) -> list[str]:
    found = (fields.get(f"{side}{end}", "") for end in ("расчсчет", "счет"))
    return [account.replace(" ", "") for account in found if account]


def _first(accounts: list[str], wanted: frozenset[str]) -> str:
    return next((one for one in accounts if one in wanted), accounts[0] if accounts else "")


def _split_inn(told: str, name: str) -> tuple[str, str]:
    """Give INN and name; many banks write the INN into the name too."""
    found = _INN.match(name)
    inn = told.strip() if told.strip().strip("0") else (found[1] if found else "")
    return inn[:12], name[found.end() :] if found else name


def _purpose(fields: Mapping[str, str]) -> str:
    whole = fields.get("назначениеплатежа", "")
    parts = [fields.get(f"назначениеплатежа{n}", "") for n in range(1, 7)]
    return one_line([whole]) or one_line(parts)


def _read_figures(made: Movement, fields: Fields) -> None:
    """Read sum and days into the movement, and its fault where one of them cannot be."""
    typed = fields.get("сумма", "")
    try:
        made.amount = read_sum(typed)
    except NoSum:
        made.fault = Fault("sum_unreadable", made.line, {"typed": typed[:40]})
    if made.amount is not None and made.amount <= 0:
        made.fault = Fault("sum_not_positive", made.line, {"typed": typed[:40]})
    arrived = "датапоступило" if made.credit else "датасписано"
    made.document_on = _day_of(made, fields, "дата")
    made.arrived_on = _day_of(made, fields, arrived)


def _day_of(made: Movement, fields: Fields, key: str) -> date | None:
    try:
        return read_day(fields.get(key, ""))
    except ValueError:
        typed = fields[key][:40]
        made.fault = made.fault or Fault("day_unreadable", made.line, {"typed": typed})
        return None
