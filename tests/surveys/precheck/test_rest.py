"""The pre-check through the REST door."""

import pytest

from tests.api.programs import ORDERS, Office, open_office
from turnup.customers.models import AccessRecord, Site
from turnup.surveys.inventory_actions import demo_inventory


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def order(office: Office) -> str:
    """Give an order whose site is in the middle of Kaluga."""
    made = office.open_order()
    Site.objects.update(latitude="54.513845", longitude="36.261215")
    return made


def path(order: str, query: str = "") -> str:
    return f"{ORDERS}/{order}/precheck{query}"


def test_it_tells_outlooks_and_numbers(office: Office, order: str) -> None:
    demo_inventory()
    told = office["noc_head"].get(path(order)).json()
    assert (told["lan"], told["satellite"]) == (told["buildings"][0]["outlook"], "likely")
    assert told["lacks"] == []
    link = told["links"][0]
    assert told["radio"] == link["outlook"]
    assert link["clearance"] is not None
    assert link["margin_db"] == pytest.approx(link["received_dbm"] + 82.8 - link["rain_db"], abs=8)
    first = told["satellites"][0]
    assert (first["satellite"], first["azimuth_deg"]) == ("Экспресс-АМУ1", 180.32)


def test_height_and_speed_can_be_asked(office: Office, order: str) -> None:
    demo_inventory()
    told = office["noc_head"].get(path(order, "?height_m=25&speed_mbps=100")).json()
    assert (told["height_m"], told["speed_mbps"]) == (25, 100)


def test_it_says_what_is_lacking_in_the_callers_language(office: Office, order: str) -> None:
    Site.objects.update(latitude=None, longitude=None)
    program = office["noc_head"]
    program.language = "en"
    told = program.get(path(order)).json()
    assert told["lacks"] == [
        {
            "code": "coordinates",
            "title": "The site has no coordinates: nothing can be computed.",
        }
    ]
    assert (told["radio"], told["lan"], told["satellite"]) == (None, None, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [("?height_m=301", "height_m"), ("?speed_mbps=0", "speed_mbps"), ("?colour=1", "colour")],
)
def test_a_faulty_query_is_refused(office: Office, order: str, query: str, field: str) -> None:
    answer = office["noc_head"].get(path(order, query))
    assert answer.status_code == 422
    assert answer.json()["code"] == "field.invalid"
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_only_who_may_read_it_reads_it(office: Office, order: str) -> None:
    assert office["lawyer"].get(path(order)).json()["code"] == "operation.not_yours"
    assert office.second.get(path(order)).json()["code"] == "order.not_found"
    assert office["account_manager"].get(path(order)).status_code == 200


def test_reading_it_leaves_an_access_record(office: Office, order: str) -> None:
    office["noc_head"].get(path(order))
    assert AccessRecord.objects.filter(what="pre-check").count() == 1


def test_it_is_described(office: Office) -> None:
    paths = office["noc_head"].get("/api/v1/openapi.json").json()["paths"]
    told = paths["/api/v1/orders/{order_id}/precheck"]["get"]
    assert {"200", "401", "403", "404", "422"} <= set(told["responses"])
    assert {"height_m", "speed_mbps"} <= {one["name"] for one in told["parameters"]}
