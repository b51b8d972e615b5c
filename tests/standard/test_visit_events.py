"""What may befall a planned visit: missed, moved, cancelled, the ground found otherwise."""

from typing import Any

import pytest

from tests.standard.story import STANDARD, SUNNY, Story


def with_a_date(**facts: Any) -> Story:
    story = Story(facts=SUNNY | facts).do_all("request_received")
    return story.until_open("line_connected")


@pytest.mark.parametrize(
    ("missed_by", "opens"),
    [
        ("customer", "readiness_confirmed"),
        ("crew", "visit_planned"),
        ("third_party", "obstacle_removed"),
    ],
)
def test_a_missed_visit_runs_the_clock_of_whoever_missed_it(missed_by: str, opens: str) -> None:
    story = with_a_date(missed_by=missed_by)
    story.do(f"visit_missed_by_{missed_by}")
    others = {"contract_signed_by_director", "contract_signed_by_technical_director"}
    assert set(story.card.open) - others == {opens}
    side = {"crew": "technical"}.get(missed_by, missed_by)
    assert STANDARD.steps[opens].clock == side
    assert story.to_service().card.closed == "completed"


def test_a_customer_who_misses_again_is_waited_for_again() -> None:
    story = with_a_date(missed_by="customer")
    for _ in range(2):
        story.do("visit_missed_by_customer")
        assert "visit_planned" not in story.card.open
        story.do("readiness_confirmed")
        story.until_open("line_connected")
    assert story.to_service().card.closed == "completed"


def test_a_moved_visit_is_agreed_anew_but_not_planned_anew() -> None:
    story = with_a_date()
    story.do("visit_moved", "customer")
    assert "visit_planned" in story.card.standing
    assert "visit_agreed" in story.card.open


def test_a_cancelled_visit_waits_to_be_planned() -> None:
    story = with_a_date()
    story.do("visit_cancelled")
    assert "visit_planned" in story.card.open
    assert "visit_agreed" not in story.card.standing


@pytest.mark.parametrize(
    ("found", "opens", "fact"),
    [
        ("site_unfit_found", "survey_scheduled", {}),
        ("permit_lacking_found", "permits_obtained", {"permits_needed": True}),
        ("equipment_lacking_found", "equipment_promised", {"special_equipment": True}),
    ],
)
def test_a_finding_on_site_returns_the_order(found: str, opens: str, fact: dict[str, bool]) -> None:
    story = with_a_date(**fact)
    story.do(found, "installer")
    assert opens in story.card.open
    assert "visit_planned" not in story.card.standing
    assert "money_received" in story.card.standing
    assert story.to_service().card.closed == "completed"


def test_what_was_never_asked_for_may_be_found_lacking() -> None:
    story = with_a_date()
    story.do("permit_lacking_found", permits_needed=True)
    assert "permits_obtained" in story.card.open
