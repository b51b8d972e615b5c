"""The roles a person of the company can hold, as codes; the standard file holds their titles."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from django.utils.translation import get_language, gettext

from turnup.standard import packaged
from turnup.standard.model import Title

ADMINISTRATOR: Final = "administrator"
"""Looks after people and tokens; holds no step of any order."""

STANDARD_ROLES: Final = (
    "account_manager",
    "commercial_head",
    "owner",
    "lawyer",
    "director",
    "technical_director",
    "noc_head",
    "survey_engineer",
    "crew_lead",
    "installer",
    "chief_engineer",
    "tech_support",
    "subscriber_head",
    "subscriber_clerk",
)
"""The roles that the standard gives steps to, in the order the regulation lists them."""

ROLES: Final = (*STANDARD_ROLES, ADMINISTRATOR)

CUSTOMER: Final = "customer"
"""The role of who acts by a customer's link: never given to staff, no part in any operation."""

HELD_ROLES: Final = (*ROLES, CUSTOMER)
"""Every role that the record of who held what may name."""


def role_title(role: str) -> str:
    """Return what a role is called in the reader's language, from the standard Turnup ships."""
    if role == ADMINISTRATOR:
        return gettext("Administrator")
    titles = _standard_titles()
    language = "en" if (get_language() or "").startswith("en") else "ru"
    return titles[role][language] if role in titles else role


@cache
def _standard_titles() -> Mapping[str, Title]:
    return packaged().roles
