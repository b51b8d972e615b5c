"""The REST door of the staff: links, terms, proposals, and leads of the public form."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.api.programs import Office, open_office
from tests.portal.test_public_requests import send
from turnup.orders.models import Order
from turnup.portal.models import CustomerLink
from turnup.requests.models import PublicRequest


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def test_a_link_is_made_read_and_revoked(office: Office) -> None:
    path = f"/api/v1/orders/{office.open_order()}/link"
    manager = office["account_manager"]
    assert manager.get(path).status_code == 404
    made = manager.post(path, {})
    assert made.status_code == 201
    assert manager.get(path).json()["address"] == made.json()["address"]
    assert manager.post(f"{path}/revocation", {}).json()["revoked_at"]
    assert manager.get(path).status_code == 404
    assert office["installer"].get(path).status_code == 403


def test_one_key_makes_one_link(office: Office) -> None:
    path = f"/api/v1/orders/{office.open_order()}/link"
    answers = [office["account_manager"].post(path, {}, key="k1").json() for _n in range(2)]
    assert answers[0] == answers[1]
    assert CustomerLink.objects.count() == 1


def test_terms_and_the_proposal_are_read(office: Office) -> None:
    order = office.open_order()
    manager = office["account_manager"]
    assert manager.get(f"/api/v1/orders/{order}/terms").json() == []
    assert manager.get(f"/api/v1/orders/{order}/proposal").status_code == 404
    office.drive(order, until="terms_agreed")
    terms = manager.get(f"/api/v1/orders/{order}/terms").json()
    assert [(one["version"], one["standing"]) for one in terms] == [(1, True)]
    assert manager.get(f"/api/v1/orders/{order}/proposal").content.startswith(b"%PDF")


def test_a_lead_is_listed_taken_and_closed(office: Office) -> None:
    send()
    send(**{"customer.phone": "+7 4842 57-99-99", "customer.name": "ООО «Второе»"})
    manager = office["account_manager"]
    first, second = manager.get("/api/v1/public-requests").json()
    taken = manager.post(f"/api/v1/public-requests/{first['id']}/order", {})
    assert taken.status_code == 201
    assert taken.json()["journal_seq"] == 1
    assert Order.objects.filter(pk=taken.json()["id"]).exists()
    closed = manager.post(f"/api/v1/public-requests/{second['id']}/closing", {"because": "спам"})
    assert closed.status_code == 201
    again = manager.post(f"/api/v1/public-requests/{second['id']}/order", {})
    assert again.status_code == 422
    assert PublicRequest.objects.filter(said={}).count() == 2
    assert manager.get("/api/v1/public-requests").json() == []
    assert office["installer"].get("/api/v1/public-requests").status_code == 403
