"""The pages of stage 3 and the papers' REST door: who sees what, and what a tap records."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.api.programs import ORDERS
from tests.api.programs import open_office as open_programs
from tests.contracts.test_texts import PNG, WHOLE
from tests.desk.readers import Office, open_office
from tests.requests.desk import BARE
from turnup.contracts.models import Approver, DisputeDraft, SignedScan
from turnup.contracts.queries import latest_text, standing_approval, standing_contract
from turnup.customers.models import AccessRecord
from turnup.orders.models import Order
from turnup.people.operations import OPERATIONS
from turnup.people.roles import ADMINISTRATOR, STANDARD_ROLES


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def order(office: Office) -> Order:
    incomplete = {"contract_drafted": {"details": None}}
    return office.until_open(office.open_order(customer=BARE), "duties_explained", **incomplete)


def test_the_page_names_what_lacks_and_shows_the_survey_beside_the_button(
    office: Office, order: Order
) -> None:
    page = office["director"].get(f"/orders/{order.number}/contract").content.decode()
    assert "кто подписывает" in page
    assert "Экспертиза" in page
    assert f"/orders/{order.number}/contract/pages/1" in page


def test_filling_in_and_signing_on_the_page(office: Office, order: Order) -> None:
    path = f"/orders/{order.number}/contract"
    assert office["lawyer"].post(f"{path}/details", WHOLE).status_code == 302
    contract = standing_contract(order.id)
    assert contract is not None
    text = latest_text(contract)
    assert text is not None
    assert text.missing == []
    office.record(order, "duties_explained")
    said = {"signatory": "Воронцова О. Н.", "ground": "charter"}
    scan = SimpleUploadedFile("скан.png", PNG, "text/html")
    answer = office["account_manager"].post(f"{path}/signatures/customer", {**said, "scan": scan})
    assert answer.status_code == 302
    assert SignedScan.objects.count() == 1


def test_a_director_is_told_what_lacks_instead_of_a_button(office: Office, order: Order) -> None:
    office.record(order, "duties_explained")
    path = f"/orders/{order.number}/contract"
    page = office["director"].get(path).content.decode()
    assert "Подписать договор" not in page
    assert "юридический адрес, ОГРН или ОГРНИП, кто подписывает" in page
    assert office["director"].post(f"{path}/signatures/director", {}).status_code == 302
    order.refresh_from_db()
    assert "contract_signed_by_director" not in order.card["standing"]


def test_a_contract_drawn_up_outside_is_signed_on_the_page(office: Office) -> None:
    said = {"contract_drafted": {"outside": True, "details": None}}
    order = office.until_open(office.open_order(), "duties_explained", **said)
    path = f"/orders/{order.number}/contract"
    assert "Договор составлен вне программы" in office["director"].get(path).content.decode()
    assert office["director"].post(f"{path}/signatures/director", {}).status_code == 302
    order.refresh_from_db()
    assert "contract_signed_by_director" in order.card["standing"]


def test_a_faulty_scan_records_no_signature(office: Office, order: Order) -> None:
    assert office["lawyer"].post(f"/orders/{order.number}/contract/details", WHOLE)
    office.record(order, "duties_explained")
    bad = SimpleUploadedFile("скан.pdf", b"<svg/>", "application/pdf")
    said = {"signatory": "Воронцова О. Н.", "ground": "charter", "scan": bad}
    path = f"/orders/{order.number}/contract/signatures/customer"
    assert office["account_manager"].post(path, said).status_code == 422
    order.refresh_from_db()
    assert "contract_signed_by_customer" not in order.card["standing"]


def test_terms_are_approved_in_one_tap_by_who_may(office: Office) -> None:
    order = office.open_order()
    while "terms_approved_by_owner" not in (opened := office.opened(order)):
        if opened[0] == "terms_proposed":
            office.record(order, opened[0], nonstandard_terms=True)
        else:
            office.record(order, opened[0])
    order.refresh_from_db()
    path = f"/orders/{order.number}/terms"
    assert office["owner"].get(path).status_code == 200
    office["lawyer"].post(f"{path}/owner", {"comment": "не моё"})
    assert standing_approval(order.id, Approver.OWNER) is None
    office["owner"].post(f"{path}/owner", {"comment": "на год"})
    given = standing_approval(order.id, Approver.OWNER)
    assert given is not None
    assert given.comment == "на год"


def test_a_disputed_clause_is_worked_on_without_the_journal(office: Office, order: Order) -> None:
    office.record(order, "clauses_disputed")
    order.refresh_from_db()
    version, path = order.version, f"/orders/{order.number}/disagreements"
    row = {"theirs": "20 дней", "agreed": "15 дней", "seen": "0"}
    office["lawyer"].post(f"{path}/rows/5.3", row)
    office["account_manager"].post(f"{path}/rows/5.3", {**row, "agreed": "12 дней"})
    assert DisputeDraft.objects.get().agreed == "15 дней"
    order.refresh_from_db()
    assert order.version == version
    assert office["lawyer"].get(path).status_code == 200


def test_the_technical_side_gets_no_private_paper(office: Office, order: Order) -> None:
    path = f"/orders/{order.number}/contract"
    assert office["installer"].get(f"{path}/papers/contract").status_code == 404
    assert office["installer"].get(f"{path}/pages/1").status_code == 404
    assert office["installer"].get(path).status_code == 200


def test_a_paper_is_saved_as_an_attachment_and_its_read_is_recorded(
    office: Office, order: Order
) -> None:
    answer = office["lawyer"].get(f"/orders/{order.number}/contract/papers/contract")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"%PDF")
    assert AccessRecord.objects.filter(what="paper contract").exists()


def test_programs_list_and_save_papers(db: None) -> None:
    programs = open_programs()
    order = programs.open_order()
    programs.drive(order, until="duties_explained")
    number = Order.objects.get(pk=order).number
    client = programs["lawyer"].client
    client.force_login(programs["lawyer"].person)
    client.get(f"/orders/{number}/contract/papers/contract")
    client.logout()
    listed = programs["lawyer"].get(f"/api/v1/orders/{order}/papers").json()
    assert [one["kind"] for one in listed] == ["contract"]
    assert programs["installer"].get(f"/api/v1/orders/{order}/papers").json() == []
    path = f"/api/v1/papers/{listed[0]['id']}"
    assert programs["lawyer"].get(path).content.startswith(b"%PDF")
    assert programs["installer"].get(path).status_code == 404
    assert programs.second.get(path).status_code == 404


@pytest.mark.parametrize(
    ("operation", "everybody", "own"),
    [
        ("paper.read", set(STANDARD_ROLES) - {"account_manager"}, {"account_manager"}),
        ("contract.edit", {"lawyer"}, {"account_manager"}),
        ("clauses.read", set(STANDARD_ROLES), set()),
        ("clauses.edit", {"lawyer"}, set()),
    ],
)
def test_every_cell_of_my_operations(operation: str, everybody: set[str], own: set[str]) -> None:
    scopes = OPERATIONS[operation].scopes
    assert {role for role, scope in scopes.items() if scope == "all"} == everybody
    assert {role for role, scope in scopes.items() if scope == "own"} == own
    assert ADMINISTRATOR not in scopes


def test_clauses_of_a_contract_drawn_up_outside_are_disputed_too(office: Office) -> None:
    said = {"contract_drafted": {"outside": True, "details": None}}
    order = office.until_open(office.open_order(), "duties_explained", **said)
    office.record(order, "clauses_disputed")
    page = office["lawyer"].get(f"/orders/{order.number}/disagreements")
    assert page.status_code == 200
    assert "Оплата в течение 20 дней" in page.content.decode()


def test_the_readings_beside_the_signatures_are_those_of_the_technology(office: Office) -> None:
    said = {"survey_done": {"technology": "lan", "readings": {"cable_m": "16.9"}}}
    order = office.until_open(office.open_order(), "duties_explained", **said)
    page = office["director"].get(f"/orders/{order.number}/contract").content.decode()
    assert "Кабель до помещения" in page
    assert "Кабель до тарелки" not in page
    assert "16,9 м" in page


def test_a_program_reads_what_a_contract_lacks_and_fills_it_in(db: None) -> None:
    office = open_programs()
    order = office.open_order(customer=BARE)
    path = f"{ORDERS}/{order}/contract"
    office.drive(order, until="contract_drafted")
    assert office["lawyer"].get(path).status_code == 404
    manager = office["account_manager"]
    manager.record(order, "contract_drafted", {"place": "Калуга"})
    lacking = office["lawyer"].get(path).json()
    assert [one["code"] for one in lacking["missing"]] == ["subscriber"]
    told = office["director"].record(order, "contract_signed_by_director", {})
    assert (told.status_code, told.json()["code"]) == (409, "gate.contract_missing")
    assert told.json()["missing"][0]["title"] == lacking["missing"][0]["title"]
    assert office["installer"].post(f"{path}/details", WHOLE).status_code == 403
    whole = manager.post(f"{path}/details", WHOLE)
    assert (whole.status_code, whole.json()["missing"]) == (201, [])
    assert office["director"].record(order, "contract_signed_by_director", {}).status_code == 201
    assert office["lawyer"].get(path).json()["signed_by"] == ["director"]
    assert manager.post(f"{path}/details", WHOLE).status_code == 422
