"""A token lets a program act as its person, at the price of one statement."""

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from tests.people.conftest import HIRED, Hire
from turnup.people.actions import dismiss_person, end_role, issue_token, revoke_token
from turnup.people.actor import actor_by_token, actor_of
from turnup.people.models import ApiToken

HOUR = timedelta(hours=1)


def test_a_token_tells_who_asks_with_the_roles_of_that_moment(
    hire: Hire, django_assert_num_queries: DjangoAssertNumQueries
):
    person = hire("director", "owner", language="en")
    token = issue_token(person=person, at=HIRED, title="accounting")
    end_role(actor=None, person=person, role="owner", at=HIRED + 2 * HOUR)
    with django_assert_num_queries(1):
        early = actor_by_token(token, HIRED + HOUR)
    late = actor_by_token(token, HIRED + 3 * HOUR)
    assert early is not None
    assert late is not None
    assert (early.id, early.name, early.language) == (person.id, person.name, "en")
    assert early.roles == {"director", "owner"}
    assert late.roles == {"director"}
    assert early == actor_of(person, HIRED + HOUR)


def test_a_person_without_roles_is_somebody_all_the_same(hire: Hire):
    actor = actor_by_token(issue_token(person=hire(), at=HIRED), HIRED)
    assert actor is not None
    assert actor.roles == frozenset()


def test_only_the_hash_is_kept(hire: Hire):
    token = issue_token(person=hire(), at=HIRED)
    row = ApiToken.objects.get()
    assert token.startswith("tu_")
    assert token[3:] not in f"{row.digest}{row.title}{row}"
    assert str(row) == f"tu_…{token[-4:]}"


def test_a_revoked_token_lets_nobody_in_from_then_on(hire: Hire):
    token = issue_token(person=hire(), at=HIRED)
    revoke_token(token=ApiToken.objects.get(), at=HIRED + HOUR)
    revoke_token(token=ApiToken.objects.get(), at=HIRED + 9 * HOUR)
    assert actor_by_token(token, HIRED) is not None
    assert actor_by_token(token, HIRED + HOUR) is None
    assert ApiToken.objects.get().revoked_at == HIRED + HOUR


def test_a_token_dies_with_the_account(hire: Hire):
    person = hire("lawyer")
    token = issue_token(person=person, at=HIRED)
    dismiss_person(actor=None, person=person, at=HIRED + HOUR)
    assert actor_by_token(token, HIRED + 2 * HOUR) is None


def test_what_is_no_token_does_not_reach_the_database(
    django_assert_num_queries: DjangoAssertNumQueries, db: None
):
    with django_assert_num_queries(0):
        assert actor_by_token("Bearer", HIRED) is None
    for odd in ("tu_", "tu_\x00", "tu_\ud800", "tu_" + "x" * 10_000):
        assert actor_by_token(odd, HIRED) is None
