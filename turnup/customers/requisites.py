"""Check digits of Russian requisites: INN, OGRN, KPP, BIK and bank accounts. Pure.

Sources: facts of the trade, section 3.5 (verified on real data). Written here because the
packages that look right are wrong: python-stdnum forgets the last `mod 10` of OGRNIP,
ru-id-validators takes a wrong prefix for correspondent accounts and knows no treasury.
"""

import re
from itertools import cycle

_INN10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_ACCOUNT_WEIGHTS = (7, 1, 3)
_ACCOUNT_LETTERS = "ABCEHKMPTX"
"""Letters at the sixth place of accounts in clearing currencies; each stands for its position."""


def is_company_inn(text: str) -> bool:
    """Tell whether this can be the INN of a company: ten digits, the last a check digit."""
    return _digits(text, 10) and _inn_digit(text, _INN10) == int(text[9])


def is_person_inn(text: str) -> bool:
    """Tell whether this can be the INN of a person or a sole trader: twelve digits, two checks."""
    return (
        _digits(text, 12)
        and _inn_digit(text, _INN12_FIRST) == int(text[10])
        and _inn_digit(text, _INN12_SECOND) == int(text[11])
    )


def is_ogrn(text: str) -> bool:
    """Tell whether this can be the OGRN of a company: thirteen digits, mod 11 mod 10."""
    return _digits(text, 13) and int(text[:12]) % 11 % 10 == int(text[12])


def is_ogrnip(text: str) -> bool:
    """Tell whether this can be the OGRNIP of a sole trader: fifteen digits, mod 13 **mod 10**."""
    return _digits(text, 15) and int(text[:14]) % 13 % 10 == int(text[14])


def is_kpp(text: str) -> bool:
    """Tell whether this can be a KPP: nine places, the fifth and sixth may be letters; no check."""
    return re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", text) is not None


def is_bik(text: str) -> bool:
    """Tell whether this can be a BIK: 04 for banks, 00 and 01 for units of the treasury."""
    return _digits(text, 9) and text[:2] in ("04", "00", "01")


def is_settlement_account(account: str, bik: str) -> bool:
    """Tell whether the account's key fits the bank. Treasury accounts 03… have no such key."""
    if not is_bik(bik) or not _is_account(account):
        return False
    return account.startswith("03") or _account_key(bik[-3:] + account) == 0


def is_correspondent_account(account: str, bik: str) -> bool:
    """Tell whether the bank's own account at the central bank, or the treasury's 40102…, fits."""
    if not is_bik(bik) or not _digits(account, 20) or not account.startswith(("301", "40102")):
        return False
    return _account_key("0" + bik[4:6] + account) == 0


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _inn_digit(text: str, weights: tuple[int, ...]) -> int:
    pairs = zip(weights, text, strict=False)
    return sum(weight * int(digit) for weight, digit in pairs) % 11 % 10


def _is_account(text: str) -> bool:
    return re.fullmatch(rf"[0-9]{{5}}[0-9{_ACCOUNT_LETTERS}][0-9]{{14}}", text) is not None


def _account_key(row: str) -> int:
    """Weigh 23 places by 7, 1, 3 in turn and add the last digits; 0 for a right key."""
    digits = (_ACCOUNT_LETTERS.index(c) if c in _ACCOUNT_LETTERS else int(c) for c in row)
    return sum(d * w % 10 for d, w in zip(digits, cycle(_ACCOUNT_WEIGHTS), strict=False)) % 10
