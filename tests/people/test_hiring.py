"""Who is written down can be reached and told apart; what cannot be right names its field."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.people.conftest import HIRED, Hire
from turnup.people.actions import change_language, change_password
from turnup.people.models import Person
from turnup.people.phones import displayed
from turnup.people.queries import roles_at
from turnup.standard.refusals import BadField


def test_a_new_person_has_roles_and_a_phone_from_the_first_moment(hire: Hire):
    person = hire("installer", "installer", phone="8 (4842) 57-12-34", name=" Орлов  Иван ")
    assert roles_at(person.id, HIRED) == {"installer"}
    assert person.name == "Орлов Иван"
    assert person.phone == "+74842571234"
    assert displayed(person.phone) == "+7 (4842) 57-12-34"


def test_an_address_is_one_persons_in_any_case(hire: Hire):
    hire(email="Orlova@RusNet.example")
    assert Person.objects.get_by_natural_key(" ORLOVA@rusnet.example ").email == (
        "orlova@rusnet.example"
    )
    with pytest.raises(BadField, match="email"):
        hire(email="orlova@rusnet.EXAMPLE")
    with pytest.raises(IntegrityError, match="person_email_lower"), transaction.atomic():
        Person.objects.create(email="Big@rusnet.example", name="Б")


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("email", "nobody"),
        ("email", "a" * 250 + "@x.ru"),
        ("name", "  "),
        ("name", "Иван\x00"),
        ("name", "Иван\u202eвораП"),
        ("name", "Иван\ud800"),
        ("name", "И" * 201),
        ("phone", "57-12-34"),
        ("phone", "8 800"),
        ("phone", "+7 4842 57-12-34 доб. 5"),
        ("language", "de"),
        ("password", "12345"),
    ],
)
def test_a_fault_names_its_field_and_nothing_is_written(hire: Hire, field: str, given: str):
    differing: dict[str, Any] = {field: given}
    with pytest.raises(BadField) as refusal:
        hire("director", **differing)
    assert refusal.value.params["field"] == field
    assert refusal.value.params["fault"] % refusal.value.params
    assert not Person.objects.exists()


def test_a_wrong_role_takes_the_person_back_too(hire: Hire):
    with pytest.raises(BadField):
        hire("director", "no_such_role")
    assert not Person.objects.exists()


def test_without_a_password_nobody_signs_in_as_the_person(hire: Hire):
    person = hire(password=None)
    assert not person.has_usable_password()


def test_a_password_like_ones_own_name_is_refused(hire: Hire):
    person = hire(email="zvezdochkina@rusnet.example")
    with pytest.raises(BadField) as refusal:
        change_password(person=person, password="zvezdochkina")
    assert refusal.value.params["field"] == "password"


def test_a_language_that_turnup_does_not_speak_is_refused(hire: Hire):
    person = hire()
    assert change_language(person=person, language="en").language == "en"
    with pytest.raises(BadField, match="language"):
        change_language(person=person, language="")


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+74842571234", "+7 (4842) 57-12-34"),
        ("+74843965432", "+7 (48439) 6-54-32"),
        ("+79105201122", "+7 (910) 520-11-22"),
        ("+74951234567", "+7 (495) 123-45-67"),
        ("+78002000600", "+7 (800) 200-06-00"),
        ("+78124567890", "+7 (812) 456-78-90"),
        ("+442079460000", "+44 20 7946 0000"),
        ("", ""),
    ],
)
def test_numbers_are_shown_with_their_city_code(e164: str, shown: str):
    assert displayed(e164) == shown
