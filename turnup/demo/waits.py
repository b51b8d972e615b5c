"""How long each step of the demo waits, in working hours, and how the company grew faster.

The book's numbers: the mean radio connection, in working days from money to service, fell from
nine to below three within half a year of the standard.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

RADIO_DAYS: Final = (2.4, 2.6, 3.0, 4.2, 6.0, 9.0, 11.0)  # this month, the month before, …
OTHERS: Final = {"radio": 1.0, "lan": 0.7, "satellite": 1.5, "leased_line": 2.2}
SPREAD: Final = (0.3, 0.5, 0.7, 1.0, 1.2, 1.5, 1.8)
SIDE_SLOWNESS: Final = {"sales": 1.2, "technical": 2.0, "customer": 0.3, "third_party": 0.4}
WAITS: Final[Mapping[str, tuple[float, float]]] = {
    # from how many to how many working hours a step waits when all goes as it does today
    "terms_proposed": (1, 8),
    "brief_answered": (1, 9),
    "terms_agreed": (3, 20),
    "survey_requested": (0.5, 5),
    "survey_urgency_allowed": (0.3, 3),
    "survey_scheduled": (0.5, 5),
    "development_decided": (9, 36),
    "network_built": (60, 140),
    "estimate_made": (2, 9),
    "terms_corrected": (1, 7),
    "corrected_terms_accepted": (4, 27),
    "contract_drafted": (1, 7),
    "duties_explained": (0.5, 4),
    "terms_approved_by_commercial_head": (1, 9),
    "terms_approved_by_owner": (1, 9),
    "disputes_settled": (6, 25),
    "contract_signed_by_customer": (4, 30),
    "contract_signed_by_director": (1, 9),
    "contract_signed_by_technical_director": (1, 9),
    "invoice_issued": (0.5, 4),
    "money_received": (5, 45),
    "service_activated": (0.3, 1.2),
    "statistics_confirmed": (0.5, 8),
    "monthly_papers_enrolled": (0.5, 8),
    "order_refused": (4, 30),
    "temporary_connection_returned": (9, 26),
}
PARTS: Final[Mapping[str, tuple[float, float]]] = {
    # steps between money and service: from which to which part of that time
    "installation_requested": (0.03, 0.1),
    "permits_obtained": (0.25, 0.45),
    "leases_agreed": (0.25, 0.45),
    "equipment_promised": (0.02, 0.06),
    "equipment_ready": (0.25, 0.45),
    "readiness_confirmed": (0.03, 0.12),
    "obstacle_removed": (0.05, 0.2),
    "visit_planned": (0.04, 0.12),
    "visit_agreed": (0.03, 0.08),
}


class Pace:
    """Draws waits; the company's slowness falls from the first day of the history to its last."""

    def __init__(self, rng: Random, first: date, last: date):
        self.rng = rng
        self.first = first
        self.last = last
        self._over: dict[str, float] = dict.fromkeys(OTHERS, 0.0)

    def wait(self, step: str, side: str | None, today: date) -> float:
        """Draw how many working hours a step waits that opened today."""
        low, high = WAITS.get(step, (1, 6))
        still = (self.last - today) / (self.last - self.first)
        return self.rng.uniform(low, high) * (1 + SIDE_SLOWNESS.get(side or "", 0.0) * still)

    def days_to_service(self, technology: str, today: date, *, hard: bool) -> int:
        """Draw the working days from money to service; what one order runs over, others save.

        Each draw is rounded and carries its difference on, so that a month's mean comes out.
        """
        mean = self._mean(technology, today)
        wished = mean * self.rng.choice(SPREAD) + (1.5 if hard else 0) - self._over[technology] / 2
        drawn = max(2 if hard else 1, round(wished))
        self._over[technology] += drawn - mean
        return drawn

    def _mean(self, technology: str, today: date) -> float:
        """Give the month's mean: that of the month in which the service will begin."""
        mean = RADIO_DAYS[self._months_back(today)] * OTHERS[technology]
        served = min(today + timedelta(days=mean * 1.4), self.last)  # five days a week work
        return RADIO_DAYS[self._months_back(served)] * OTHERS[technology]

    def _months_back(self, day: date) -> int:
        back = (self.last.year - day.year) * 12 + self.last.month - day.month
        return min(back, len(RADIO_DAYS) - 1)

    def part(self, step: str, days: int) -> float:
        """Draw how many working hours a step waits between money and service so many days apart."""
        low, high = PARTS[step]
        return max(0.3, self.rng.uniform(low, high) * days * 9)
