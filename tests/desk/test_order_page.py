"""The order card: what is open, what is missing, who was first, what only some may see."""

from html import unescape
from typing import Any

from tests.desk.readers import HTMX, Office, controls, part, signed_in
from turnup.customers.models import AccessRecord
from turnup.desk.said import NEVER, TITLES
from turnup.desk.steps import form_of
from turnup.orders.models import EntryData, JournalEntry, Order
from turnup.orders.office import standing_standard
from turnup.people.models import Person


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_fragment_is_the_same_part_of_the_whole_page(office: Office) -> None:
    order = office.until_open(office.open_order(), "survey_done")
    manager = office["account_manager"]
    path = f"/orders/{order.number}"
    whole = manager.get(path).content.decode()
    fragment = manager.get(path, **HTMX).content.decode()
    assert "<html" not in fragment
    assert part(fragment, "order") == part(whole, "order")


def test_recording_through_htmx_gives_the_card_that_a_reload_would(office: Office) -> None:
    order = office.open_order()
    manager = office["account_manager"]
    path = f"/orders/{order.number}/steps/note_added"
    answer = manager.post(path, {"text": "Вход со двора"}, **HTMX)
    assert "toast" in answer["HX-Trigger"]
    reloaded = manager.get(f"/orders/{order.number}").content.decode()
    assert part(answer.content.decode(), "order") == part(reloaded, "order")
    assert "Вход со двора" in reloaded


def test_a_closed_gate_says_what_is_missing_and_who_can_give_it(office: Office) -> None:
    order = office.until_open(office.open_order(), "terms_agreed")
    manager = office["account_manager"]
    path = f"/orders/{order.number}/steps/contract_drafted"
    for answer in (manager.get(path), manager.post(path, {"place": "Калуга"})):
        said = text_of(answer)
        assert "Чего не хватает" in said
        assert "Экспертиза проведена, результат в журнале" in said
        assert "Инженер технической экспертизы" in said
    assert answer.status_code == 409
    assert "Договор составлен" not in office.opened(order)


def test_who_was_overtaken_sees_what_happened_and_keeps_what_was_typed(office: Office) -> None:
    order = office.open_order()
    manager = office["account_manager"]
    path = f"/orders/{order.number}/steps/brief_answered"
    seen = controls(manager.get(path).content.decode(), "form-brief_answered")
    office.record(order, "note_added", office.staff["noc_head"], text="Узел перегружен")
    seen["summary"] = "Подключим за три дня"
    answer = manager.post(path, seen)
    said = text_of(answer)
    assert answer.status_code == 409
    assert "Кто-то успел раньше" in said
    assert "Добавлена запись" in said
    again = controls(answer.content.decode(), "form-brief_answered")
    assert again["summary"] == "Подключим за три дня"
    assert manager.post(path, again).status_code == 302


def test_who_comes_second_to_a_step_reads_who_was_first(office: Office) -> None:
    order = office.open_order()
    office.record(order, "brief_answered")
    path = f"/orders/{order.number}/steps/brief_answered"
    said = text_of(office["account_manager"].post(path, {"summary": "Я тоже"}))
    assert office.staff["account_manager"].name in said
    assert JournalEntry.objects.filter(order=order, step="brief_answered").count() == 1


def test_another_managers_order_does_not_exist_for_them(office: Office) -> None:
    order = office.open_order()
    second = Person.objects.create(email="second@rusnet.example", name="Второй")
    manager = Person.objects.get(pk=office.staff["account_manager"].id)
    for assignment in manager.assignments.all():
        second.assignments.create(role=assignment.role, since=assignment.since)
    from turnup.people.actor import Actor

    reader = signed_in(Actor(second.id, second.name, frozenset(["account_manager"])))
    for path in (f"/orders/{order.number}", f"/orders/{order.number}/steps/note_added"):
        assert reader.get(path).status_code == 404
    assert reader.post(f"/orders/{order.number}/steps/note_added", {"text": "x"}).status_code == 404
    assert reader.get("/orders/999999").status_code == 404


def test_an_unknown_step_is_refused_with_a_page(office: Office) -> None:
    order = office.open_order()
    answer = office["account_manager"].get(f"/orders/{order.number}/steps/tea_served")
    assert answer.status_code == 404


def test_each_look_at_the_card_leaves_an_access_record(office: Office) -> None:
    order = office.open_order()
    before = AccessRecord.objects.filter(customer=order.customer).count()
    office["installer"].get(f"/orders/{order.number}")
    records = AccessRecord.objects.filter(customer=order.customer).order_by("id")[before:]
    assert {record.what for record in records} == {"contacts", "journal"}
    assert {record.actor_id for record in records} == {office.staff["installer"].id}


def test_a_grave_step_names_what_will_fall(office: Office) -> None:
    order = office.until_open(office.open_order(), "estimate_made")
    path = f"/orders/{order.number}/steps/survey_annulled"
    said = text_of(office["noc_head"].get(path))
    assert "Этим будет снято" in said
    assert "Назначен день экспертизы" in said


def test_the_pages_speak_the_readers_language(office: Office) -> None:
    order = office.open_order()
    manager = office["account_manager"]
    assert "Сейчас открыто" in text_of(manager.get(f"/orders/{order.number}"))
    manager.client.cookies["django_language"] = "en"
    english = text_of(manager.get(f"/orders/{order.number}"))
    assert "Open now" in english
    assert "Preliminary terms proposed" in english
    assert "Сейчас" not in english


def test_where_to_go_afterwards_is_never_another_site(office: Office) -> None:
    order = office.open_order()
    path = f"/orders/{order.number}/steps/note_added"
    manager = office["account_manager"]
    home = {"text": "x", "next": "/?due=overdue"}
    assert manager.post(path, home)["Location"] == "/?due=overdue"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = manager.post(path, {"text": "x", "next": elsewhere})
        assert answer["Location"] == f"/orders/{Order.objects.get().number}"


def test_all_that_the_journal_tells_has_a_title(office: Office) -> None:
    order = office.until_open(office.open_order(), "monthly_papers_enrolled")
    office.record(order, "monthly_papers_enrolled")
    kept = EntryData.objects.filter(entry__order=order).values_list("entry__step", "data")
    assert len(kept) > 20
    standard = standing_standard()
    for step, data in kept:
        form = form_of(standard, step).model_json_schema()["properties"]
        assert set(data or {}) - set(form) - NEVER - set(TITLES) == set(), step
