"""People sign in by e-mail and password, in their own language, and not by guessing."""

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from tests.people.conftest import PASSWORD, Hire
from turnup.people.models import Person

SIGN_IN = "/sign-in"


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> int:
    data = {"username": email, "password": password}
    return client.post(SIGN_IN, data | extra).status_code


def test_one_signs_in_with_the_address_in_any_case_and_comes_where_one_wanted(
    client: Client, hire: Hire
):
    hire("director")
    asked = {"username": "Orlova@Rusnet.example", "password": PASSWORD, "next": "/profile"}
    answer = client.post(SIGN_IN, asked)
    assert (answer.status_code, answer["Location"]) == (302, "/profile")
    assert "Директор" in client.get("/profile").content.decode()


def test_sign_in_does_not_lead_to_foreign_places(client: Client, hire: Hire):
    hire()
    asked = {"username": "orlova@rusnet.example", "password": PASSWORD}
    answer = client.post(SIGN_IN, asked | {"next": "https://evil.example/"})
    assert answer["Location"] == settings.LOGIN_REDIRECT_URL


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("orlova@rusnet.example", "wrong"),
        ("nobody@rusnet.example", PASSWORD),
        ("orlova", PASSWORD),
        ("", ""),
        ("orlova@rusnet.example\x00", PASSWORD),
        ("a" * 300 + "@rusnet.example", PASSWORD),
    ],
)
def test_a_wrong_try_is_answered_and_stays_outside(
    client: Client, hire: Hire, email: str, password: str
):
    hire()
    assert sign_in(client, email, password) in (200, 422)
    assert client.get("/profile").status_code == 302


def test_a_closed_account_does_not_open(client: Client, hire: Hire):
    person = hire()
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(client, person.email) != 302


def test_who_guesses_from_elsewhere_shuts_nobody_out_behind_a_proxy(
    client: Client, hire: Hire, settings: Settings
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    person = hire()
    data = {"username": person.email, "password": "guessed"}
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        client.post(SIGN_IN, data, headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.66"})
    data["password"] = PASSWORD
    assert client.post(SIGN_IN, data, headers={"X-Forwarded-For": "192.0.2.66"}).status_code != 302
    assert client.post(SIGN_IN, data, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 302


def test_guessing_is_stopped_with_a_friendly_word_in_russian(client: Client, hire: Hire):
    person = hire()
    for _try in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, person.email, "wrong")
    answer = client.post(SIGN_IN, {"username": person.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Слишком много попыток" in answer.content.decode()


def test_who_is_locked_out_of_one_account_may_still_use_another(client: Client, hire: Hire):
    person, other = hire(), hire(email="belov@rusnet.example")
    for _try in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, person.email, "wrong")
    assert sign_in(client, other.email) == 302


def test_signing_out_takes_a_button_not_a_link(client: Client, hire: Hire):
    person = hire()
    sign_in(client, person.email)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/profile").status_code == 302


def test_russian_comes_first_whatever_the_browser_prefers(client: Client, db: None):
    page = client.get(SIGN_IN, headers={"Accept-Language": "en-US,en"}).content.decode()
    assert 'lang="ru"' in page
    assert "Войти" in page


def test_pages_speak_the_persons_language_and_the_switch_wins(client: Client, hire: Hire):
    person = hire("director", language="en")
    sign_in(client, person.email)
    assert "New password" in client.get("/profile").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    assert "Новый пароль" in client.get("/profile").content.decode()


def test_a_language_chosen_in_the_profile_is_the_persons_own(client: Client, hire: Hire):
    person = hire()
    sign_in(client, person.email)
    assert client.post("/profile/language", {"language": "en"}).status_code == 302
    person.refresh_from_db()
    assert person.language == "en"
    assert "New password" in client.get("/profile").content.decode()
    assert client.post("/profile/language", {"language": "xx"}).status_code == 422


def test_a_new_password_keeps_this_browser_signed_in_and_no_other(client: Client, hire: Hire):
    person, elsewhere = hire(), Client()
    sign_in(client, person.email)
    sign_in(elsewhere, person.email)
    new = "совсем-новый-пароль"
    asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/profile/password", asked).status_code == 302
    assert client.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    assert sign_in(elsewhere, person.email, new) == 302


def test_a_new_password_needs_the_old_one_and_strength(client: Client, hire: Hire):
    person = hire()
    sign_in(client, person.email)
    for old, new in (("wrong", "совсем-новый-пароль"), (PASSWORD, "123")):
        asked = {"old_password": old, "new_password1": new, "new_password2": new}
        assert client.post("/profile/password", asked).status_code == 422
