"""The thirteen mandatory items of a contract (decree 575, item 22): what lacks, and where.

Nobody signs a contract that lacks one of them, by whatever door.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.contracts.models import ContractText
from turnup.contracts.wording import ITEMS
from turnup.standard.refusals import Missing

Shown = dict[str, Any]

ITEM_TITLES: Final[Mapping[str, str]] = {
    "place_and_date": gettext_noop("Date and place of signing"),
    "operator": gettext_noop("Name and location of the operator"),
    "operator_account": gettext_noop("Settlement account of the operator"),
    "licence": gettext_noop("Licences"),
    "subscriber": gettext_noop("Who the subscriber is"),
    "line": gettext_noop("Address of installation, description of the line"),
    "bandwidth": gettext_noop("Quality: bandwidth of the line"),
    "norms": gettext_noop("Technical norms"),
    "tariff": gettext_noop("Tariff in roubles"),
    "bill_delivery": gettext_noop("How and where bills are delivered"),
    "duties": gettext_noop("Rights, duties, liability, terms of repair"),
    "term": gettext_noop("Term of the contract"),
    "extra": gettext_noop("Further duties of the operator"),
}
FIELD_TITLES: Final[Mapping[str, str]] = {
    "legal_address": gettext_noop("legal address"),
    "inn": gettext_noop("INN"),
    "ogrn": gettext_noop("OGRN or OGRNIP"),
    "birth_date": gettext_noop("date of birth"),
    "birth_place": gettext_noop("place of birth"),
    "identity_document": gettext_noop("identity document"),
    "signatory": gettext_noop("who signs"),
}
IN_THE_LIBRARY: Final = ("duties", "term", "extra", "norms")
OF_THE_COMPANY: Final = ("operator", "operator_account", "licence")
LIBRARY, COMPANY, CONTRACT = (
    gettext_noop("clause library"),
    gettext_noop("details of our company"),
    gettext_noop("what the contract needs besides"),
)
FILLED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    LIBRARY: ("lawyer",),
    COMPANY: ("director",),
    CONTRACT: ("account_manager",),
}


def checklist(text: ContractText, number: int) -> list[Shown]:
    """Give the thirteen mandatory items: whether each is there, else what lacks and where."""
    lacks = _lacks(text)
    return [
        {
            "title": _(ITEM_TITLES[item]),
            "there": item not in lacks,
            "lacks": ", ".join(_(FIELD_TITLES[f]) for f in lacks.get(item, ()) if f),
            "where": _(_place(item)),
            "url": _url(item, number),
        }
        for item in ITEMS
    ]


def lacking_items(text: ContractText) -> list[Missing]:
    """Name each mandatory item that the contract lacks: by its fields, where, and who fills it."""
    return [
        Missing(
            "contract_drafted",
            {language: _said(item, fields, language) for language in ("ru", "en")},
            FILLED_BY[_place(item)][0],
            FILLED_BY[_place(item)],
        )
        for item, fields in _lacks(text).items()
    ]


def _said(item: str, fields: list[str], language: str) -> str:
    with translation.override(language):
        named = ", ".join(_(FIELD_TITLES[field]) for field in fields if field)
        what = f"{_(ITEM_TITLES[item])}: {named}" if named else _(ITEM_TITLES[item])
        return _("%(what)s — fill in at: %(where)s") % {"what": what, "where": _(_place(item))}


def _lacks(text: ContractText) -> dict[str, list[str]]:
    """Give the fields that each incomplete item lacks, in the law's order."""
    found: dict[str, list[str]] = {}
    for code in text.missing:
        item, _dot, field = code.partition(".")
        found.setdefault(item, []).append(field)
    return found


def _place(item: str) -> str:
    if item in IN_THE_LIBRARY:
        return LIBRARY
    return COMPANY if item in OF_THE_COMPANY else CONTRACT


def _url(item: str, number: int) -> str:
    if _place(item) == LIBRARY:
        return reverse("contracts:clauses")
    return reverse("contracts:details", args=[number]) if _place(item) == CONTRACT else ""
