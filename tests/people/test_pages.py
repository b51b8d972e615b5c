"""The administrator's pages: people, roles in time, tokens, passwords; who may do what."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.people.conftest import HIRED, Hire
from turnup.people.actor import actor_by_token
from turnup.people.models import Person, StaffChange
from turnup.people.operations import OPERATIONS
from turnup.people.queries import roles_at
from turnup.people.roles import ADMINISTRATOR, STANDARD_ROLES


@pytest.fixture
def administrator(hire: Hire) -> Person:
    return hire(ADMINISTRATOR, email="admin@rusnet.example", name="Егоров Вячеслав")


@pytest.fixture
def client(administrator: Person) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def path(person: Person, *more: str) -> str:
    return "/".join((f"/people/{person.pk}", *more))


def test_only_the_administrator_manages_people(hire: Hire) -> None:
    assert set(OPERATIONS["people.manage"].scopes) == {ADMINISTRATOR}
    other = Client()
    other.force_login(hire("owner"))
    assert other.get("/people").status_code == 403
    assert other.get("/permissions").status_code == 200
    assert Client().get("/people").status_code == 302


def test_a_new_person_signs_in_with_the_password_that_is_shown_once(client: Client) -> None:
    said = {
        "email": "new@rusnet.example",
        "name": "Новиков Пётр",
        "language": "ru",
        "roles": ["lawyer"],
    }
    page = client.post("/people/new", said)
    assert page["Cache-Control"] == "no-store"
    password = page.context["secret"]["value"]
    person = Person.objects.get(email="new@rusnet.example")
    assert person.check_password(password)
    assert password not in client.get(path(person)).content.decode()
    assert roles_at(person.pk, timezone.now()) == {"lawyer"}
    again = client.post("/people/new", said)
    assert again.status_code == 422
    assert again.context["form"].errors["email"]
    listed = client.get("/people").content.decode()
    assert "Новиков" in listed
    assert "Юрист" in listed


def test_roles_are_given_from_a_moment_and_ended_and_stay_in_the_history(
    client: Client, hire: Hire
) -> None:
    person, now = hire("lawyer"), timezone.now()
    later = timezone.localtime(now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    client.post(path(person, "roles"), {"role": "owner", "since": later})
    assert roles_at(person.pk, timezone.now()) == {"lawyer"}
    assert roles_at(person.pk, now + timedelta(days=4)) == {"lawyer", "owner"}
    twice = client.post(path(person, "roles"), {"role": "lawyer"})
    assert twice.status_code == 422
    client.post(path(person, "roles", "lawyer", "end"))
    assert roles_at(person.pk, timezone.now()) == frozenset()
    assert roles_at(person.pk, HIRED) == {"lawyer"}
    assert "Егоров" in client.get(path(person)).content.decode()


def test_a_role_is_never_given_for_the_past(client: Client, hire: Hire) -> None:
    person = hire()
    client.post(path(person, "roles"), {"role": "owner", "since": "2026-01-01T00:00"})
    assert roles_at(person.pk, timezone.now() - timedelta(hours=1)) == frozenset()
    assert roles_at(person.pk, timezone.now()) == {"owner"}


def test_a_token_is_shown_once_and_can_be_revoked(client: Client, hire: Hire) -> None:
    person = hire("lawyer")
    token = client.post(path(person, "tokens"), {"title": "биллинг"}).context["secret"]["value"]
    assert actor_by_token(token, timezone.now()) is not None
    card = client.get(path(person)).content.decode()
    assert token not in card
    assert "биллинг" in card
    client.post(path(person, "tokens", str(person.tokens.get().pk), "revoked"))
    assert actor_by_token(token, timezone.now()) is None
    other = hire(email="other@rusnet.example")
    stray = path(other, "tokens", str(person.tokens.get().pk), "revoked")
    assert client.post(stray).status_code == 404


def test_a_new_password_ends_the_sessions(client: Client, hire: Hire) -> None:
    person, theirs = hire("lawyer"), Client()
    theirs.force_login(person)
    assert theirs.get("/profile").status_code == 200
    password = client.post(path(person, "password")).context["secret"]["value"]
    assert theirs.get("/profile").status_code == 302
    person.refresh_from_db()
    assert person.check_password(password)


def test_a_closed_account_lets_nobody_in_until_it_is_opened_again(
    client: Client, hire: Hire
) -> None:
    person, theirs = hire("lawyer"), Client()
    theirs.force_login(person)
    client.post(path(person, "closed"))
    assert theirs.get("/profile").status_code == 302
    assert roles_at(person.pk, timezone.now()) == frozenset()
    client.post(path(person, "password"))
    client.post(path(person, "opened"))
    person.refresh_from_db()
    assert person.is_active
    assert not person.has_usable_password()
    done = list(StaffChange.objects.order_by("id").values_list("what", flat=True))
    assert done == ["dismissed", "readmitted"]


def test_the_last_administrator_stays(client: Client, administrator: Person, hire: Hire) -> None:
    client.post(path(administrator, "roles", ADMINISTRATOR, "end"))
    client.post(path(administrator, "closed"))
    assert roles_at(administrator.pk, timezone.now()) == {ADMINISTRATOR}
    hire(ADMINISTRATOR)
    client.post(path(administrator, "roles", ADMINISTRATOR, "end"))
    assert roles_at(administrator.pk, timezone.now()) == frozenset()


def test_data_are_changed_with_checks(client: Client, hire: Hire) -> None:
    person = hire()
    said = {"name": "Орлова М. С.", "phone": "8 4842 57 12 34", "language": "en"}
    assert client.post(path(person, "data"), said).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.language) == ("+74842571234", "en")
    assert client.post(path(person, "data"), {**said, "phone": "57 12"}).status_code == 422


def test_the_table_shows_every_operation_and_every_role(client: Client) -> None:
    page = client.get("/permissions").content.decode()
    assert all(f"<code>{code}</code>" in page for code in OPERATIONS)
    assert page.count('scope="col"') == len(STANDARD_ROLES) + 2
