"""The clause library: the standard contract, its versions and its variables."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from tests.requests.desk import Desk
from turnup.contracts.clause_actions import STANDARD, load_clauses, set_clause, set_policy
from turnup.contracts.clauses import clauses_on, numbered, policies_on, policy_value
from turnup.contracts.models import Clause, Policy
from turnup.contracts.queries import latest_text, our_wording, standing_contract
from turnup.contracts.variables import MissingValue, check_text, filled_text, names_in
from turnup.contracts.wording import DUTIES
from turnup.standard.refusals import BadField

TODAY = date(2026, 3, 2)


def test_the_standard_contract_has_its_clauses_sections_and_figures(desk: Desk) -> None:
    standing = clauses_on(TODAY)
    headings = [row for row in standing if row.heading]
    assert len(headings) == 12
    assert len(standing) - len(headings) == 49
    assert all(row.text and row.gloss for row in standing)
    assert {row.code for row in standing} >= set(DUTIES)


def test_no_clause_holds_a_legal_figure_of_its_own() -> None:
    said = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    texts = [clause["text"] for section in said["section"] for clause in section["clause"]]
    for text in texts:
        bare = text
        for name in names_in(text):
            bare = bare.replace(f"{{{name}}}", "")
        for allowed in ("№ 1", "№ 2", "разделом 5"):
            bare = bare.replace(allowed, "")
        assert not any(letter.isdigit() for letter in bare), text


def test_every_figure_names_its_ground(desk: Desk) -> None:
    assert all(row.ground and row.title for row in policies_on(TODAY).values())
    assert policy_value("payment_term", TODAY) == 10
    assert policy_value("late_payment_penalty", TODAY) <= 1


def test_loading_again_changes_nothing(desk: Desk) -> None:
    assert load_clauses(at=desk.company.now) == 0


def test_clauses_are_numbered_for_whom_they_are_agreed_with(desk: Desk) -> None:
    person = numbered(clauses_on(TODAY), "person")
    firm = numbered(clauses_on(TODAY), "business")
    assert "subscriber_users" in {one.clause.code for one in firm}
    assert "subscriber_users" not in {one.clause.code for one in person}
    for made in (person, firm):
        numbers = [one.number for one in made]
        assert len(set(numbers)) == len(numbers)
        assert numbers[:3] == ["1", "1.1", "1.2"]


def test_a_new_version_stands_from_its_day_and_the_old_one_before(desk: Desk) -> None:
    until, after = TODAY + timedelta(days=9), TODAY + timedelta(days=10)
    write(desk, "payment_due", "Оплата в течение {payment_term}.", after)
    texts = {day: {r.code: r.text for r in clauses_on(day)} for day in (until, after)}
    assert texts[after]["payment_due"] == "Оплата в течение {payment_term}."
    assert texts[until]["payment_due"].startswith("Расчётный период")


def test_a_clause_may_be_taken_out(desk: Desk) -> None:
    after = TODAY + timedelta(days=1)
    write(desk, "liability_content", "", after)
    assert "liability_content" not in {row.code for row in clauses_on(after)}
    assert "liability_content" in {row.code for row in clauses_on(TODAY)}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Срок — {no_such_term}.", "text"),
        ("Срок — {payment_term.", "text"),
        ("Срок — {Payment}.", "text"),
        ("Невидимое\u202eслово", "text"),
        ("ж" * 4001, "text"),
    ],
)
def test_a_text_that_cannot_be_is_refused(desk: Desk, text: str, field: str) -> None:
    with pytest.raises(BadField) as fault:
        write(desk, "payment_due", text, TODAY + timedelta(days=1))
    assert fault.value.params["field"] == field


def test_a_day_gone_by_a_day_taken_and_a_clause_that_is_not_are_refused(desk: Desk) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(BadField, match="past"):
        write(desk, "payment_due", "Иначе.", TODAY - timedelta(days=1))
    write(desk, "payment_due", "Иначе.", tomorrow)
    with pytest.raises(BadField, match="version from"):
        write(desk, "payment_due", "Ещё иначе.", tomorrow)
    with pytest.raises(BadField, match="no such clause"):
        write(desk, "no_such_clause", "Иначе.", tomorrow)


def test_a_day_is_gone_by_when_it_is_gone_by_in_the_office(desk: Desk) -> None:
    desk.company.now = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 01:30 of the third in Moscow
    with pytest.raises(BadField):
        write(desk, "payment_due", "Иначе.", TODAY)
    assert write(desk, "payment_due", "Иначе.", TODAY + timedelta(days=1)).pk


def test_who_did_not_see_the_last_version_is_told(desk: Desk) -> None:
    write(desk, "payment_due", "Иначе.", TODAY + timedelta(days=1))
    with pytest.raises(BadField, match="meanwhile"):
        write(desk, "payment_due", "Не так.", TODAY + timedelta(days=2), seen=date(2020, 1, 1))


def test_a_new_figure_changes_new_contracts_and_no_old_one(desk: Desk) -> None:
    first = desk.take_open(desk.open(), until="duties_explained")
    set_policy(
        actor=desk.company.staff["lawyer"],
        at=desk.company.now,
        code="payment_term",
        value=Decimal(14),
        ground="приказ № 5",
        since=TODAY + timedelta(days=1),
    )
    desk.company.now += timedelta(days=2)
    second = desk.take_open(desk.open(), until="duties_explained")
    words = [our_wording(found)["5.3"] for found in map(contract, (first, second))]
    assert "10\u00a0(десяти) дней" in words[0]
    assert "14\u00a0(четырнадцати) дней" in words[1]


def test_versions_and_texts_never_change(desk: Desk) -> None:
    order = desk.take_open(desk.open(), until="duties_explained")
    text = latest_text(contract(order))
    assert text is not None
    for model, change in ((Clause, {"text": "x"}), (Policy, {"value": 1})):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            model._default_manager.update(**change)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        type(text).objects.filter(pk=text.pk).update(sha256="0" * 64)


def test_a_value_that_is_missing_is_named_never_left_blank() -> None:
    with pytest.raises(MissingValue) as fault:
        filled_text("{a} и {b}, {c}", {"a": "есть", "b": " "})
    assert fault.value.names == ("b", "c")
    assert filled_text("Составлен {day}.", {"day": "2 марта 2026 г."}) == (
        "Составлен 2 марта 2026 г."
    )
    check_text("{a}", {"a"})


def contract(order):
    found = standing_contract(order.id)
    assert found is not None
    return found


def write(desk: Desk, code: str, text: str, since: date, seen: date | None = None) -> Clause:
    return set_clause(
        actor=desk.company.staff["lawyer"],
        at=desk.company.now,
        code=code,
        text=text,
        since=since,
        seen=seen,
    )
