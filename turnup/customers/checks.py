"""What of a customer's data can be right: requisites by kind, dates, coordinates, mail."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop as _

from turnup.customers import requisites
from turnup.customers.models import Customer, Kind
from turnup.people.texts import fitting
from turnup.standard.refusals import BadField

_OLDEST_BIRTH = date(1900, 1, 1)

_KEYS: dict[str, dict[str, tuple[Callable[[str], bool], str]]] = {
    Kind.PERSON: {
        "inn": (requisites.is_person_inn, _("A person's INN has 12 digits, two of them checks.")),
    },
    Kind.SOLE_TRADER: {
        "inn": (
            requisites.is_person_inn,
            _("A sole trader's INN has 12 digits, two of them checks."),
        ),
        "ogrn": (
            requisites.is_ogrnip,
            _("An OGRNIP has 15 digits, the last of them a check digit."),
        ),
    },
    Kind.COMPANY: {
        "inn": (
            requisites.is_company_inn,
            _("A company's INN has 10 digits, the last of them a check digit."),
        ),
        "kpp": (requisites.is_kpp, _("A KPP has 9 places; the fifth and sixth may be letters.")),
        "ogrn": (
            requisites.is_ogrn,
            _("An OGRN has 13 digits, the last of them a check digit."),
        ),
    },
}


def checked_kind(kind: str) -> str:
    """Return the kind if it is one. Raises BadField."""
    if kind not in Kind.values:
        raise BadField(
            "kind",
            _("There is no such kind of customer."),
            _("Kinds are: %(kinds)s."),
            kinds=", ".join(Kind.values),
        )
    return kind


def checked_requisite(kind: str, field: str, typed: str) -> str:
    """Return `inn`, `kpp` or `ogrn` fit for a customer of the kind, or "". Raises BadField."""
    text = typed.replace(" ", "").replace("\u00a0", "").upper()
    if not text:
        return ""
    if field not in _KEYS[kind]:
        raise BadField(field, _("A customer of this kind has none."), _("Leave it empty."))
    is_right, shape = _KEYS[kind][field]
    if not is_right(text):
        raise BadField(
            field, _("“%(typed)s” does not add up: there is a misprint."), shape, typed=text[:40]
        )
    return text


def checked_email(typed: str) -> str:
    """Return an address, or "". Raises BadField."""
    email = fitting(Customer, "email", typed)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise BadField(
                "email",
                _("“%(typed)s” is not an e-mail address."),
                _("Write it like name@example.ru."),
                typed=email,
            ) from error
    return email


def checked_birth_date(kind: str, born: date | None, today: date) -> date | None:
    """Return the date of birth of somebody alive. Raises BadField."""
    if born is None:
        return None
    if kind == Kind.COMPANY:
        raise BadField("birth_date", _("A company has no birth date."), _("Leave it empty."))
    if not _OLDEST_BIRTH <= born <= today:
        raise BadField("birth_date", _("Nobody alive was born on this day."), _("Check the year."))
    return born


def checked_bank(account: str, bik: str, correspondent: str) -> tuple[str, str, str]:
    """Return account, BIK and correspondent account that fit together. Raises BadField."""
    account, bik, correspondent = (
        text.replace(" ", "").replace("\u00a0", "") for text in (account, bik, correspondent)
    )
    if not requisites.is_bik(bik):
        raise BadField(
            "bik",
            _("This is no BIK."),
            _("A BIK has 9 digits and begins with 04, or with 00 or 01 for the treasury."),
        )
    if not requisites.is_settlement_account(account, bik):
        raise BadField(
            "account",
            _("The account's key does not fit the BIK: there is a misprint in one of them."),
            _("Compare both with the customer's paper; an account has 20 digits."),
        )
    if correspondent and not requisites.is_correspondent_account(correspondent, bik):
        raise BadField(
            "correspondent_account",
            _("The correspondent account does not fit the BIK."),
            _("Compare both with the customer's paper."),
        )
    return account, bik, correspondent


def checked_position(
    latitude: Decimal | float | str | None, longitude: Decimal | float | str | None
) -> tuple[Decimal | None, Decimal | None]:
    """Return both coordinates in degrees to six places, or neither. Raises BadField."""
    if latitude is None and longitude is None:
        return None, None
    return _degrees("latitude", latitude, 90), _degrees("longitude", longitude, 180)


def _degrees(field: str, given: Decimal | float | str | None, limit: int) -> Decimal:
    if given is None:
        raise BadField(
            field,
            _("One coordinate is given and this one is missing."),
            _("Give both, or neither."),
        )
    try:
        degrees = Decimal(str(given))
    except InvalidOperation:
        degrees = Decimal("NaN")
    if not degrees.is_finite() or abs(degrees) > limit:
        raise BadField(
            field,
            _("Not on Earth: it must lie between -%(limit)s and %(limit)s degrees."),
            _("Degrees with a decimal point, for example 54.513845."),
            limit=limit,
        )
    return degrees.quantize(Decimal("0.000001"))
