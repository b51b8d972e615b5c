"""camt.053 of ISO 20022, read as a stream. Pure.

Safe with any file: a document type, and so every entity, is refused; depth and the length of a
text are limited; one entry at a time is kept.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from turnup.statements.formats.accounts import account_in
from turnup.statements.formats.camt_entry import Node, read_entry, text_at
from turnup.statements.formats.figures import NoSum, read_day, read_sum
from turnup.statements.formats.movements import (
    LONGEST_LINE,
    Fault,
    Movement,
    Told,
    Totals,
    Unreadable,
)

DEEPEST: Final = 40
MOST_NODES: Final = 400_000  # of one entry: a batch of twenty thousand payments
STATEMENTS: Final = ("Stmt",)
OTHER_KINDS: Final = ("BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn", "CstmrCdtTrfInitn")
_STEP: Final = 1 << 16


class Camt:
    """Reads one file; `told` is complete once `movements()` came to its end."""

    def __init__(self, file: BinaryIO, own: frozenset[str], charset: str | None = None):
        self.file, self.own = file, own
        self.told = Told()
        self._totals = Totals("")
        self._path: list[Node] = []
        self._made: list[Movement] = []
        self._ended = False
        self._kept = 0
        self._parser = expat.ParserCreate(charset, " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._no_doctype

    def movements(self) -> Iterator[Movement]:
        """Give the booked entries in their order. Raises Unreadable."""
        try:
            block = self.file.read(_STEP).lstrip(b"\xef\xbb\xbf\r\n\t ")  # blanks before the XML
            while block:
                self._parser.Parse(block, False)
                yield from self._taken()
                block = self.file.read(_STEP)
            self._parser.Parse(b"", True)
            yield from self._taken()
            self.told.complete = self._ended
            if not self.told.totals:
                raise Unreadable("not_a_statement", 1)
        except expat.ExpatError as error:
            yield from self._taken()
            if not self.told.accounts:
                raise Unreadable("broken_xml", error.lineno) from None
            self.told.faults.append(Fault("broken_xml", error.lineno))
        except (LookupError, ValueError):  # its declaration names an encoding that expat lacks
            if self._path or self._ended:
                raise
            raise Unreadable("broken_xml", 1) from None

    def _taken(self) -> Iterator[Movement]:
        made, self._made = self._made, []
        return iter(made)

    # -------------------------------------------------------------- the parser's handlers
    def _no_doctype(self, *_said: Any) -> None:
        raise Unreadable("entities", self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag in OTHER_KINDS:
            raise Unreadable("another_camt", self._parser.CurrentLineNumber)
        if len(self._path) >= DEEPEST:
            raise Unreadable("too_deep", self._parser.CurrentLineNumber)
        node = {
            "tag": tag,
            "line": self._parser.CurrentLineNumber,
            "text": "",
            "attributes": attributes,
            "children": [],
        }
        if tag in STATEMENTS:
            self._totals = Totals("", self._parser.CurrentLineNumber)
            self.told.begin(self._totals)
        self._path.append(node)

    def _text(self, text: str) -> None:
        if self._path:
            node = self._path[-1]
            node["text"] += text
            if len(node["text"]) > LONGEST_LINE:
                raise Unreadable("line_too_long", node["line"])

    def _end(self, _name: str) -> None:
        node = self._path.pop()
        node["text"] = node["text"].strip()
        parent = self._path[-1]["tag"] if self._path else ""
        if parent in STATEMENTS:
            self._part_of_statement(node)
        elif self._path:
            self._keep(node)
        else:
            self._ended = True

    def _keep(self, node: Node) -> None:
        self._kept += 1
        if self._kept > MOST_NODES:
            raise Unreadable("too_much", node["line"])
        self._path[-1]["children"].append(node)

    def _part_of_statement(self, node: Node) -> None:
        """Take a finished part of a statement; nothing of it is kept in the tree."""
        self._kept = 0
        if node["tag"] == "Acct":
            self._account(node)
        elif node["tag"] == "Bal":
            self._balance(node)
        elif node["tag"] == "TxsSummry":
            self._summary(node)
        elif node["tag"] == "FrToDt":
            self._span(node)
        elif node["tag"] == "Ntry":
            self._made += read_entry(node, self._totals.account, self.own)

    def _account(self, node: Node) -> None:
        account = text_at(node, "Id/IBAN") or text_at(node, "Id/Othr/Id")
        self._totals.account = account_in(account)
        self.told.name(self._totals.account)

    def _balance(self, node: Node) -> None:
        amount = self._sum(text_at(node, "Amt"), node["line"])
        if amount is None:
            return
        signed = -amount if text_at(node, "CdtDbtInd") == "DBIT" else amount
        kind = text_at(node, "Tp/CdOrPrtry/Cd")
        if kind in ("OPBD", "PRCD") and self._totals.opening is None:
            self._totals.opening = signed
        elif kind == "CLBD":
            self._totals.closing = signed

    def _summary(self, node: Node) -> None:
        for field, part in (("credits", "TtlCdtNtries"), ("debits", "TtlDbtNtries")):
            if text := text_at(node, f"{part}/Sum"):
                setattr(self._totals, field, self._sum(text, node["line"]))

    def _span(self, node: Node) -> None:
        for field, tag, choose in (("first_day", "Fr", min), ("last_day", "To", max)):
            try:
                day = read_day(text_at(node, f"{tag}DtTm") or text_at(node, f"{tag}Dt"))
            except ValueError:
                continue
            if day:
                setattr(self.told, field, choose(day, getattr(self.told, field) or day))

    def _sum(self, typed: str, line: int) -> Decimal | None:
        try:
            return read_sum(typed)
        except NoSum:
            self.told.faults.append(Fault("total_unreadable", line, {"typed": typed[:40]}))
            return None
