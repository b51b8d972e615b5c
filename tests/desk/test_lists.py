"""Lists: everything once, in order, by filters and search."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.desk.readers import HTMX, Office, part, signed_in
from turnup.customers.models import AccessRecord
from turnup.desk import lists
from turnup.desk.lists import Asked
from turnup.desk.queries import tasks_of
from turnup.orders.models import OpenStep
from turnup.people.actor import Actor
from turnup.people.models import Person, RoleAssignment
from turnup.people.roles import ADMINISTRATOR


def numbers(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'class="dk-number">№ (\d+)', html)]


@pytest.mark.parametrize("path", ["/", "/?due=overdue", "/orders", "/orders?end=all", "/journal"])
def test_a_fragment_is_the_same_part_of_the_whole_page(office: Office, path: str) -> None:
    anchors = {"/": "tasks", "/o": "orders", "/j": "work", "/?": "tasks"}
    office.until_open(office.open_order(), "survey_scheduled")
    reader = office["technical_director" if path == "/journal" else "account_manager"]
    anchor = anchors[path[:2]]
    whole, fragment = reader.get(path).content.decode(), reader.get(path, **HTMX).content.decode()
    assert "<html" not in fragment
    assert part(fragment, anchor) == part(whole, anchor)


def test_the_pages_of_a_long_list_hold_every_task_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 3)
    for _ in range(4):
        office.open_order()
    now = timezone.now()
    OpenStep.objects.filter(step="brief_answered").update(due_at=None)
    actor = office.staff["account_manager"]
    seen: list[int] = []
    after = ""
    while True:
        page = lists.task_page(tasks_of(actor), after)
        seen += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    everything = OpenStep.objects.order_by("due_at", "id").values_list("id", flat=True)
    assert seen == list(everything)
    assert len(seen) == 8
    assert lists.task_counts(tasks_of(actor), now)["all"] == 8


@pytest.mark.parametrize("cursor", ["x", "YXw", "////", "ИИИ", "bnVsbHxudWxs"])
def test_a_cursor_that_is_none_begins_anew(office: Office, cursor: str) -> None:
    office.open_order()
    assert office["account_manager"].get("/", **HTMX).status_code == 200
    assert office["account_manager"].client.get("/", {"after": cursor}).status_code == 200
    assert office["account_manager"].client.get("/orders", {"after": cursor}).status_code == 200


def test_tasks_are_narrowed(office: Office) -> None:
    radio = office.open_order(technology="radio")
    lan = office.open_order(technology="lan")
    late = timezone.now() - timedelta(hours=1)
    OpenStep.objects.filter(order=lan, step="brief_answered").update(due_at=late)
    manager = office["account_manager"]
    for query, found in (
        ("technology=lan", {lan.number}),
        ("due=overdue", {lan.number}),
        (f"q={radio.number}", {radio.number}),
        ("q=двигатели", {lan.number, radio.number}),
        ("q=КИРОВА 36", {lan.number, radio.number}),
        ("q=никто", set()),
        ("stage=survey", set()),
    ):
        html = manager.get(f"/?{query}", **HTMX).content.decode()
        assert set(numbers(html)) == found, query


def test_nobody_sees_tasks_of_others_roles(office: Office) -> None:
    office.open_order()
    assert numbers(office["installer"].get("/", **HTMX).content.decode()) == []


def test_orders_are_found_by_their_number_at_once(office: Office) -> None:
    order = office.open_order()
    answer = office["noc_head"].get(f"/orders?q=№ {order.number}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/orders/{order.number}"


def test_names_of_people_in_a_list_leave_access_records(office: Office) -> None:
    person = {"kind": "person", "name": "Кузнецов Андрей Павлович", "phone": "+79105123345"}
    order = office.open_order(customer=person)
    company = office.open_order()
    office["noc_head"].get("/orders")
    read = AccessRecord.objects.filter(actor_id=office.staff["noc_head"].id)
    assert {record.customer_id for record in read} == {order.customer_id}
    assert company.customer_id not in {record.customer_id for record in read}


def test_the_work_journal_holds_what_was_asked_for(office: Office) -> None:
    order = office.until_open(office.open_order(), "survey_scheduled")
    lead = office["noc_head"]
    assert "День ещё не назначен" in lead.get("/journal").content.decode()
    office.record(order, "survey_scheduled")
    html = lead.get("/journal?kind=survey").content.decode()
    assert "День ещё не назначен" not in html
    assert numbers(html) == [order.number]
    assert numbers(lead.get("/journal?kind=installation").content.decode()) == []
    office.record(order, "survey_done")
    assert numbers(lead.get("/journal").content.decode()) == []
    assert numbers(lead.get("/journal?done=yes").content.decode()) == [order.number]
    office.until_open(order, "visit_planned")
    assert numbers(lead.get("/journal?kind=installation").content.decode()) == [order.number]


def test_a_list_asks_the_database_as_often_for_many_as_for_few(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        office.open_order()
    actor = office.staff["account_manager"]
    with django_assert_max_num_queries(1):
        page = lists.task_page(tasks_of(actor), "")
        assert [str(row.order.customer) + str(row.order.site) for row in page.rows]
    with django_assert_max_num_queries(2):
        assert lists.order_page(actor, Asked()).rows


def test_who_has_no_tasks_by_their_role_begins_elsewhere(office: Office) -> None:
    person = Person.objects.create(email="admin@rusnet.example", name="Егоров")
    since = timezone.now() - timedelta(days=1)
    RoleAssignment.objects.create(person=person, role=ADMINISTRATOR, since=since)
    admin = signed_in(Actor(person.id, person.name, frozenset([ADMINISTRATOR])))
    assert admin.get("/")["Location"] == "/people"
    assert admin.get("/people").status_code == 200
    nobody = Person.objects.create(email="new@rusnet.example", name="Новый")
    newcomer = signed_in(Actor(nobody.id, nobody.name, frozenset()))
    assert newcomer.get("/")["Location"] == "/profile"
