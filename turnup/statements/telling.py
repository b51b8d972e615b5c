"""What programs are told of a statement: its sums, its faults, why it was refused. Plain data."""

from collections.abc import Iterable, Mapping
from typing import Any

from turnup.statements.formats.movements import Fault
from turnup.statements.formats.reading import LISTED, Preview
from turnup.statements.models import StatementFile
from turnup.statements.queries import Bin, sums_of
from turnup.statements.words import KINDS, fault_text

Plain = dict[str, Any]


def told_of(statement: StatementFile) -> Plain:
    """Tell what became of a file: imported = matched + parked + rejected."""
    sums = sums_of(statement)
    return {
        "id": statement.pk,
        "name": statement.name,
        "kind": KINDS.get(statement.kind, ""),
        "charset": statement.charset,
        "state": statement.state,
        "accounts": statement.accounts,
        "imported": _bin(sums.imported),
        "matched": _bin(sums.matched),
        "parked": _bin(sums.parked),
        "rejected": _bin(sums.rejected),
        "known": _bin(sums.known),
        "refused": _refusal(statement.refusal),
        "faults": [_fault(*one) for one in faults_of(statement)],
        "warnings": [_fault(one["code"], one["line"], one["said"]) for one in statement.warnings],
    }


def faults_of(statement: StatementFile) -> list[tuple[str, int, Mapping[str, Any]]]:
    """Give code, line and what the texts want of each line at fault, the first ones."""
    if statement.state in ("read", "refused"):
        return [(one["code"], one["line"], one["said"]) for one in statement.faults]
    rows = statement.lines.exclude(fault="").order_by("place")[:LISTED]
    return [(row.fault, row.line, row.said) for row in rows]


def told_of_preview(name: str, found: Preview) -> Plain:
    """Tell what a file holds, before anything of it is credited."""
    refusal = found.refusal
    return {
        "name": name,
        "kind": KINDS.get(found.kind, ""),
        "charset": found.charset,
        "accounts": found.told.accounts,
        "imported": {"count": found.credits, "amount": f"{found.amount:.2f}"},
        "rejected": {"count": found.rejected, "amount": f"{found.rejected_amount:.2f}"},
        "refused": refusal and _fault(refusal.code, refusal.line, refusal.said),
        "faults": _faults(found.faults),
        "warnings": _faults(found.warnings),
    }


def _faults(faults: Iterable[Fault]) -> list[Plain]:
    return [_fault(one.code, one.line, one.said) for one in faults]


def _fault(code: str, line: int, said: Mapping[str, Any]) -> Plain:
    return {"code": code, "line": line, "text": fault_text(code, said)}


def _refusal(kept: Mapping[str, Any] | None) -> Plain | None:
    return None if kept is None else _fault(kept["code"], kept["line"], kept["said"])


def _bin(one: Bin) -> Plain:
    return {"count": one.count, "amount": f"{one.amount:.2f}"}
