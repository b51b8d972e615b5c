"""One key, one effect: stored answers, races, and what is never stored."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from turnup.orders.idempotency import (
    KEPT_FOR,
    Answer,
    InFlight,
    KeyMalformed,
    KeyMismatch,
    KeyMissing,
    Request,
    answer_once,
    checked_key,
    keyed_request,
)
from turnup.orders.models import StoredAnswer
from turnup.people.models import Person


@pytest.fixture
def principal(db: None) -> UUID:
    return Person.objects.create(email="p@rusnet.example", name="P").id


def asked(principal: UUID, key: str = "k", body: bytes = b"{}", method: str = "POST") -> Request:
    return keyed_request(
        principal=principal, key=key, method=method, path="/x", body=body, at=timezone.now()
    )


def counting(http: int = 201) -> tuple[list[int], Callable[[], Answer]]:
    calls: list[int] = []

    def compute() -> Answer:
        calls.append(1)
        return Answer(http, f'{{"n": {len(calls)}}}', {"Location": "/y"})

    return calls, compute


def test_the_second_gets_the_stored_answer(principal: UUID) -> None:
    calls, compute = counting()
    first = answer_once(asked(principal), compute)
    second = answer_once(asked(principal), compute)
    assert len(calls) == 1
    assert not first.replayed
    assert second == replace(first, replayed=True)


def test_refusals_are_stored_too(principal: UUID) -> None:
    calls, compute = counting(409)
    assert [answer_once(asked(principal), compute).http for _ in range(2)] == [409, 409]
    assert len(calls) == 1


@pytest.mark.parametrize("http", [412, 500, 503])
def test_what_decides_nothing_is_not_stored(principal: UUID, http: int) -> None:
    calls, compute = counting(http)
    for _ in range(2):
        answer_once(asked(principal), compute)
    assert len(calls) == 2
    assert not StoredAnswer.objects.exists()


@pytest.mark.parametrize("other", [{"body": b"[]"}, {"method": "DELETE"}])
def test_a_key_belongs_to_one_request(principal: UUID, other: dict) -> None:
    calls, compute = counting()
    answer_once(asked(principal), compute)
    with pytest.raises(KeyMismatch):
        answer_once(asked(principal, **other), compute)
    assert len(calls) == 1


def test_a_key_belongs_to_one_principal(principal: UUID) -> None:
    calls, compute = counting()
    other = Person.objects.create(email="o@rusnet.example", name="O").id
    for who in (principal, other):
        answer_once(asked(who), compute)
    assert len(calls) == 2


def test_a_key_is_free_again_after_72_hours(principal: UUID) -> None:
    calls, compute = counting()
    answer_once(asked(principal), compute)
    later = replace(asked(principal, body=b"[]"), at=timezone.now() + KEPT_FOR)
    answer_once(later, compute)
    assert len(calls) == 2
    assert StoredAnswer.objects.get().body == '{"n": 2}'


def test_a_fault_of_ours_stores_nothing(principal: UUID) -> None:
    def broken() -> Answer:
        Person.objects.filter(id=principal).update(name="half-written")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_once(asked(principal), broken)
    assert not StoredAnswer.objects.exists()
    assert Person.objects.get(id=principal).name == "P"


@pytest.mark.parametrize("key", ["", " a", "a ", "a" * 256, "ключ", "a\nb", "a\x00"])
def test_malformed_keys(key: str) -> None:
    with pytest.raises(KeyMalformed):
        checked_key(key)


def test_no_key_at_all() -> None:
    with pytest.raises(KeyMissing):
        checked_key(None)
    assert checked_key("a b" + "c" * 252) == "a b" + "c" * 252


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_told_so(principal: UUID) -> None:
    started, go = Event(), Event()

    def slow() -> Answer:
        started.set()
        assert go.wait(10)
        return Answer(201, "{}")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_then_close, lambda: answer_once(asked(principal), slow))
        assert started.wait(10)
        with pytest.raises(InFlight):
            answer_once(asked(principal), slow)
        go.set()
        assert first.result(10).http == 201
    assert answer_once(asked(principal), slow).replayed


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_keeps_one_effect(
    principal: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock switched off: both compute, and one of them is undone whole."""
    from turnup.orders import idempotency

    unlocked = idempotency._CLAIM.replace(
        "pg_try_advisory_xact_lock(%(lock)s)", "true OR %(lock)s = 0"
    )
    monkeypatch.setattr(idempotency, "_CLAIM", unlocked)
    computed, meet = [], Event()

    def effect() -> Answer:
        computed.append(1)
        Person.objects.create(email=f"{len(computed)}@rusnet.example", name="effect")
        if len(computed) == 2:
            meet.set()
        meet.wait(2)
        return Answer(201, f"{len(computed)}")

    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(_then_close, lambda: answer_once(asked(principal), effect))
            for _ in range(2)
        ]
        answers = [one.result(10) for one in both]
    assert len(computed) >= 2, "the race did not happen, so the test saw nothing"
    assert Person.objects.filter(name="effect").count() == 1
    assert {answer.body for answer in answers} == {StoredAnswer.objects.get().body}


def _then_close(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    finally:
        connection.close()


def test_the_effect_and_the_answer_are_one_transaction(principal: UUID) -> None:
    """Inside `compute` the transaction is open, so that both commit or neither."""

    def compute() -> Answer:
        assert connection.in_atomic_block
        with transaction.atomic():
            Person.objects.filter(id=principal).update(name="done")
        return Answer(201, "{}")

    answer_once(asked(principal), compute)
    assert Person.objects.get(id=principal).name == "done"
