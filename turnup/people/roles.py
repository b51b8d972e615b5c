"""The roles a person of the company can hold, as codes; the standard file holds their titles."""

from typing import Final

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
