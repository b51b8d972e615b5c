"""How urgent a job is, in points with their reasons: what the side list and `fill` sort by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from turnup.planner.model import Reason

OVERDUE: Final = 200.0
PER_DAY_LEFT: Final = 10.0
FAR: Final = 10  # days: what is due later than that is equally far
PER_DAY_PAID: Final = 3.0
MOST_DAYS_PAID: Final = 20
PROMISED: Final = 40.0
PER_WEIGHT: Final = 8.0


@dataclass(frozen=True, slots=True)
class Urgency:
    """The points and what they are made of, the weightiest first."""

    points: float
    reasons: tuple[Reason, ...]


def urgency(
    *,
    now: datetime,
    due: datetime | None = None,
    paid_at: datetime | None = None,
    promised: date | None = None,
    today: date | None = None,
    weight: int = 0,
) -> Urgency:
    """Weigh a job: guaranteed term, money that waits, a promised day, the customer (0 to 3)."""
    parts: list[tuple[float, Reason]] = []
    if due is not None:
        parts.append(_term(now, due))
    if paid_at is not None:
        days = max(0, (now - paid_at).days)
        reason = Reason("paid_since", {"days": days})
        parts.append((min(days, MOST_DAYS_PAID) * PER_DAY_PAID, reason))
    if promised is not None:
        near = today is not None and (promised - today).days <= 2
        parts.append((PROMISED if near else PROMISED / 4, Reason("promised", {"day": promised})))
    if weight:
        parts.append((weight * PER_WEIGHT, Reason("weight", {"weight": weight})))
    parts.sort(key=lambda part: (-part[0], part[1].code))
    return Urgency(sum(points for points, _ in parts), tuple(reason for _, reason in parts))


def _term(now: datetime, due: datetime) -> tuple[float, Reason]:
    left = (due - now).total_seconds() / 86400
    if left < 0:
        return OVERDUE - left * PER_DAY_LEFT, Reason("overdue", {"days": max(1, round(-left))})
    return max(0.0, FAR - left) * PER_DAY_LEFT, Reason("term_left", {"days": int(left)})
