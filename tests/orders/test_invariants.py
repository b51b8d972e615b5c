"""Each invariant of the spine is broken on purpose, and seen."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from tests.orders.company import Company
from turnup.orders import invariants, seals
from turnup.orders.findings import Finding
from turnup.orders.models import JournalEntry, Order, Seal
from turnup.people.models import RoleAssignment


@contextmanager
def past_the_guards() -> Iterator[None]:
    """Do as an intruder with the database's superuser would: switch the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def sql(statement: str, *params: str | int) -> None:
    with past_the_guards(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def cut_last_seal() -> None:
    sql("DELETE FROM orders_sealedhead WHERE seal_id = 2")
    sql("DELETE FROM orders_seal WHERE number = 2")


def broken() -> set[str]:
    findings: dict[str, Finding] = defaultdict(Finding)
    for check in invariants.CHECKS:
        check(findings)
    return {code for code, finding in findings.items() if finding.broken}


@pytest.fixture
def order(company: Company) -> Order:
    order = company.to_service(company.open_order())
    seals.seal(now=company.now)
    return order


def test_a_sound_company_has_nothing_broken(company: Company, order: Order) -> None:
    company.until_open(company.open_order(), "money_received")
    assert broken() == set()


def test_a_changed_card_is_seen(order: Order) -> None:
    sql("UPDATE orders_order SET card = jsonb_set(card, '{lead}', '\"me\"')")
    assert broken() == {"I1"}


def test_a_changed_end_is_seen(order: Order) -> None:
    sql("UPDATE orders_order SET closed = 'refused'")
    assert broken() == {"I1"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders_order SET stage = 'request'",
        "UPDATE orders_order SET technology = 'satellite'",
        "DELETE FROM orders_openstep",
        "UPDATE orders_openstep SET step = step || '_'",
    ],
)
def test_what_lists_are_made_of_is_the_fold_too(company: Company, change: str) -> None:
    company.until_open(company.open_order(), "money_received")
    assert broken() == set()
    sql(change)
    assert broken() == {"I1"}


def test_a_changed_entry_is_seen(order: Order) -> None:
    sql("UPDATE orders_journalentry SET door = 'window' WHERE seq = 3")
    assert broken() == {"I21"}


def test_a_re_written_entry_is_seen(order: Order) -> None:
    entry = JournalEntry.objects.get(order=order, step="survey_done")
    sql(
        "UPDATE orders_journalentry SET facts = %s, hash = md5('x') || md5('y') WHERE id = %s",
        '{"verdict": "not_feasible"}',
        entry.id,
    )
    assert {"I1", "I2", "I3", "I21"} <= broken()


def test_a_cut_entry_is_seen(order: Order) -> None:
    sql("DELETE FROM orders_entrydata WHERE entry_id = (SELECT max(id) FROM orders_journalentry)")
    assert broken() == {"I17"}
    sql("DELETE FROM orders_journalentry WHERE id = (SELECT max(id) FROM orders_journalentry)")
    assert {"I1", "I21"} <= broken()


def test_a_gap_in_the_sequence_is_seen(order: Order) -> None:
    sql("UPDATE orders_journalentry SET seq = seq + 100 WHERE seq > 10")
    assert "I21" in broken()


def test_altered_personal_data_is_seen(order: Order) -> None:
    sql('UPDATE orders_entrydata SET data = \'{"technology": "lan"}\'')
    assert broken() == {"I22"}


def test_forgotten_personal_data_leaves_the_chain_valid(order: Order) -> None:
    sql("UPDATE orders_entrydata SET data = NULL, salt = NULL")
    assert broken() == set()


def test_an_actor_without_the_role_is_seen(order: Order) -> None:
    director = JournalEntry.objects.get(order=order, step="contract_signed_by_director")
    RoleAssignment.objects.filter(person_id=director.actor_id).update(
        until=director.recorded_at - timedelta(days=1)
    )
    assert broken() == {"I2"}


def test_time_that_runs_backwards_is_seen(order: Order) -> None:
    sql(
        "UPDATE orders_journalentry SET recorded_at = recorded_at - interval '9 days' WHERE seq = 9"
    )
    assert {"I25", "I21"} <= broken()


def test_an_order_without_a_journal_is_seen(company: Company, order: Order) -> None:
    sql("DELETE FROM orders_entrydata")
    sql("DELETE FROM orders_sealedhead")
    sql("DELETE FROM orders_journalentry")
    assert {"I17", "I21"} <= broken()


def test_a_guard_switched_off_is_seen(order: Order) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE orders_journalentry DISABLE TRIGGER append_only")
    assert broken() == {"I21"}


def test_a_changed_seal_is_seen(order: Order) -> None:
    sql("UPDATE orders_seal SET sealed_at = sealed_at + interval '1 second'")
    assert broken() == {"I21"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: sql("DELETE FROM orders_sealedhead WHERE seal_id = 2"), "does not match"),
        (cut_last_seal, "cut"),
        (lambda: sql("UPDATE orders_seal SET hash = md5('1') || md5('2')"), "re-written"),
    ],
)
def test_a_saved_head_detects_a_cut_or_re_written_journal(
    company: Company, order: Order, change: Callable[[], object], says: str
) -> None:
    company.open_order()
    made = seals.seal(now=company.now)
    assert made is not None
    saved = dict(seals.head_json(made))
    findings: dict[str, Finding] = defaultdict(Finding)
    invariants.holds_head(findings, saved)
    assert findings["I21"].broken == 0
    change()
    invariants.seals(findings)
    invariants.holds_head(findings, saved)
    assert any(says in v["fault"] for v in findings["I21"].violations)


# ------------------------------------------------------------------ seals
def test_a_seal_covers_only_what_moved_since(company: Company) -> None:
    first, second = company.open_order(), company.open_order()
    one = seals.seal(now=company.now)
    company.do(first, "terms_proposed")
    two = seals.seal(now=company.now)
    assert one is not None
    assert two is not None
    assert (one.entries, two.entries) == (2, 3)
    assert [h.order_id for h in two.heads.all()] == [first.id]
    assert {h.order_id for h in one.heads.all()} == {first.id, second.id}


def test_nothing_moved_makes_no_new_seal(company: Company) -> None:
    assert seals.seal(now=company.now) is None
    company.open_order()
    made = seals.seal(now=company.now)
    again = seals.seal(now=company.now)
    assert made == again
    assert Seal.objects.count() == 1
