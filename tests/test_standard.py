"""The standard, exhaustively, from its own table: every step × every way to be refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.standard.story import CALENDAR, SUNNY, Story, actor, facts_for
from turnup.standard import Card, check, fold, missing, packaged, step_position, unfounded
from turnup.standard.model import Step
from turnup.standard.moments import moment_text
from turnup.standard.refusals import (
    AlreadyHeld,
    AlreadyStands,
    BadField,
    GateClosed,
    NotHeld,
    NotNeeded,
    NotYourRole,
    OrderClosed,
    OutOfOrder,
    OwnOrder,
    Refused,
    TooLate,
    UnknownStep,
)

STANDARD = packaged()
STEPS = [s for s in STANDARD.steps.values() if not s.event]
EVENTS = [s for s in STANDARD.steps.values() if s.event]
CONDITIONAL = [s for s in STEPS if s.when]
GATES = [(s, need) for s in STEPS for need in s.needs]


def ids(step: Step) -> str:
    return step.code


def try_step(story: Story, code: str, role: str | None = None, **facts: Any) -> str:
    step = STANDARD.steps[code]
    role = role or step.by[0]
    said = {key: story.facts[key] for key in step.sets if key in story.facts} | facts
    return check(
        STANDARD,
        story.card,
        code,
        actor=actor(role),
        roles=frozenset([role]),
        at=story.now,
        facts=said,
        calendar=CALENDAR,
    )


def ready_for(step: Step) -> Story:
    story = Story(facts=facts_for(step.code))
    return story if step == STANDARD.opening else story.until_open(step.code)


# ------------------------------------------------------------------ every step
@pytest.mark.parametrize("step", STEPS, ids=ids)
def test_a_step_whose_needs_stand_is_allowed_to_each_of_its_roles(step: Step) -> None:
    story = ready_for(step)
    for role in step.by:
        assert try_step(story, step.code, role) == role


@pytest.mark.parametrize("step", [*STEPS, *EVENTS], ids=ids)
def test_no_other_role_may_take_it(step: Step) -> None:
    story = ready_for(step) if not step.event else ready_for(STANDARD.steps["terms_proposed"])
    for role in set(STANDARD.roles) - set(step.by):
        with pytest.raises(NotYourRole) as refused:
            try_step(story, step.code, role)
        assert refused.value.params["roles"] == step.by


@pytest.mark.parametrize("step", STEPS, ids=ids)
def test_it_is_taken_once(step: Step) -> None:
    story = ready_for(step)
    story.do(step.code)
    if step.code not in story.card.standing:  # network_built falls with the survey it renews
        assert step.undoes
        return
    with pytest.raises(AlreadyStands) as refused:
        try_step(story, step.code)
    assert refused.value.params["actor"] == actor(step.by[0])
    assert refused.value.params["at"] == story.now


@pytest.mark.parametrize(("step", "need"), GATES, ids=lambda v: getattr(v, "code", v))
def test_its_gate_is_closed_by_each_single_need(step: Step, need: str) -> None:
    story = ready_for(step)
    if need not in story.card.standing:
        assert STANDARD.steps[need].when, "only a conditional need may be absent from an open step"
        needed = Story(facts=facts_for(step.code) | facts_for(need))
        story = needed.until_open(step.code)
    standing = {code: s for code, s in story.card.standing.items() if code != need}
    story.card = replace(story.card, standing=standing, open={})
    if not all(c.holds(story.card.facts) for c in step.when):
        with pytest.raises(NotNeeded):
            try_step(story, step.code)
        return
    with pytest.raises(GateClosed) as refused:
        try_step(story, step.code)
    lacking = [m.step for m in refused.value.missing]
    assert need in lacking
    assert refused.value.code == f"gate.{lacking[0].split('_')[0]}_missing"
    assert next(m for m in refused.value.missing if m.step == need).role in STANDARD.steps[need].by


@pytest.mark.parametrize("step", [s for s in STEPS if s.given], ids=ids)
def test_its_gate_is_closed_by_a_negative_survey(step: Step) -> None:
    story = ready_for(step)
    survey = replace(story.card.standing["survey_done"], facts={"verdict": "not_feasible"})
    standing = {**story.card.standing, "survey_done": survey}
    story.card = replace(story.card, standing=standing, open={})
    with pytest.raises(GateClosed) as refused:
        try_step(story, step.code)
    assert "survey_done" in [m.step for m in refused.value.missing]


@pytest.mark.parametrize("step", CONDITIONAL, ids=ids)
def test_a_conditional_step_is_refused_when_the_order_does_not_need_it(step: Step) -> None:
    story = Story().do_all("request_received")
    with pytest.raises(NotNeeded):
        try_step(story, step.code)
    assert step_position(STANDARD, story.card, step.code) == "not_needed"


@pytest.mark.parametrize("step", STEPS[1:], ids=ids)
def test_it_may_not_be_dated_before_what_it_rests_on(step: Step) -> None:
    story = ready_for(step)
    latest = max(s.at for code, s in story.card.standing.items() if code in step.needs)
    story.now = latest - timedelta(days=1)
    with pytest.raises(OutOfOrder) as refused:
        try_step(story, step.code)
    assert refused.value.params["after"] in step.needs


@pytest.mark.parametrize("step", [s for s in STEPS if s.sets], ids=ids)
def test_a_fact_must_be_one_the_standard_knows(step: Step) -> None:
    story = ready_for(step)
    for fact in step.sets:
        with pytest.raises(BadField) as refused:
            try_step(story, step.code, **{fact: "nonsense"})
        assert refused.value.params["field"] == fact


@pytest.mark.parametrize(
    ("code", "fact", "said"),
    [
        ("survey_done", "verdict", None),
        ("development_decided", "decision", None),
        ("temporary_connection_made", "temporary_connection", None),
        ("temporary_connection_made", "temporary_connection", False),
        ("clauses_disputed", "disputed", None),
        ("order_held", "reason", None),
        ("waiver_granted", "gate", None),
        ("waiver_granted", "amount_at_risk", None),
        ("waiver_granted", "until", None),
    ],
)
def test_what_a_step_is_about_may_not_be_left_out(code: str, fact: str, said: Any) -> None:
    step = STANDARD.steps[code]
    story = ready_for(STANDARD.steps["duties_explained"] if step.event else step)
    whole: dict[str, Any] = {"reason": "other", "disputed": True, "temporary_connection": True}
    whole |= {"gate": "installation_requested", "amount_at_risk": "1.00"}
    whole |= {"until": moment_text(story.now), "verdict": "feasible", "decision": "no"}
    assert try_step(story, code, **whole) == step.by[0]
    with pytest.raises(BadField) as refused:
        try_step(story, code, **{**whole, fact: said})
    assert refused.value.params["field"] == fact


@pytest.mark.parametrize("end", ["order_cancelled", "order_refused"])
@pytest.mark.parametrize("step", STEPS, ids=ids)
def test_a_cancelled_or_refused_order_takes_no_more_steps(step: Step, end: str) -> None:
    story = Story(facts=facts_for(step.code))
    story.do("request_received")
    story.do(end)
    with pytest.raises(Refused) as refused:
        try_step(story, step.code)
    assert isinstance(refused.value, OrderClosed | AlreadyStands)


@pytest.mark.parametrize("event", [e for e in EVENTS if e.code != "note_added"], ids=ids)
@pytest.mark.parametrize("end", ["order_cancelled", "order_refused"])
def test_a_cancelled_or_refused_order_moves_no_more(event: Step, end: str) -> None:
    story = Story().do_all("request_received", end)
    with pytest.raises(OrderClosed):
        try_step(story, event.code, gate="installation_requested", reason="other")
    assert try_step(story, "note_added", "lawyer") == "lawyer"


@pytest.mark.parametrize("event", [e for e in EVENTS if e.until], ids=ids)
def test_some_events_come_too_late_once_the_line_works(event: Step) -> None:
    story = Story().do_all("request_received").to_service()
    with pytest.raises(TooLate) as refused:
        try_step(story, event.code)
    assert refused.value.params["until"] in story.card.standing


@pytest.mark.parametrize("event", [e for e in EVENTS if e.needs], ids=ids)
def test_an_event_waits_for_what_it_is_about(event: Step) -> None:
    story = Story().do_all("request_received")
    if all(STANDARD.steps[need].when for need in event.needs):
        assert try_step(story, event.code) == event.by[0]
        return
    with pytest.raises(GateClosed) as refused:
        try_step(story, event.code)
    assert {m.step for m in refused.value.missing} <= set(event.needs)


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(UnknownStep):
        check(
            STANDARD,
            Card(),
            "tea_made",
            actor="x",
            roles=frozenset(STANDARD.roles),
            at=Story().now,
            facts={},
            calendar=CALENDAR,
        )


# ------------------------------------------------------------------ the whole way
def test_the_sunny_way_ends_in_service_and_completes_the_order() -> None:
    story = Story().do_all("request_received").to_service()
    assert story.card.closed == "completed"
    assert story.card.stage == "activation"
    assert "monthly_papers_enrolled" in story.card.standing
    assert fold(STANDARD, story.entries) == story.card
    assert Card.from_json(story.card.to_json()) == story.card


def test_an_order_passes_its_five_stages_in_order() -> None:
    story, passed = Story(), []
    story.do("request_received")
    while story.card.open:
        passed.append(story.card.stage)
        story.do(next(iter(story.card.open)))
    assert list(dict.fromkeys(passed)) == list(STANDARD.stages)
    assert passed == sorted(passed, key=list(STANDARD.stages).index)


def test_steps_that_do_not_wait_for_each_other_are_open_together() -> None:
    story = ready_for(STANDARD.steps["duties_explained"])
    assert {"contract_signed_by_director", "invoice_issued"} <= set(story.card.open)


def test_not_feasible_goes_to_the_meeting_and_build_leads_to_a_new_survey() -> None:
    story = Story(facts=SUNNY | {"verdict": "not_feasible", "decision": "build"})
    story.do("request_received")
    story.until_open("development_decided").do_all("development_decided", "network_built")
    assert list(story.card.open) == ["survey_scheduled"]
    assert "survey_done" not in story.card.standing
    story.facts["verdict"] = "feasible"
    assert story.to_service().card.closed == "completed"


def test_not_feasible_for_good_asks_for_a_written_refusal() -> None:
    story = Story(facts=SUNNY | {"verdict": "not_feasible", "decision": "no"})
    story.do("request_received")
    story.until_open("development_decided").do("development_decided")
    assert list(story.card.open) == ["order_refused"]
    assert [m.step for m in missing(STANDARD, story.card, "estimate_made")] == ["survey_done"]
    assert story.do("order_refused").closed == "refused"


# ------------------------------------------------------------------ waivers
def grant(story: Story, until_days: int = 3, role: str = "technical_director") -> None:
    story.do(
        "waiver_granted",
        role,
        gate="installation_requested",
        amount_at_risk="15000.00",
        until=moment_text(story.now + timedelta(days=until_days)),
    )


def before_money() -> Story:
    story = Story().do_all("request_received")
    story.until_open("money_received")
    return story


def test_installation_without_money_and_contract_needs_the_technical_directors_waiver() -> None:
    story = before_money()
    with pytest.raises(GateClosed):
        try_step(story, "installation_requested")
    grant(story)
    assert "installation_requested" in story.card.open
    story.do("installation_requested")
    waived = set(story.card.standing["installation_requested"].waived)
    assert waived == {"money_received", "contract_signed_by_customer"}
    assert "visit_planned" in story.card.open


def test_a_waived_payment_is_still_waited_for_before_activation() -> None:
    story = before_money()
    grant(story, until_days=30)
    story.do("installation_requested")
    while others := [code for code in story.card.open if code != "money_received"]:
        story.do(others[0])
    assert "act_handed_over" in story.card.standing
    assert list(story.card.open) == ["money_received"]
    with pytest.raises(GateClosed) as refused:
        try_step(story, "service_activated")
    assert refused.value.code == "gate.money_missing"


def test_a_visit_is_not_planned_on_a_waiver_that_has_ended() -> None:
    story = before_money()
    grant(story, until_days=1)
    story.do("installation_requested")
    story.now += timedelta(days=2)
    with pytest.raises(GateClosed) as refused:
        try_step(story, "visit_planned")
    assert "money_received" in [m.step for m in refused.value.missing]


def test_nobody_waives_for_an_order_they_lead() -> None:
    story = Story().do_all("request_received")
    story.card = replace(story.card, lead=actor("technical_director"))
    with pytest.raises(OwnOrder):
        grant(story)


def test_a_waiver_ends_in_the_future() -> None:
    story = before_money()
    with pytest.raises(BadField) as refused:
        grant(story, until_days=-1)
    assert refused.value.params["field"] == "until"


@pytest.mark.parametrize(
    "gate", [s.code for s in STANDARD.steps.values() if s.code != "installation_requested"]
)
def test_no_other_gate_can_be_waived(gate: str) -> None:
    story = before_money()
    with pytest.raises(BadField) as refused:
        story.do("waiver_granted", gate=gate, amount_at_risk="1.00", until=moment_text(story.now))
    assert refused.value.params["field"] == "gate"


# ------------------------------------------------------------------ grounds withdrawn
def test_an_annulled_survey_takes_the_signatures_down() -> None:
    story = Story().do_all("request_received").until_open("installation_requested")
    story.do("contract_signed_by_director")
    story.do("survey_annulled")
    assert not [code for code in story.card.standing if code.startswith("contract_")]
    assert list(story.card.open) == ["survey_scheduled"]
    assert "money_received" in story.card.standing


def test_a_reversed_payment_takes_the_visit_down_but_not_what_is_built() -> None:
    story = Story().do_all("request_received").until_open("line_set_up")
    story.do("payment_reversed")
    assert "visit_planned" not in story.card.standing
    assert "line_connected" in story.card.standing
    assert unfounded(STANDARD, story.card) == ["line_connected"]
    assert "visit_planned" not in story.card.open, "nobody plans a visit for a connected line"
    assert {"money_received", "line_set_up"} <= set(story.card.open)


def test_a_payment_reversed_in_service_reopens_the_order() -> None:
    story = Story().do_all("request_received").to_service()
    story.do("payment_reversed")
    assert story.card.closed is None
    assert "service_activated" not in story.card.standing
    assert list(story.card.open) == ["money_received"]
    assert story.to_service().card.closed == "completed"


def test_revised_terms_take_approvals_and_contract_down() -> None:
    story = Story(facts=SUNNY | {"nonstandard_terms": True})
    story.do("request_received")
    story.until_open("contract_signed_by_customer").do("terms_revised")
    fallen = {"terms_approved_by_owner", "terms_approved_by_commercial_head", "contract_drafted"}
    assert fallen.isdisjoint(story.card.standing)
    assert "survey_done" in story.card.standing
    assert list(story.card.open) == ["terms_proposed"]
    assert story.to_service().card.closed == "completed"


def test_an_order_cannot_end_while_its_modem_is_out() -> None:
    story = Story(facts=SUNNY | {"temporary_connection": True})
    story.do("request_received")
    story.until_open("visit_planned").do("temporary_connection_made")
    with pytest.raises(GateClosed) as refused:
        try_step(story, "order_cancelled")
    assert [m.step for m in refused.value.missing] == ["temporary_connection_returned"]
    story.do("temporary_connection_returned")
    assert story.do("order_cancelled").closed == "cancelled"
    assert "visit_planned" not in story.card.standing


# ------------------------------------------------------------------ clocks
def test_each_sides_hours_add_up_to_the_orders_life() -> None:
    story = Story().do_all("request_received").to_service()
    assert story.card.opened_at is not None
    assert story.card.moment is not None
    life = (story.card.moment - story.card.opened_at).total_seconds() * 1000
    assert sum(story.card.sides.values()) == pytest.approx(life, abs=100)


def test_the_clock_of_a_held_order_runs_for_the_reason_of_the_hold() -> None:
    story = Story().do_all("request_received")
    before = dict(story.card.sides)
    story.do("order_held", reason="customer_asked")
    with pytest.raises(AlreadyHeld):
        try_step(story, "order_held", reason="weather")
    story.now += timedelta(hours=9)
    story.do("order_resumed")
    assert story.card.held_for == {"customer_asked": 10 * 3_600_000}
    assert story.card.sides["sales"] == before.get("sales", 0) + 3_600_000
    with pytest.raises(NotHeld):
        try_step(story, "order_resumed")


def test_an_entry_that_arrives_late_does_not_turn_the_clock_back() -> None:
    story = Story().do_all("request_received", "terms_proposed")
    moment = story.card.moment
    story.now -= timedelta(minutes=90)
    story.do("brief_answered")
    assert story.card.moment == moment
