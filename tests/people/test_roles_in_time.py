"""Whoever acted in a role can be shown to have held it at that moment, and only then."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.people.conftest import HIRED, Hire
from turnup.people.actions import assign_role, dismiss_person, end_role
from turnup.people.models import RoleAssignment
from turnup.people.queries import held, holders_of, roles_at, staff_at
from turnup.standard.refusals import BadField

DAY = timedelta(days=1)


def test_a_role_is_held_from_its_first_moment_until_just_before_its_last(hire: Hire):
    person = hire("lawyer")
    end_role(actor=None, person=person, role="lawyer", at=HIRED + 3 * DAY)

    def answers(*moments: datetime) -> list[bool]:
        return [held(person.id, "lawyer", at) for at in moments]

    instant = timedelta(microseconds=1)
    assert answers(HIRED - instant, HIRED) == [False, True]
    assert answers(HIRED + 3 * DAY - instant, HIRED + 3 * DAY) == [True, False]


def test_several_roles_are_held_at_once(hire: Hire):
    person = hire("noc_head", "survey_engineer")
    assert roles_at(person.id, HIRED) == {"noc_head", "survey_engineer"}
    assert roles_at(person.id, HIRED - DAY) == frozenset()


def test_a_role_may_come_back_later_but_never_overlap(hire: Hire):
    person = hire("crew_lead")
    end_role(actor=None, person=person, role="crew_lead", at=HIRED + DAY)
    with pytest.raises(BadField) as refusal:
        assign_role(actor=None, person=person, role="crew_lead", since=HIRED + DAY / 2)
    assert refusal.value.params["field"] == "role"
    assign_role(actor=None, person=person, role="crew_lead", since=HIRED + DAY)
    assert held(person.id, "crew_lead", HIRED + 9 * DAY)


def test_the_database_itself_refuses_an_overlap(hire: Hire):
    person = hire("crew_lead")
    with pytest.raises(IntegrityError, match="assignment_no_overlap"), transaction.atomic():
        RoleAssignment.objects.create(person=person, role="crew_lead", since=HIRED + DAY)


def test_a_role_that_the_standard_does_not_know_is_refused_with_the_ones_it_does(hire: Hire):
    person = hire()
    with pytest.raises(BadField) as refusal:
        assign_role(actor=None, person=person, role="ceo", since=HIRED)
    assert "account_manager" in refusal.value.params["roles"]


def test_a_role_cannot_end_before_it_began(hire: Hire):
    person = hire("owner")
    with pytest.raises(BadField) as refusal:
        end_role(actor=None, person=person, role="owner", at=HIRED)
    assert refusal.value.params["field"] == "at"


def test_who_leaves_loses_roles_tokens_and_sign_in_but_the_past_stays(hire: Hire):
    person = hire("installer")
    dismiss_person(actor=None, person=person, at=HIRED + DAY)
    assert held(person.id, "installer", HIRED)
    assert not held(person.id, "installer", HIRED + DAY)
    assert not holders_of("installer", HIRED).exists(), "closed accounts are not asked for work"
    assert staff_at(HIRED + DAY) == [(person, [])]


def test_who_gave_a_role_is_written_down(hire: Hire):
    from turnup.people.actor import actor_of

    admin = hire("administrator", email="admin@rusnet.example")
    person = hire()
    given = assign_role(
        actor=actor_of(admin, HIRED), person=person, role="director", since=HIRED + DAY
    )
    ended = end_role(
        actor=actor_of(admin, HIRED), person=person, role="director", at=HIRED + 2 * DAY
    )
    assert given.given_by == admin
    assert ended.ended_by == admin
