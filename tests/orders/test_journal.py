"""One door, one truth: what record() writes, refuses and protects."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.orders.company import Company
from turnup.orders import chain, journal
from turnup.orders.models import EntryData, JournalEntry, OpenStep, Order, PublishedStandard
from turnup.orders.office import publish_standard
from turnup.orders.refusals import IdTaken, OrderNotFound, Overtaken
from turnup.standard import Card, Entry, fold, load, packaged
from turnup.standard.refusals import AlreadyStands, BadField, GateClosed, NotYourRole


def test_an_order_goes_from_request_to_service(company: Company) -> None:
    order = company.to_service(company.open_order())
    assert (order.stage, order.closed) == ("activation", "completed")
    assert order.closed_at == company.now
    assert not OpenStep.objects.filter(order=order).exists()


def test_the_card_is_the_fold_of_the_journal(company: Company) -> None:
    order = company.to_service(company.open_order())
    entries = [
        Entry(e.seq, e.step, e.at, e.recorded_at, str(e.actor_id), e.role, e.facts)
        for e in JournalEntry.objects.filter(order=order)
    ]
    assert Card.from_json(order.card) == fold(packaged(), entries)
    assert [e.seq for e in entries] == list(range(1, order.version + 1))


def test_open_steps_are_rows_with_deadline_and_clock(company: Company) -> None:
    order = company.until_open(company.open_order(), "survey_done")
    (task,) = OpenStep.objects.filter(order=order)
    assert (task.step, task.clock, task.roles) == ("survey_done", "technical", ["survey_engineer"])
    assert task.due_at is not None
    assert task.since == company.now
    assert task.due_at - task.since > timedelta(days=4)
    assert task.lead_id == order.lead_id


def test_a_receipt_names_the_entry_it_is_for(company: Company) -> None:
    order = company.open_order()
    receipt = company.do(order, "terms_proposed")
    entry = JournalEntry.objects.get(order=order, seq=receipt.journal_seq)
    assert receipt.to_json()["journal_hash"] == entry.hash
    assert (receipt.version, entry.step) == (2, "terms_proposed")


def test_an_entry_keeps_both_moments_and_who_said_so(company: Company) -> None:
    order = company.open_order()
    at = company.now + timedelta(minutes=5)
    company.do(order, "terms_proposed", at=at)
    entry = JournalEntry.objects.get(order=order, seq=2)
    assert (entry.at, entry.recorded_at) == (at, company.now)
    assert entry.actor_id == company.staff["account_manager"].id
    assert (entry.role, entry.door) == ("account_manager", "test")


def test_personal_data_is_committed_to_but_not_in_the_chain(company: Company) -> None:
    order = company.open_order()
    company.do(order, "terms_proposed", {"contact": "Иванов Иван", "nonstandard_terms": True})
    entry = JournalEntry.objects.get(order=order, seq=2)
    assert entry.facts == {"nonstandard_terms": True}
    said = EntryData.objects.get(entry=entry)
    assert said.salt
    assert said.data
    assert said.data["contact"] == "Иванов Иван"
    assert entry.commitment == chain.commitment(said.salt, said.data)


def test_what_a_person_said_can_be_forgotten_but_not_altered(company: Company) -> None:
    order = company.open_order()
    said = EntryData.objects.filter(entry__order=order)
    with pytest.raises(DatabaseError, match="forgotten"), transaction.atomic():
        said.update(data={"technology": "lan"})
    with pytest.raises(DatabaseError, match="forgotten"), transaction.atomic():
        said.delete()
    said.update(data=None, salt=None)
    assert said.get().data is None


# ------------------------------------------------------------------ refusals write nothing
def test_a_refused_step_leaves_no_trace(company: Company) -> None:
    order = company.open_order()
    before = Order.objects.filter(id=order.id).values().get()
    for step, refusal in (
        ("contract_drafted", GateClosed),
        ("request_received", AlreadyStands),
    ):
        with pytest.raises(refusal):
            company.do(order, step)
    with pytest.raises(NotYourRole):
        company.do(order, "terms_proposed", actor=company.staff["installer"])
    assert Order.objects.filter(id=order.id).values().get() == before
    assert JournalEntry.objects.filter(order=order).count() == 1


def test_a_moment_in_the_future_is_refused(company: Company) -> None:
    order = company.open_order()
    with pytest.raises(BadField) as refused:
        company.do(order, "terms_proposed", at=company.now + timedelta(days=1, hours=1))
    assert refused.value.params["field"] == "at"


def test_a_stale_version_is_refused(company: Company) -> None:
    order = company.open_order()
    company.do(order, "terms_proposed", expected_version=1)
    with pytest.raises(Overtaken) as refused:
        company.do(order, "brief_answered", expected_version=1)
    assert refused.value.params == {"expected": 1, "version": 2}


def test_an_unknown_order_and_another_leads_order_look_alike(company: Company) -> None:
    order = company.open_order()
    stranger = company.hire("account_manager", "Соседов")
    with pytest.raises(OrderNotFound):
        company.do(order, "terms_proposed", actor=stranger)
    order.id = uuid4()
    with pytest.raises(OrderNotFound):
        company.do(order, "terms_proposed")


def test_an_order_id_is_taken_once(company: Company) -> None:
    made = uuid4()
    assert company.open_order(made).id == made
    with pytest.raises(IdTaken):
        company.open_order(made)


def test_an_effect_keeps_only_its_public_fields_in_the_chain(company: Company) -> None:
    order = company.open_order()
    company.do(order, "order_held", {"reason": "customer_asked", "note": "звонила Мария"})
    assert JournalEntry.objects.get(order=order, seq=2).facts == {"reason": "customer_asked"}


def test_record_insists_on_a_transaction(company: Company) -> None:
    order = company.open_order()
    in_block = connection.in_atomic_block
    connection.in_atomic_block = False
    try:
        with pytest.raises(RuntimeError, match="atomic"):
            journal.record(
                move=company.move(order, company.staff["account_manager"]),
                step="terms_proposed",
                data={},
            )
    finally:
        connection.in_atomic_block = in_block


# ------------------------------------------------------------------ append-only
WRITES = (
    "UPDATE orders_journalentry SET role = 'owner'",
    "DELETE FROM orders_journalentry",
    "TRUNCATE orders_journalentry CASCADE",
    "UPDATE orders_publishedstandard SET text = ''",
)


@pytest.mark.parametrize("sql", WRITES)
def test_the_journal_cannot_be_changed_even_by_its_owner(company: Company, sql: str) -> None:
    company.open_order()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [*WRITES, "ALTER TABLE orders_journalentry DISABLE TRIGGER ALL", "DELETE FROM orders_order"],
)
def test_the_application_has_no_right_to_change_the_journal(
    company: Company, sql: str, as_application: None
) -> None:
    with (
        pytest.raises(DatabaseError, match=r"denied|owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


# ------------------------------------------------------------------ standards
def test_an_order_keeps_the_version_it_began_under(company: Company) -> None:
    old = company.open_order()
    stricter = (
        packaged()
        .text.replace("version = 2", "version = 3")
        .replace('needs = ["terms_agreed"]', 'needs = ["terms_agreed", "terms_proposed"]')
    )
    publish_standard(standard=load(stricter), now=company.now)
    new = company.open_order()
    assert (old.standard_id, new.standard_id) == (2, 3)
    company.to_service(old)
    assert JournalEntry.objects.filter(order=old).exists()


def test_a_published_version_never_changes(company: Company) -> None:
    changed = load(packaged().text.replace("days = 5", "days = 4"))
    with pytest.raises(ValueError, match="raise `version`"):
        publish_standard(standard=changed, now=company.now)
    assert PublishedStandard.objects.count() == 1


# ------------------------------------------------------------------ what follows
def test_a_fallen_step_tells_those_who_hold_something_for_it(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[str] = []
    monkeypatch.setattr(journal, "_on_fall", {})
    journal.when_falls("visit_planned", lambda order_id, at: released.append("visit"))
    order = company.until_open(company.open_order(), "line_connected")
    receipt = company.do(order, "payment_reversed")
    assert released == ["visit"]
    assert "visit_planned" in receipt.fallen


def test_a_step_that_tells_somebody_queues_a_letter_with_the_entry(company: Company) -> None:
    order = company.until_open(company.open_order(), "survey_requested")
    receipt = company.do(order, "survey_requested")
    entry = JournalEntry.objects.get(order=order, seq=receipt.journal_seq)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_jobs WHERE args->>'entry_id' = %s", [str(entry.id)]
        )
        assert cursor.fetchall() == [("messages.tell",)]
