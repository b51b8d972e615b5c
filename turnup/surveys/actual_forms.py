"""What was really used, as a form posts it."""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField

_SHAPE = re.compile(r"\d{1,7}(\.\d{1,3})?")


def read_actuals(given: Mapping[str, str]) -> dict[int, Decimal | None]:
    """Give quantities by the line's position; blank takes one back. Raises BadField."""
    found: dict[int, Decimal | None] = {}
    for name, text in given.items():
        head, _dot, position = name.partition(".")
        if head != "actual" or not (position.isascii() and position.isdigit()):
            continue
        plain = re.sub(r"[\s\u00a0]", "", text).replace(",", ".")
        if plain and not _SHAPE.fullmatch(plain):
            raise BadField(name[:40], _("is not a number"), _("write a number such as 12.5"))
        found[int(position)] = Decimal(plain) if plain else None
    return found
