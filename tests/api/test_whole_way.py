"""A program that knows nothing but GET /standard drives an order from request to service."""

from tests.api.programs import ORDERS, Office


def test_an_order_goes_from_request_to_service_by_schemas_and_examples_alone(
    office: Office,
) -> None:
    order = office.open_order()
    done = office.drive(order)
    card = office.card(order)
    assert card["closed"] == "completed", [
        (s["step"], s["position"]) for s in card["steps"] if s["position"] != "standing"
    ]
    assert done[-1] == "monthly_papers_enrolled"
    assert card["version"] == len(done) + 1


def test_the_journal_tells_the_whole_way_with_linked_hashes(office: Office) -> None:
    order = office.open_order()
    done = office.drive(order, until="contract_drafted")
    journal = office["owner"].get(f"{ORDERS}/{order}/journal").json()
    assert [entry["step"] for entry in journal] == ["request_received", *done]
    assert [entry["previous"] for entry in journal[1:]] == [entry["hash"] for entry in journal[:-1]]
    assert {entry["door"] for entry in journal} == {"rest"}
    assert all(entry["data"] is None for entry in journal)
