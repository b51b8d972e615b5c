"""The survey's result: evidence, grounds, readings, days."""

from datetime import date

import pytest
from pydantic import ValidationError

from tests.requests.desk import Desk, data_of
from turnup.orders.models import Order
from turnup.standard.refusals import BadField
from turnup.surveys.forms import SurveyResult
from turnup.surveys.models import DevelopmentDecision, NetworkBuild, Survey
from turnup.surveys.queries import standing_survey


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.take_open(desk.open(), until="survey_done")


def test_a_result_is_kept_with_its_evidence(desk: Desk, order: Order) -> None:
    readings = {"distance_km": "2.4", "signal_dbm": -61}
    desk.take(order, "survey_done", technology="radio", readings=readings, outdoor=True)
    survey = standing_survey(order.id)
    assert survey is not None
    assert survey.readings == {"distance_km": "2.4", "signal_dbm": "-61"}
    assert (survey.surveyed_on, survey.valid_until) == (date(2026, 3, 2), date(2026, 5, 31))
    order.refresh_from_db()
    assert order.card["standing"]["survey_done"][4]["outdoor"] is True


def test_the_requested_technology_stays_unless_the_survey_names_another(
    desk: Desk, order: Order
) -> None:
    desk.take(order, "survey_done")
    order.refresh_from_db()
    assert order.technology == "radio"
    desk.take(order, "survey_annulled")
    desk.take_open(order, until="estimate_made", survey_done={"technology": "satellite"})
    assert order.technology == "satellite"


@pytest.mark.parametrize(
    ("said", "ground"),
    [
        ({"reason_code": "no_sight"}, "no_sight"),
        ({"node_capacity": False}, "no_capacity"),
        ({"line_available": False, "notes": None}, "no_line"),
        ({"notes": "Зона полётов аэропорта"}, "other"),
    ],
)
def test_a_negative_verdict_has_a_ground(
    desk: Desk, order: Order, said: dict[str, object], ground: str
) -> None:
    desk.take(order, "survey_done", verdict="not_feasible", **said)
    assert Survey.objects.get(order=order).reason_code == ground
    assert data_of(order, "survey_done")["reason_code"] == ground


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"verdict": "not_feasible", "notes": None}, "reason_code"),
        ({"verdict": "not_feasible", "notes": None, "reason_code": "other"}, "reason_code"),
        ({"reason_code": "no_line"}, "reason_code"),
        ({"line_available": False}, "verdict"),
        ({"surveyed_on": "2026-03-03"}, "surveyed_on"),
        ({"valid_until": "2026-03-01"}, "valid_until"),
        ({"readings": {"elevation_deg": 30}}, "readings.elevation_deg"),
        ({"readings": {"signal_dbm": 61}}, "readings.signal_dbm"),
        ({"technology": "satellite", "readings": {"signal_dbm": -61}}, "readings.signal_dbm"),
    ],
)
def test_a_result_that_cannot_be_names_its_field(
    desk: Desk, order: Order, said: dict[str, object], field: str
) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(order, "survey_done", **said)
    assert fault.value.params["field"] == field
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "maybe"},
        {"node_capacity": "perhaps"},
        {"readings": {"signal_dbm": "NaN"}},
        {"readings": {"signal_dbm": "1e400"}},
        {"surveyed_on": "0001-01-01"},
    ],
)
def test_the_form_refuses_what_is_no_result(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SurveyResult.read({**SurveyResult.example(), **said})


@pytest.fixture
def negative(desk: Desk, order: Order) -> Order:
    return desk.take_open(
        order, until="development_decided", survey_done={"verdict": "not_feasible"}
    )


def test_a_decision_to_build_leads_to_a_new_survey(desk: Desk, negative: Order) -> None:
    desk.take(negative, "development_decided")
    desk.take(negative, "network_built")
    assert desk.opened(negative) == ["survey_scheduled"]
    desk.take_open(negative, until="estimate_made")
    assert DevelopmentDecision.objects.get(order=negative).decision == "build"
    assert NetworkBuild.objects.get(order=negative).built_on == date(2026, 3, 2)
    assert Survey.objects.filter(order=negative).count() == 2
    standing = standing_survey(negative.id)
    assert standing is not None
    assert standing.verdict == "feasible"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"responsible": None}, "responsible"),
        ({"by_when": None}, "by_when"),
        ({"by_when": "2026-03-01"}, "by_when"),
        ({"meeting_date": "2026-03-10"}, "meeting_date"),
    ],
)
def test_a_decision_to_build_says_who_and_by_when(
    desk: Desk, negative: Order, said: dict[str, object], field: str
) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(negative, "development_decided", **said)
    assert fault.value.params["field"] == field


def test_a_decision_not_to_build_needs_neither(desk: Desk, negative: Order) -> None:
    desk.take(negative, "development_decided", decision="no", responsible=None, by_when=None)
    assert "order_refused" in desk.opened(negative)


def test_a_network_is_not_built_tomorrow(desk: Desk, negative: Order) -> None:
    desk.take(negative, "development_decided")
    with pytest.raises(BadField):
        desk.take(negative, "network_built", built_on="2026-03-03")
