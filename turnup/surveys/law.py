"""The terms of the law in stage 2, by date with their ground; a company corrects them in the table.

The rules of decree 2607 could not be read (facts of the trade, warnings), so the terms are those of
its predecessors, decrees 575 and 32, until the company says otherwise.
"""

from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from turnup.surveys.meeting_models import LegalTerm

CHECK, REFUSAL = "feasibility_check", "written_refusal"
BEGINNINGS: Final = (
    (CHECK, 30, "ПП РФ № 575 от 10.09.2007, п. 19", date(2008, 1, 1)),
    (
        REFUSAL,
        10,
        "ПП РФ № 575 от 10.09.2007, п. 20; ПП РФ № 32 от 23.01.2006, п. 23",
        date(2008, 1, 1),
    ),
)


class Term(NamedTuple):
    """The last day of a term, and the law that sets it."""

    last_day: date
    ground: str


def term_from(code: str, day: date) -> Term:
    """Return when a term that begins after the day ends. Raises LegalTerm.DoesNotExist."""
    row = LegalTerm.objects.filter(code=code, valid_from__lte=day).latest("valid_from")
    return Term(day + timedelta(days=row.days), row.ground)


def write_beginnings(**_signal: Any) -> None:
    """Write the terms that are missing. Called after migrations."""
    for code, days, ground, since in BEGINNINGS:
        LegalTerm.objects.get_or_create(
            code=code, valid_from=since, defaults={"days": days, "ground": ground}
        )
