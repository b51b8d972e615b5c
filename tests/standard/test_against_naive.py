"""The real rules against the naive model: random orders, step by step, side by side.

Every move is asked of both. Where the mission speaks they must agree on whether it may be
recorded; after it, on what stands; and the invariants I3, I4, I6, I7 and I8 must hold on the card.
After each move the gates and, in turn, all other steps are asked besides.

CI makes at least 20,000 moves, always the same ones. A longer campaign with fresh ones:

    TURNUP_NAIVE_STEPS=500000 .venv/bin/pytest tests/standard/test_against_naive.py -k agree
"""

import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.standard.side_by_side import SideBySide
from turnup.standard import Standard, packaged

CI_STEPS = 20_000
STEPS = int(os.environ.get("TURNUP_NAIVE_STEPS", CI_STEPS))
STEPS_PER_ORDER = 100


def campaign(steps: int, *, fresh: bool = False) -> settings:
    """Give the settings of a run; nothing is shrunk, for the story of the order is short enough."""
    return settings(
        # an order may end early, and which moves are drawn depends on the modules loaded
        max_examples=-(-steps * 6 // (5 * STEPS_PER_ORDER)),
        stateful_step_count=STEPS_PER_ORDER,
        derandomize=not fresh,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def test_the_rules_and_the_naive_model_agree():
    tally: dict[str, int] = {}

    class Campaign(SideBySide):
        counts = tally

    run_state_machine_as_test(Campaign, settings=campaign(STEPS, fresh=STEPS > CI_STEPS))
    assert tally["moves"] >= STEPS
    assert tally["recorded"] > STEPS / 4
    deep = ("service_activated", "completed", "order_cancelled", "order_refused", "network_built")
    assert all(tally.get(place, 0) > 5 for place in deep), tally


def without(step: str, field: str, word: str) -> Standard:
    """Give the packaged standard with one word taken out of one step's list."""
    words = getattr(packaged().steps[step], field)
    assert word in words, f"{step}.{field} has no {word}: nothing to take out"
    return changed(step, **{field: tuple(other for other in words if other != word)})


def changed(step: str, **changes: Any) -> Standard:
    real = packaged()
    return replace(real, steps={**real.steps, step: replace(real.steps[step], **changes)})


PLANTED = {
    "a contract on a negative survey": lambda: changed("estimate_made", given=()),
    "a contract on terms nobody accepted": lambda: without(
        "contract_drafted", "needs", "corrected_terms_accepted"
    ),
    "one approval where two are due": lambda: without(
        "contract_signed_by_customer", "needs", "terms_approved_by_owner"
    ),
    "an urgent survey without consent": lambda: without(
        "survey_scheduled", "needs", "survey_urgency_allowed"
    ),
    "a survey that may be waived": lambda: changed(
        "installation_requested", waivable=packaged().steps["installation_requested"].needs
    ),
    "outdoor equipment without a place": lambda: without("visit_planned", "needs", "leases_agreed"),
    "a service that nobody paid": lambda: without("service_activated", "needs", "money_received"),
    "a cancelled order that keeps the modem": lambda: without(
        "order_cancelled", "needs", "temporary_connection_returned"
    ),
    "money that vanishes with the contract": lambda: changed("money_received", lasting=False),
    "an annulled survey that stays": lambda: changed("survey_annulled", undoes=()),
    "a missed visit that stays": lambda: changed("visit_missed_by_crew", undoes=()),
    "a crew sent again where nobody is ready": lambda: without(
        "visit_planned", "needs", "readiness_confirmed"
    ),
    "a signature by anyone's hand": lambda: changed(
        "contract_signed_by_director", by=("director", "account_manager")
    ),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_caught(bug):
    class Buggy(SideBySide):
        standard = PLANTED[bug]()

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Buggy, settings=campaign(CI_STEPS))
