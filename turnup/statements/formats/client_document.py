"""One document of a `1CClientBankExchange` file: what its keys say of a movement. Pure.

Names and purposes may be broken into numbered keys; our own account stands in either of two keys;
where a bank leaves our side out, the day of arrival or of departure tells which way money went.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from turnup.statements.formats.accounts import account_in, currency_of
from turnup.statements.formats.figures import NoSum, read_day, read_signed
from turnup.statements.formats.joining import Joined, joined, one_line
from turnup.statements.formats.movements import NOTHING, Fault, Movement

_INN: Final = re.compile(
    r"^[\s/]*(?:ИНН|INN)?[\s:/]*(\d{12}|\d{10})\b[\s,/\\]*"
    r"(?:(?:(?:КПП|KPP)[\s:/]*)?\d{9}\b[\s,/\\]*)?",
    re.I,
)
Fields = dict[str, str]
"""By key in small letters: the value as it came."""


def read_document(
    fields: Fields,
    began: int,
    faults: Sequence[Fault],
    own: frozenset[str],
    named: Sequence[str],
) -> Movement:
    """Return the movement that a document tells; `named` are the accounts of the file's head."""
    payer = _accounts(fields, "плательщик")
    payee = _accounts(fields, "получатель")
    credit, debit = _sides(fields, payer, payee, own, named)
    outgoing = debit and not credit
    theirs, ours = (payee, payer) if outgoing else (payer, payee)
    inn, name = _name_of(fields, "получатель" if outgoing else "плательщик")
    purpose = purpose_of(fields)
    made = Movement(
        line=began,
        credit=not outgoing,
        amount=None,
        number=_told(fields, "номер")[:40],
        own_account=_first(ours or _ours(named, own), own)[:40],
        other_name=name[:300],
        other_inn=inn,
        other_account=_first(theirs, frozenset())[:40],
        purpose=purpose.text[:2000],
        other_purpose=purpose.other[:2000],
    )
    _read_figures(made, fields)
    made.fault = made.fault or next(iter(faults), None) or _strange(made, credit, debit, payee)
    return made


def _strange(made: Movement, credit: bool, debit: bool, payee: list[str]) -> Fault | None:
    if not credit and not debit:
        return Fault("foreign_account", made.line, {"account": _first(payee, frozenset())[:40]})
    if currency := currency_of(made.own_account):
        return Fault("currency", made.line, {"currency": currency})
    return Fault("own_transfer", made.line) if credit and debit else None


def _told(fields: Mapping[str, str], key: str) -> str:
    return fields.get(key, "").strip()


def _sides(
    fields: Fields,
    payer: list[str],
    payee: list[str],
    own: frozenset[str],
    named: Sequence[str],
) -> tuple[bool, bool]:
    """Tell whether money came to an account of ours, and whether it left one."""
    credit = any(account in own for account in payee)
    debit = any(account in own for account in payer)
    if credit or debit or len(_ours(named, own)) != 1 or len(named) != 1:
        return credit, debit
    came, left = _told(fields, "датапоступило"), _told(fields, "датасписано")
    return bool(came and not payee), bool(left and not payer and not (came and not payee))


def _ours(named: Sequence[str], own: frozenset[str]) -> list[str]:
    return [account for account in named if account in own]


def _accounts(fields: Fields, side: str) -> list[str]:
    found = (_told(fields, f"{side}{end}") for end in ("расчсчет", "счет"))
    return [account_in(account) for account in found if account]


def _first(accounts: list[str], wanted: frozenset[str]) -> str:
    return next((one for one in accounts if one in wanted), accounts[0] if accounts else "")


def _name_of(fields: Fields, side: str) -> tuple[str, str]:
    name = one_line([fields.get(side, "")]) or one_line(
        fields.get(f"{side}{n}", "") for n in "1234"
    )
    return split_inn(_told(fields, f"{side}инн"), name)


def split_inn(told: str, name: str) -> tuple[str, str]:
    """Give INN and name; many banks write the INN into the name too."""
    found = _INN.match(name)
    inn = told if told.strip("0") else (found[1] if found else "")
    return inn[:12], name[found.end() :] if found else name


def purpose_of(fields: Mapping[str, str]) -> Joined:
    """Return the purpose: of its own key, or of the numbered ones where they say more.

    The numbered ones are joined in two readings.
    """
    whole = one_line([fields.get("назначениеплатежа", "")])
    parts = [fields.get(f"назначениеплатежа{n}", "") for n in range(1, 7)]
    pieces = joined(parts) if any(parts) else Joined("")
    return pieces if len(pieces.text) > len(whole) + 5 else Joined(whole)  # five more spaces


def _read_figures(made: Movement, fields: Fields) -> None:
    """Read sum and days into the movement, and its fault where one of them cannot be."""
    typed = _told(fields, "сумма")
    try:
        made.amount = max(read_signed(typed), NOTHING)  # one below nothing counts for none
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
        typed = _told(fields, key)[:40]
        made.fault = made.fault or Fault("day_unreadable", made.line, {"typed": typed})
        return None
