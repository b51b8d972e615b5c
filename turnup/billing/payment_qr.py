"""The payment QR code of GOST R 56042-2014: what it says, and how it is drawn. Pure.

The text is `ST0001`, a digit for the charset, a separator, and `Key=Value` pairs. The separator
occurs in no value and is the same everywhere; the five mandatory pairs come first, in their
order, and take at most 300 bytes in the charset chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Final

import segno

from turnup.catalog.money import roubles

MANDATORY_BYTES: Final = 300
SEPARATORS: Final = "|#;:^_~{}!$%&()*+,/@"
CHARSETS: Final = (("2", "utf-8"), ("1", "cp1251"))  # Cyrillic takes half the bytes in the second
NAME, BANK_NAME, PURPOSE = 160, 45, 160  # characters that the standard allows


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom the money goes to: the mandatory part of the code."""

    name: str
    account: str
    bank_name: str
    bik: str
    correspondent_account: str

    def pairs(self) -> dict[str, str]:
        """Return the mandatory pairs in their order; a bank without the last account has `0`."""
        return {
            "Name": _fitting(self.name, NAME),
            "PersonalAcc": self.account,
            "BankName": _fitting(self.bank_name, BANK_NAME),
            "BIC": self.bik,
            "CorrespAcc": self.correspondent_account or "0",
        }


def kopecks(amount: Decimal) -> str:
    """Return a sum as the code counts it: whole kopecks."""
    return str(int(roubles(amount) * 100))


def payment_code(payee: Payee, further: Mapping[str, str]) -> bytes:
    """Return the bytes of the code; blank pairs of `further` are left out.

    UTF-8 where the mandatory part fits into 300 bytes, else windows-1251, where it always fits.
    Characters that windows-1251 lacks are replaced. Raises ValueError where every separator
    occurs in some value.
    """
    rest = {key: _one_line(value) for key, value in further.items() if value.strip()}
    separator = separator_for([*payee.pairs().values(), *rest.values()])
    mandatory = _joined(payee.pairs(), separator)
    digit, charset = next(
        (one for one in CHARSETS if len(mandatory.encode(one[1], "replace")) <= MANDATORY_BYTES),
        CHARSETS[-1],
    )
    return f"ST0001{digit}{mandatory}{_joined(rest, separator)}".encode(charset, "replace")


def separator_for(values: list[str]) -> str:
    """Return the first separator that occurs in no value. Raises ValueError for none."""
    said = "".join(values)
    for separator in SEPARATORS:
        if separator not in said:
            return separator
    raise ValueError("every separator of the standard occurs in a value")


def code_svg(code: bytes) -> bytes:
    """Draw the code as SVG that fits its frame."""
    drawn = BytesIO()
    made = segno.make_qr(code, error="m")
    made.save(drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4)
    return drawn.getvalue()


def code_png(code: bytes, *, scale: int = 6) -> bytes:
    """Draw the code as a PNG, each module so many pixels wide."""
    drawn = BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="png", scale=scale, border=4)
    return drawn.getvalue()


def _joined(pairs: Mapping[str, str], separator: str) -> str:
    return "".join(f"{separator}{key}={value}" for key, value in pairs.items())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fitting(text: str, longest: int) -> str:
    """Cut a text at a word's end; the bank itself is found by its BIK."""
    line = _one_line(text)
    if len(line) <= longest:
        return line
    cut = line[: longest + 1].rpartition(" ")[0] or line[:longest]
    return cut.rstrip(" ,;")
