"""One promise of a room as SQL, and how it is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from turnup.orders.findings import Findings


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise: `looked_at` counts the things, `broken` selects the faulty ones by a column."""

    invariant: str
    fault: str
    looked_at: str
    broken: str


def look_at(rules: Iterable[Rule], findings: Findings) -> None:
    """Count what the rules look at, and note what is broken."""
    with connection.cursor() as cursor:
        for rule in rules:
            finding = findings[rule.invariant]
            cursor.execute(rule.looked_at)
            finding.checked += cursor.fetchone()[0]
            cursor.execute(rule.broken)
            for (where,) in cursor.fetchall():
                finding.look(rule.fault, which=where)
                finding.checked -= 1  # it is among those counted already
