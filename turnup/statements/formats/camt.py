"""camt.053 of ISO 20022, read as a stream. Pure.

Safe with any file: a document type, and so every entity, is refused; depth and the length of a
text are limited; one entry at a time is kept.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from turnup.statements.formats.figures import NoSum, read_day, read_sum
from turnup.statements.formats.movements import (
    LONGEST_LINE,
    Fault,
    Movement,
    Told,
    Totals,
    Unreadable,
    one_line,
)

DEEPEST: Final = 40
ROUBLES: Final = ("RUB", "RUR", "")
STATEMENTS: Final = ("Stmt",)
OTHER_KINDS: Final = ("BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn", "CstmrCdtTrfInitn")
_STEP: Final = 1 << 16
Node = dict[str, Any]  # {tag, line, text, attributes, children}


class Camt:
    """Reads one file; `told` is complete once `movements()` came to its end."""

    def __init__(self, file: BinaryIO, own: frozenset[str]):
        self.file, self.own = file, own
        self.told = Told()
        self._totals = Totals("")
        self._path: list[Node] = []
        self._made: list[Movement] = []
        self._ended = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._no_doctype

    def movements(self) -> Iterator[Movement]:
        """Give the booked entries in their order. Raises Unreadable."""
        try:
            while block := self.file.read(_STEP):
                self._parser.Parse(block, False)
                yield from self._taken()
            self._parser.Parse(b"", True)
            yield from self._taken()
            self.told.complete = self._ended
        except expat.ExpatError as error:
            yield from self._taken()
            if not self.told.accounts:
                raise Unreadable("broken_xml", error.lineno) from None
            self.told.faults.append(Fault("broken_xml", error.lineno))

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
            self.told.totals.append(self._totals)
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
            self._path[-1]["children"].append(node)
        else:
            self._ended = True

    def _part_of_statement(self, node: Node) -> None:
        """Take a finished part of a statement; nothing of it is kept in the tree."""
        if node["tag"] == "Acct":
            self._account(node)
        elif node["tag"] == "Bal":
            self._balance(node)
        elif node["tag"] == "TxsSummry":
            self._summary(node)
        elif node["tag"] == "FrToDt":
            self._span(node)
        elif node["tag"] == "Ntry":
            self._made += self._entry(node)

    def _account(self, node: Node) -> None:
        account = text_at(node, "Id/IBAN") or text_at(node, "Id/Othr/Id")
        self._totals.account = account.replace(" ", "")
        if account and self._totals.account not in self.told.accounts:
            self.told.accounts.append(self._totals.account)

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
        if count := text_at(node, "TtlCdtNtries/NbOfNtries"):
            self._totals.credit_count = int(count) if count.isascii() and count.isdigit() else None

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

    # -------------------------------------------------------------- entries
    def _entry(self, node: Node) -> list[Movement]:
        """Give an entry's movements: one, or one for each payment of a batch."""
        booked = text_at(node, "Sts/Cd") or text_at(node, "Sts") or "BOOK"
        if booked != "BOOK":
            return []  # announced, not yet arrived
        whole = self._movement(node, node)
        parts = list(found(node, "NtryDtls/TxDtls"))
        if len(parts) < 2:
            if parts:
                _tell_other_side(whole, parts[0])
            return [whole]
        made = [self._movement(node, part) for part in parts]
        for one, part in zip(made, parts, strict=True):
            _tell_other_side(one, part)
        summed = sum((one.amount or Decimal(0) for one in made), Decimal(0))
        if any(one.amount is None for one in made) or summed != whole.amount:
            whole.fault = whole.fault or Fault("batch_disagrees", whole.line)
            return [whole]
        return made

    def _movement(self, node: Node, part: Node) -> Movement:
        storno = text_at(node, "RvslInd") in ("true", "1")
        said = part if part is not node else node
        typed = (
            text_at(said, "Amt")
            or text_at(said, "AmtDtls/TxAmt/Amt")
            or text_at(said, "AmtDtls/InstdAmt/Amt")
        )
        amount_node = next(found(said, "Amt"), None) or next(found(node, "Amt"), node)
        made = Movement(
            line=part["line"],
            credit=text_at(node, "CdtDbtInd") == "CRDT",
            amount=None,
            number=(text_at(node, "NtryRef") or text_at(node, "AcctSvcrRef"))[:40],
            own_account=self._totals.account,
            storno=storno,
            purpose=text_at(node, "AddtlNtryInf")[:2000],
        )
        try:
            made.amount = read_sum(typed)
        except NoSum:
            made.fault = Fault("sum_unreadable", made.line, {"typed": typed[:40]})
        if made.amount is not None and made.amount <= 0:
            made.fault = Fault("sum_not_positive", made.line, {"typed": typed[:40]})
        currency = amount_node["attributes"].get("Ccy", "")
        if currency not in ROUBLES:
            made.fault = Fault("currency", made.line, {"currency": currency[:10]})
        if made.own_account not in self.own:
            made.fault = made.fault or Fault(
                "foreign_account", made.line, {"account": made.own_account[:40]}
            )
        made.arrived_on = _day_of(made, node, "BookgDt") or _day_of(made, node, "ValDt")
        made.document_on = made.arrived_on
        return made


def _day_of(made: Movement, node: Node, tag: str) -> date | None:
    typed = text_at(node, f"{tag}/Dt") or text_at(node, f"{tag}/DtTm")
    try:
        return read_day(typed)
    except ValueError:
        made.fault = made.fault or Fault("day_unreadable", made.line, {"typed": typed[:40]})
        return None


def _tell_other_side(made: Movement, part: Node) -> None:
    """Take from a payment's details who is on the other side, and what it is for."""
    side = "Dbtr" if made.credit else "Cdtr"
    party = f"RltdPties/{side}"
    made.other_name = (text_at(part, f"{party}/Nm") or text_at(part, f"{party}/Pty/Nm"))[:300]
    for place in ("Id/OrgId/Othr/Id", "Id/PrvtId/Othr/Id"):
        inn = text_at(part, f"{party}/{place}") or text_at(part, f"{party}/Pty/{place}")
        if inn.isdigit() and len(inn) in (10, 12):
            made.other_inn = inn
    account = f"RltdPties/{side}Acct/Id"
    made.other_account = (text_at(part, f"{account}/IBAN") or text_at(part, f"{account}/Othr/Id"))[
        :40
    ].replace(" ", "")
    refs = [text_at(part, f"Refs/{tag}") for tag in ("EndToEndId", "InstrId", "TxId", "ChqNb")]
    told = [ref for ref in refs if ref and ref != "NOTPROVIDED"]
    made.number = (told[0] if told else made.number)[:40]
    said = [node["text"] for node in found(part, "RmtInf/Ustrd")]
    said += [node["text"] for node in found(part, "RmtInf/Strd/CdtrRefInf/Ref")]
    made.purpose = (one_line(said) or one_line([text_at(part, "AddtlTxInf")]) or made.purpose)[
        :2000
    ]


def found(node: Node, path: str) -> Iterator[Node]:
    """Give the nodes below at a path of tags."""
    tag, _slash, rest = path.partition("/")
    for child in node["children"]:
        if child["tag"] == tag:
            if rest:
                yield from found(child, rest)
            else:
                yield child


def text_at(node: Node, path: str) -> str:
    """Return the text of the first node at a path, or nothing."""
    return next((one["text"] for one in found(node, path)), "")
