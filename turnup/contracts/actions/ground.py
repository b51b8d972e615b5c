"""What the actions of stage 3 ask of what they are given, and of what stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from turnup.contracts.models import Contract
from turnup.contracts.queries import standing_contract
from turnup.orders.moves import Move
from turnup.requests.models import Terms
from turnup.requests.queries import standing_terms
from turnup.standard.refusals import BadField
from turnup.surveys.queries import standing_survey


def check_clauses(field: str, clauses: Sequence[Mapping[str, Any]]) -> None:
    """Raise BadField for a clause that is named twice."""
    named = [row["clause"] for row in clauses]
    for index, clause in enumerate(named):
        if clause in named[:index]:
            raise BadField(
                f"{field}.{index}.clause", _("Clause %(clause)s is there twice."), clause=clause
            )


def check_day(move: Move, field: str, day: date, today: date) -> None:
    """Refuse a day to come, and one before the survey (invariant I3). Raises BadField."""
    if day > today:
        raise BadField(field, _("This day is still to come."), _("Give today or an earlier day."))
    survey = standing_survey(move.order_id) if day < today else None
    if survey and day < survey.surveyed_on:
        raise BadField(
            field,
            _("This day is before the survey of %(day)s."),
            _("A contract follows its survey."),
            day=f"{survey.surveyed_on:%d.%m.%Y}",
        )


def agreed_terms(move: Move) -> Terms:
    """Give the terms that stand on the order."""
    terms = standing_terms(move.order_id)
    assert terms is not None, "terms stand wherever the gates of stage 3 open"
    return terms


def signable_contract(move: Move) -> Contract:
    """Give the contract that stands on the order."""
    contract = standing_contract(move.order_id)
    assert contract is not None, "the gate needs a contract that stands"
    return contract
