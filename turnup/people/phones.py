"""Phone numbers: kept as E.164, shown with Russian city codes.

`phonenumbers` knows which numbers exist but groups Russian landlines wrongly: it shows Kaluga
+74842571234 as 8 (484) 257-12-34. So it parses here, and the grouping is our own.
"""

import re

import phonenumbers
from django.utils.translation import gettext_noop as _

from turnup.standard.refusals import BadField

HOME_REGION = "RU"

_THREE_DIGIT_CODES = re.compile(
    "9|34[2357]|351|383|391|423|473|49[5689]|800|812|831|84[36]|86[123]"
)
"""Mobile codes, 8-800, and the cities whose local numbers have seven digits."""


def as_e164(text: str, *, field: str = "phone") -> str:
    """Return a number as typed by a person in E.164, or `""` for an empty text.

    Raises BadField when no such number can exist; short local numbers need their city code.
    """
    typed = text.strip()
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        raise BadField(
            field,
            _("“%(typed)s” is not a phone number."),
            _("Write it with the city code, for example +7 4842 57-12-34."),
            typed=typed[:40],
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def displayed(e164: str) -> str:
    """Show a stored number as people read it: `+7 (4842) 57-12-34`."""
    if len(e164) != 12 or not e164.startswith("+7"):
        return _foreign(e164)
    national = e164[2:]
    size = _area_code_length(national)
    local = national[size:]
    head, pairs = local[:-4], local[-4:]
    return f"+7 ({national[:size]}) {head}-{pairs[:2]}-{pairs[2:]}"


def _area_code_length(national: str) -> int:
    """Three digits for mobiles and large cities, four for a region's capital, else five."""
    if _THREE_DIGIT_CODES.match(national):
        return 3
    return 4 if national[3] == "2" else 5


def _foreign(e164: str) -> str:
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
