"""The customers' pages: who sees whom, what is changed and by whom, who is the same as whom."""

import pytest

from tests.desk.readers import Office, open_office, signed_in
from turnup.customers.models import AccessRecord, Customer, CustomerChange
from turnup.customers.upkeep import last_change
from turnup.orders.models import Order
from turnup.people.actions import hire_person
from turnup.people.actor import actor_of
from turnup.people.operations import OPERATIONS

PERSON = {"kind": "person", "name": "Белов Пётр Ильич", "phone": "+79105557755"}


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def order(office: Office) -> Order:
    return office.open_order(customer=PERSON, site={"address": "Калуга, Кирова, 15"})


def page(order: Order) -> str:
    return f"/customers/{order.customer_id}"


def whole(customer: Customer, **differing: str) -> dict[str, str]:
    seen = str(last_change(customer))
    return {"name": customer.name, "phone": customer.phone, "seen": seen} | differing


@pytest.mark.parametrize(
    ("operation", "everybody", "own"),
    [
        (
            "customer.read",
            {
                "commercial_head",
                "owner",
                "director",
                "technical_director",
                "lawyer",
                "subscriber_head",
                "subscriber_clerk",
            },
            {"account_manager"},
        ),
        (
            "customer.edit",
            {"commercial_head", "subscriber_head", "subscriber_clerk"},
            {"account_manager"},
        ),
        ("customer.liken", {"commercial_head", "subscriber_head"}, set()),
        ("customer.forget", {"owner", "director", "subscriber_head"}, set()),
    ],
)
def test_every_cell_of_my_operations(operation: str, everybody: set[str], own: set[str]) -> None:
    scopes = OPERATIONS[operation].scopes
    assert {role for role, scope in scopes.items() if scope == "all"} == everybody
    assert {role for role, scope in scopes.items() if scope == "own"} == own


def test_a_list_and_a_card_are_looks_that_are_recorded(office: Office, order: Order) -> None:
    reader = office["subscriber_clerk"]
    assert "Белов" in reader.get("/customers?q=белов").content.decode()
    assert "Белов" in reader.get("/customers?q=9105557755&kind=person").content.decode()
    assert "Белов" not in reader.get("/customers?kind=company").content.decode()
    card = reader.get(page(order)).content.decode()
    assert "+7 (910) 555-77-55" in card
    assert f"№ {order.number}" in card
    looks = AccessRecord.objects.filter(actor_id=reader.actor.id, customer=order.customer_id)
    assert set(looks.values_list("what", flat=True)) == {"list", "customer card"}


def test_an_account_manager_knows_the_customers_whose_orders_they_lead(
    office: Office, order: Order
) -> None:
    now = order.opened_at
    other = hire_person(
        actor=None, email="b@rusnet.example", name="Вторая", at=now, roles=["account_manager"]
    )
    stranger = signed_in(actor_of(other, now))
    assert office["account_manager"].get(page(order)).status_code == 200
    assert stranger.get(page(order)).status_code == 404
    assert "Белов" not in stranger.get("/customers").content.decode()
    assert office["installer"].get("/customers").status_code == 403
    assert office["lawyer"].post(f"{page(order)}/data", {}).status_code == 403


def test_who_changed_which_fields_is_kept_and_the_values_are_not(
    office: Office, order: Order
) -> None:
    customer, clerk = order.customer, office["subscriber_clerk"]
    said = whole(customer, phone="8 910 555 00 00", email="belov@example.ru")
    assert clerk.post(f"{page(order)}/data", said).status_code == 302
    customer.refresh_from_db()
    assert (customer.phone, customer.email) == ("+79105550000", "belov@example.ru")
    change = CustomerChange.objects.get()
    assert (sorted(change.fields), change.by_id) == (["email", "phone"], clerk.actor.id)
    assert "электронная почта" in clerk.get(page(order)).content.decode().lower()


def test_what_does_not_add_up_or_comes_late_is_refused(office: Office, order: Order) -> None:
    customer, clerk = order.customer, office["subscriber_clerk"]
    wrong = clerk.post(f"{page(order)}/data", whole(customer, inn="772269878900"))
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["inn"]
    stale = whole(customer, name="Белов П. И.")
    clerk.post(f"{page(order)}/data", whole(customer, email="a@example.ru"))
    assert clerk.post(f"{page(order)}/data", stale).status_code == 422
    bank = {"account": "40702810938120061991", "bik": "044525974"}
    assert clerk.post(f"{page(order)}/bank", bank).status_code == 422
    assert clerk.post(f"{page(order)}/bank", {**bank, "bik": "044525225"}).status_code == 302
    assert clerk.post(f"{page(order)}/people", {"name": "Белова Анна"}).status_code == 302
    contact = customer.contacts.get()
    assert clerk.post(f"{page(order)}/people/{contact.pk}/removed", {}).status_code == 302
    assert CustomerChange.objects.count() == 4


def test_a_duplicate_is_noticed_and_marked(office: Office, order: Order) -> None:
    twin = office.open_order(customer={**PERSON, "name": "Белов П."}, site={"address": "Калуга"})
    head = office["commercial_head"]
    assert "Возможно, тот же клиент" in head.get(page(order)).content.decode()
    path = f"{page(order)}/likenesses/{twin.customer_id}"
    head.post(path, {"same": "1"})
    for one in (order, twin):
        assert "Тот же клиент" in head.get(page(one)).content.decode()
    head.post(path, {})
    shown = head.get(page(order)).content.decode()
    assert "Тот же клиент" not in shown
    assert "Возможно" not in shown
    assert office["account_manager"].post(path, {}).status_code == 403


def test_a_person_is_forgotten_on_a_demand(office: Office, order: Order) -> None:
    head = office["subscriber_head"]
    said = {"ground": "требование, вх. 14", "sure": "on"}
    refused = head.post(f"{page(order)}/forgotten", said)
    assert refused.status_code == 422
    assert "в работе" in refused.content.decode()
    office.record(order, "order_cancelled")
    assert head.post(f"{page(order)}/forgotten", {"ground": "вх. 14"}).status_code == 422
    assert head.post(f"{page(order)}/forgotten", said).status_code == 302
    card = head.get(page(order)).content.decode()
    assert "требование, вх. 14" in card
    assert "Белов" not in card
    assert head.post(f"{page(order)}/data", whole(order.customer)).status_code in (403, 422)
