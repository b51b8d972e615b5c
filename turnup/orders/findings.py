"""What a check of an invariant reports: how much it looked at, and what it found broken."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LISTED = 50  # of each invariant; the rest is counted


@dataclass(slots=True)
class Finding:
    """The report on one invariant. `violations` lists the first 50, `broken` counts them all."""

    checked: int = 0
    broken: int = 0
    violations: list[dict[str, Any]] = field(default_factory=list)

    def look(self, fault: str | None, **where: Any) -> None:
        """Count one thing looked at; with a `fault`, note it and where it lies."""
        self.checked += 1
        if fault is None:
            return
        self.broken += 1
        if len(self.violations) < LISTED:
            self.violations.append({"fault": fault, **{k: str(v) for k, v in where.items()}})

    def to_json(self) -> dict[str, Any]:
        """Give the finding as `turnup verify --json` prints it."""
        return {"checked": self.checked, "broken": self.broken, "violations": self.violations}


Findings = dict[str, Finding]
Check = Callable[[Findings], None]


def rows_of(
    cursor: Any, sql: str, params: Mapping[str, Any] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Run a query and give its rows one by one."""
    cursor.execute(sql, params)
    while batch := cursor.fetchmany(1000):
        yield from batch
