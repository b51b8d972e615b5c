"""One booked entry of a camt.053 statement: its movements. Pure.

An entry is one operation, or a batch of them whose sums must add up to it. The details are looked
for where any version from 001.02 on has them.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from turnup.statements.formats.accounts import account_in
from turnup.statements.formats.client_document import split_inn
from turnup.statements.formats.figures import NoSum, read_day, read_sum
from turnup.statements.formats.joining import joined, one_line
from turnup.statements.formats.movements import Fault, Movement, banks_own

ROUBLES: Final = ("RUB", "RUR", "")
AMOUNTS: Final = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
RETURNED: Final = ("RRTN", "RPCR", "ARET")  # families of returned transfers in BkTxCd
_INN_ALONE: Final = re.compile(r"(?:(?:INN|ИНН|TXID)[\s:./\-]?)?(\d{12}|\d{10})", re.I)
UNNAMED: Final = ("", "NOTPROVIDED", "NOT PROVIDED", "NONREF")
Node = dict[str, Any]  # {tag, line, text, attributes, children}


def read_entry(node: Node, account: str, own: frozenset[str]) -> list[Movement]:
    """Give an entry's movements; what is only announced gives none."""
    booked = text_at(node, "Sts/Cd") or text_at(node, "Sts/Prtry") or text_at(node, "Sts") or "BOOK"
    if booked != "BOOK":
        return []
    whole = _movement(node, node, account, own)
    parts = list(found(node, "NtryDtls/TxDtls"))
    if len(parts) > 1 and not any(_amount_of(part) for part in parts):
        parts = [_as_one(parts)]  # one payment, told in several pieces
    if len(parts) < 2:
        if parts:
            _tell_details(whole, parts[0])
        whole.less_fee = whole.credit and _paid_more(whole, parts)
        return [whole]
    made = [_movement(node, part, account, own) for part in parts]
    for one, part in zip(made, parts, strict=True):
        _tell_details(one, part)
    summed = sum((one.amount or Decimal(0) for one in made), Decimal(0))
    if any(one.amount is None for one in made) or summed != whole.amount:
        whole.fault = whole.fault or Fault("batch_disagrees", whole.line)
        return [whole]
    return made


def _movement(node: Node, part: Node, account: str, own: frozenset[str]) -> Movement:
    amount = _amount_of(part)
    typed = amount["text"] if amount else ""
    made = Movement(
        line=part["line"],
        credit=text_at(node, "CdtDbtInd") == "CRDT",
        amount=None,
        number=banks_own(text_at(node, "AcctSvcrRef")),  # `NtryRef` counts a file's entries anew
        own_account=account,
        storno=_was_returned(node),
        purpose=text_at(node, "AddtlNtryInf")[:2000],
    )
    try:
        made.amount = read_sum(typed)
    except NoSum:
        made.fault = Fault("sum_unreadable", made.line, {"typed": typed[:40]})
    if made.amount is not None and made.amount <= 0:
        made.fault = Fault("sum_not_positive", made.line, {"typed": typed[:40]})
    currency = (amount or node)["attributes"].get("Ccy", "")
    if currency not in ROUBLES:
        made.fault = Fault("currency", made.line, {"currency": currency[:10]})
    if made.own_account not in own:
        said = {"account": made.own_account[:40]}
        made.fault = made.fault or Fault("foreign_account", made.line, said)
    made.arrived_on = _day_of(made, node, "BookgDt") or _day_of(made, node, "ValDt")
    made.document_on = made.arrived_on
    return made


def _amount_of(part: Node) -> Node | None:
    return next((one for path in AMOUNTS for one in found(part, path) if one["text"]), None)


def _as_one(parts: list[Node]) -> Node:
    return {**parts[0], "children": [child for part in parts for child in part["children"]]}


def _paid_more(whole: Movement, parts: list[Node]) -> bool:
    """Tell whether the payer gave more than came: the bank kept its fee."""
    paid = next((text_at(part, "AmtDtls/TxAmt/Amt") for part in parts), "")
    try:
        return bool(paid) and whole.amount is not None and read_sum(paid) > whole.amount
    except NoSum:
        return False


def _was_returned(node: Node) -> bool:
    """Tell whether the bank took something back, or money came back that we had sent."""
    if text_at(node, "RvslInd") in ("true", "1"):
        return True
    return text_at(node, "BkTxCd/Domn/Fmly/SubFmlyCd") in RETURNED


def _day_of(made: Movement, node: Node, tag: str) -> date | None:
    typed = text_at(node, f"{tag}/Dt") or text_at(node, f"{tag}/DtTm")
    try:
        return read_day(typed)
    except ValueError:
        made.fault = made.fault or Fault("day_unreadable", made.line, {"typed": typed[:40]})
        return None


# ------------------------------------------------------------------ a payment's details
def _tell_details(made: Movement, part: Node) -> None:
    """Take from a payment's details who is on the other side, and what it is for."""
    side = "Dbtr" if made.credit else "Cdtr"
    _tell_party(made, part, side)
    account = f"RltdPties/{side}Acct/Id"
    told = text_at(part, f"{account}/IBAN") or text_at(part, f"{account}/Othr/Id")
    made.other_account = account_in(told)[:40]
    made.storno = made.storno or next(found(part, "RtrInf"), None) is not None
    refs = [text_at(part, f"Refs/{tag}") for tag in ("EndToEndId", "InstrId", "TxId", "ChqNb")]
    named = [ref for ref in refs if ref not in UNNAMED]
    banks = banks_own(text_at(part, "Refs/AcctSvcrRef")) or made.number
    made.number = named[0][:40] if named else banks
    purpose = joined([node["text"] for node in found(part, "RmtInf/Ustrd")])
    refers = one_line(_referred(part))
    said = " ".join(one for one in (purpose.text, refers) if one)
    made.purpose = (said or one_line([text_at(part, "AddtlTxInf")]) or made.purpose)[:2000]
    if purpose.other:
        made.other_purpose = " ".join(one for one in (purpose.other, refers) if one)[:2000]


def _referred(part: Node) -> Iterator[str]:
    """Give the papers that a payment names by fields: ours by our number, and the invoices."""
    for node in found(part, "RmtInf/Strd/RfrdDocInf"):
        invoice = text_at(node, "Tp/CdOrPrtry/Cd") in ("", "CINV")
        for number in found(node, "Nb"):
            yield f"invoice {number['text']}" if invoice else number["text"]
    for node in found(part, "RmtInf/Strd/CdtrRefInf/Ref"):
        yield node["text"]


def _tell_party(made: Movement, part: Node, side: str) -> None:
    parties = [*found(part, f"RltdPties/{side}/Pty"), *found(part, f"RltdPties/{side}")]
    names = [text_at(party, "Nm") for party in parties]
    ids = [
        node["text"]
        for party in parties
        for kind in ("OrgId", "PrvtId")
        for node in found(party, f"Id/{kind}/Othr/Id")
    ]
    ids += [node["text"] for node in found(part, f"Tax/{side}/TaxId")]
    inns = [told[1] for text in ids if (told := _INN_ALONE.fullmatch(text))]
    inn, name = split_inn("", next((name for name in names if name), ""))
    made.other_name, made.other_inn = name[:300], next(iter(inns), inn)


# ------------------------------------------------------------------ the tree
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
