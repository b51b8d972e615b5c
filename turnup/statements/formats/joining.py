"""Joining what a bank broke into several lines or numbered keys. Pure.

Some banks break between words, some at a fixed width, in the middle of an invoice's number. Which
it was cannot always be told from the pieces, so there are two readings: what people are shown,
and `other`, which only matching minds (see `purposes.named_in_either`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

WIDTHS: Final = (27, 30, 35, 40, 50, 60, 65, 70, 80, 100, 105, 120, 140, 160, 200, 210)
"""Widths at which banks and SWIFT's fields cut a text, in characters."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A text in its likelier reading; `other` is empty where there is only one."""

    text: str
    other: str = ""


def one_line(parts: Iterable[str]) -> str:
    """Join pieces that were broken between words."""
    return " ".join(" ".join(part.split()) for part in parts if part.strip())


def joined(parts: Sequence[str]) -> Joined:
    """Join pieces, their outer spaces kept as they came; at least one reading is right."""
    told = list(parts)
    while told and not told[-1].strip():
        told.pop()
    spaced, glued = one_line(told), " ".join("".join(told).split())
    if spaced == glued:
        return Joined(spaced)
    return Joined(glued, spaced) if _cut(told) else Joined(spaced, glued)


def _cut(parts: Sequence[str]) -> bool:
    """Tell whether the pieces look cut at a width, not broken between words."""
    widths = {len(part) for part in parts[:-1]}
    if len(widths) != 1:
        return False
    (width,) = widths
    return len(parts[-1]) <= width and (len(parts) > 2 or width in WIDTHS)
