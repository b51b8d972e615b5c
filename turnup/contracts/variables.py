"""The variables of clauses: which there are, and how a text is filled with their values. Pure.

A clause names a value as `{name}`. A name that is not known is refused when the clause is saved;
a value that is missing when a contract is drawn up is an error that names it, never a blank.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField

VARIABLES: Final[Mapping[str, str]] = {
    "installation_address": _("Address of installation"),
    "licence": _("Licences of the operator"),
    "support_phone": _("Phone of the support"),
    "survey_date": _("Day of the survey"),
    "connection_term": _("Guaranteed connection term"),
    "connection_fee": _("Connection fee, with the sum in words"),
    "monthly_fee": _("Monthly fee, with the sum in words"),
    "vat_note": _("What part is VAT"),
    "speed_down": _("Download speed"),
    "speed_up": _("Upload speed"),
    "delay_norm": _("Norm of delay for the technology"),
    "bill_delivery": _("How and where bills are delivered"),
    "contract_term": _("Term of the contract"),
    "extra_obligations": _("Further duties of the operator"),
}
"""What an order, its terms and our company give; every policy is a variable besides."""

_NAME: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_STRAY: Final = re.compile(r"[{}]")
_TWO_STOPS: Final = re.compile(r"(?<!\.)\.\.(?!\.)")  # an abbreviation at a sentence's end
GAP: Final = ("⟦", "⟧")
"""What stands round the name of a value that is missing, in a draft."""


class MissingValue(Exception):
    """A text names values that are not there: `names`."""

    def __init__(self, names: Collection[str]):
        super().__init__(", ".join(names))
        self.names = tuple(names)


def names_in(text: str) -> list[str]:
    """Return the variables a text names, each once, in their order."""
    return list(dict.fromkeys(_NAME.findall(text)))


def check_text(text: str, known: Collection[str]) -> None:
    """Refuse a text with an unknown variable or a brace that belongs to none. Raises BadField."""
    for name in names_in(text):
        if name not in known:
            raise BadField(
                "text",
                _("There is no variable “%(name)s”."),
                _("Known are: %(known)s."),
                name=name,
                known=", ".join(sorted(known)),
            )
    if _STRAY.search(_NAME.sub("", text)):
        raise BadField(
            "text",
            _("A brace belongs to no variable."),
            _("Write a variable as {name}, with small Latin letters."),
        )


def filled_text(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the values in their places. Raises MissingValue naming what lacks."""
    lacking = [name for name in names_in(text) if not values.get(name, "").strip()]
    if lacking:
        raise MissingValue(lacking)
    filled = _NAME.sub(lambda found: values[found[1]], text)
    return _TWO_STOPS.sub(".", filled)
