"""The kinds of papers: what each is called, and whether everybody who knows the order may read it.

A room names its kinds in its `AppConfig.ready()`. Papers of a kind that nobody named, and of a
kind that carries identity or bank data, are only for who may read those.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind's title (a msgid), and whether it is `private`: carries identity or bank data.

    `for_customer`: the order's own customer gets it by the link.
    """

    title: str
    private: bool
    for_customer: bool = False


_KINDS: Final[dict[str, Kind]] = {}


def name_kind(code: str, title: str, *, private: bool = False, for_customer: bool = False) -> None:
    """Say what a kind of paper is called, whether it is private, and whether the customer's."""
    _KINDS[code] = Kind(title, private, for_customer)


def kind_title(code: str) -> str:
    """Return the kind's title in the active language; the code itself if nobody named it."""
    return gettext(_KINDS[code].title) if code in _KINDS else code


def open_kinds() -> frozenset[str]:
    """Return the kinds that everybody may read who may read the order's papers."""
    return frozenset(code for code, kind in _KINDS.items() if not kind.private)


def customer_kinds() -> frozenset[str]:
    """Return the kinds that an order's own customer gets by the link."""
    return frozenset(code for code, kind in _KINDS.items() if kind.for_customer)
