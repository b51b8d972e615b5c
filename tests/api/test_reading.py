"""What programs read: cards, journals, tasks, orders, the standard; and who reads what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.programs import ORDERS, Office
from turnup.customers.models import AccessRecord
from turnup.orders.models import OpenStep
from turnup.people.operations import OPERATIONS

TASKS = "/api/v1/tasks"


@pytest.fixture
def order(office: Office) -> str:
    return office.open_order()


def private_order(office: Office) -> str:
    customer = {"kind": "person", "name": "Иванов Иван Иванович", "phone": "+79105550101"}
    return office.open_order(customer=customer, site={"address": "Калуга, ул. Ленина, 5"})


def test_a_card_says_where_each_step_is_and_what_it_waits_for(office: Office, order: str) -> None:
    office.drive(order, until="survey_done")
    card = office.card(order)
    steps = {step["step"]: step for step in card["steps"]}
    assert (card["stage"], card["stage_title"]) == ("survey", "Техническая экспертиза")
    assert card["facts"]["technology"] == "radio"
    standing = steps["terms_agreed"]
    assert standing["position"] == "standing"
    assert standing["standing"]["actor"]["id"] == str(office["account_manager"].person.id)
    assert standing["standing"]["role"]["code"] == "account_manager"
    opened = steps["survey_done"]
    assert opened["position"] == "open"
    assert opened["since"].endswith("Z")
    assert opened["due"].endswith("Z")
    assert opened["clock"]["code"] == "technical"
    assert [role["code"] for role in opened["by"]] == ["survey_engineer"]
    waiting = steps["estimate_made"]
    assert waiting["position"] == "waiting"
    assert waiting["missing"][0]["step"] == "survey_done"
    assert waiting["missing"][0]["roles"][0]["title"] == "Инженер технической экспертизы"
    assert steps["development_decided"]["position"] == "not_needed"
    assert {stage["stage"]: stage["position"] for stage in card["stages"]} == {
        "request": "done",
        "survey": "current",
        "contract": "ahead",
        "installation": "ahead",
        "activation": "ahead",
    }
    assert [clock["side"] for clock in card["clocks"] if clock["running"]] == ["technical"]


def test_a_card_says_what_its_reader_may_do(office: Office, order: str) -> None:
    office.drive(order, until="survey_done")
    engineer = office["survey_engineer"].get(f"{ORDERS}/{order}").json()
    assert [s["step"] for s in engineer["steps"] if s["may_record"]] == ["survey_done"]
    possible = {s["step"] for s in engineer["possible"]}
    assert possible == {"note_added", "survey_moved", "survey_missed"}
    lead = office["account_manager"].get(f"{ORDERS}/{order}").json()
    possible = {s["step"] for s in lead["possible"]}
    assert {"order_cancelled", "order_held", "note_added", "terms_revised"} <= possible
    assert "order_resumed" not in possible
    director = office["technical_director"].get(f"{ORDERS}/{order}").json()
    assert "waiver_granted" in {s["step"] for s in director["possible"]}


def test_a_hold_shows_on_the_card_and_stops_the_clocks(office: Office, order: str) -> None:
    data = {"reason": "weather", "text": "Гроза"}
    office["account_manager"].record(order, "order_held", data)
    card = office.card(order)
    assert card["held"] == {"code": "weather", "title": card["held"]["title"]}
    assert not any(clock["running"] for clock in card["clocks"])


def test_a_waiver_says_who_why_how_much_and_until_when(office: Office, order: str) -> None:
    office.drive(order, until="money_received")
    said = office.example("waiver_granted")
    assert office["technical_director"].record(order, "waiver_granted", said).status_code == 201
    waiver = office.card(order)["waivers"][0]
    assert waiver["gate"]["code"] == "installation_requested"
    assert waiver["actor"]["id"] == str(office["technical_director"].person.id)
    assert waiver["amount_at_risk"] == "12000.00"
    assert waiver["reason"] == said["reason"]
    assert waiver["live"]


def test_what_fell_is_told_by_the_journal(office: Office, order: str) -> None:
    office.drive(order, until="contract_drafted")
    office["noc_head"].record(order, "survey_annulled", office.example("survey_annulled"))
    last = office["owner"].get(f"{ORDERS}/{order}/journal").json()[-1]
    assert {"survey_done", "survey_scheduled", "estimate_made"} <= {s["code"] for s in last["fell"]}
    assert "survey_scheduled" in {s["code"] for s in last["opened"]}


def test_personal_data_are_read_on_demand_and_the_read_is_recorded(office: Office) -> None:
    order = private_order(office)
    plain = office["installer"].get(f"{ORDERS}/{order}").json()
    assert plain["customer"]["name"] is plain["customer"]["phone"] is None
    assert plain["site"]["address"] is None
    assert not AccessRecord.objects.exists()
    full = office["installer"].get(f"{ORDERS}/{order}?personal=true").json()
    assert full["customer"]["name"] == "Иванов Иван Иванович"
    assert full["site"]["address"] == "Калуга, ул. Ленина, 5"
    record = AccessRecord.objects.get()
    assert record.actor == office["installer"].person
    assert str(record.customer_id) == full["customer"]["id"]


def test_lists_hold_no_personal_name_unless_it_is_asked_for(office: Office) -> None:
    private_order(office)
    assert office["owner"].get(ORDERS).json()["items"][0]["customer"] is None
    assert office["account_manager"].get(TASKS).json()["items"][0]["customer"] is None
    office.open_order()
    names = [one["customer"] for one in office["owner"].get(ORDERS).json()["items"]]
    assert names == ["ООО «Калужские двигатели»", None]


def test_said_data_and_bank_references_by_permission(office: Office, order: str) -> None:
    office.drive(order, until="installation_requested")
    path = f"{ORDERS}/{order}/journal?data=true"

    def paid(role: str) -> dict:
        lines = office[role].get(path).json()
        return next(line["data"] for line in lines if line["step"] == "money_received")

    assert "payer" in paid("subscriber_clerk")
    assert "payer" not in paid("installer")
    assert AccessRecord.objects.filter(what="journal").count() == 2


def test_tasks_are_mine_the_longest_due_first_and_page_by_page(office: Office) -> None:
    orders = [office.open_order() for _ in range(3)]
    program = office["account_manager"]
    late = OpenStep.objects.filter(order_id=orders[2], step="brief_answered")
    late.update(due_at=timezone.now() - timedelta(days=1))
    whole = program.get(TASKS).json()
    assert whole["next"] is None
    assert len(whole["items"]) == 6
    assert (whole["items"][0]["order"], whole["items"][0]["overdue"]) == (orders[2], True)
    assert [one["due"] for one in whole["items"]] == sorted(one["due"] for one in whole["items"])
    paged: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(f"{TASKS}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        paged += page["items"]
        cursor = page["next"]
    assert paged == whole["items"]
    assert len(program.get(f"{TASKS}?overdue=true").json()["items"]) == 1
    assert len(program.get(f"{TASKS}?step=brief_answered").json()["items"]) == 3


def test_an_account_manager_sees_own_orders_only(office: Office, order: str) -> None:
    for path in (TASKS, ORDERS):
        assert office["account_manager"].get(path).json()["items"]
        assert not office.second.get(path).json()["items"]


def test_tasks_of_no_due_moment_come_last(office: Office, order: str) -> None:
    OpenStep.objects.filter(order_id=order, step="terms_proposed").update(due_at=None)
    program = office["account_manager"]
    first = program.get(f"{TASKS}?limit=1").json()
    assert first["items"][0]["step"] == "brief_answered"
    second = program.get(f"{TASKS}?limit=1&cursor={first['next']}").json()
    assert second["items"][0]["step"] == "terms_proposed"
    assert second["next"] is None


def test_orders_are_found(office: Office, order: str) -> None:
    number = office.card(order)["number"]
    office.open_order(technology="lan")
    program = office["owner"]

    def found(query: str) -> int:
        return len(program.get(f"{ORDERS}?{query}").json()["items"])

    assert found("") == 2
    assert found(f"q={number}") == 1
    assert found("q=КАЛУЖСКИЕ двигатели") == 2
    assert found("q=Кирова") == 2
    assert found("q=Нигде") == 0
    assert found("technology=lan") == 1
    assert found("closed=no&stage=request") == 2
    assert found("closed=completed") == 0
    page = program.get(f"{ORDERS}?limit=1").json()
    rest = program.get(f"{ORDERS}?limit=1&cursor={page['next']}").json()
    assert [rest["items"][0]["id"], rest["next"]] == [order, None]


def test_the_standard_is_told_in_both_languages(office: Office) -> None:
    program = office["installer"]
    program.language = "en"
    english = program.get("/api/v1/standard").json()
    program.language = "ru"
    russian = program.get("/api/v1/standard").json()
    step = next(s for s in russian["steps"] if s["code"] == "survey_done")
    assert step["title"] == "Экспертиза проведена, результат в журнале"
    assert step["schema"]["required"] == ["verdict", "node_capacity", "line_available"]
    assert [s["code"] for s in english["steps"]] == [s["code"] for s in russian["steps"]]
    assert english["stages"][0]["title"] == "Request and preliminary terms"
    assert english["opening"] == "request_received"


@pytest.mark.parametrize("wanted", ["de", "", "*", "fr;q=0.9, *;q=0.1"])
def test_who_asks_for_no_language_of_ours_gets_their_own(office: Office, wanted: str) -> None:
    program = office["owner"]
    program.person.language = "en"
    program.person.save()
    program.language = wanted
    assert program.get("/api/v1/standard").json()["title"] == "RusNet customer connection standard"


def test_me_and_permissions(office: Office) -> None:
    me = office["installer"].get("/api/v1/me").json()
    assert me["roles"] == ["installer"]
    cells = office["owner"].get("/api/v1/permissions").json()
    assert {cell["operation"] for cell in cells} == set(OPERATIONS)
    assert office["installer"].get("/api/v1/permissions").status_code == 403


def test_lists_name_people_to_who_asks_for_it_and_record_the_look(office: Office) -> None:
    private_order(office)
    owner = office["owner"]
    before = AccessRecord.objects.count()
    assert owner.get(ORDERS).json()["items"][0]["customer"] is None
    assert AccessRecord.objects.count() == before
    assert owner.get(f"{ORDERS}?personal=true").json()["items"][0]["customer"]
    assert office["account_manager"].get(f"{TASKS}?personal=true").json()["items"][0]["customer"]
    looks = AccessRecord.objects.order_by("id")[before:]
    assert [one.what for one in looks] == ["list", "list"]
