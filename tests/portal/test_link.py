"""The customer's link: what it opens, to whom, for how long; and what it never shows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.portal.guests import Guests
from turnup.customers.forgetting import forget_customer
from turnup.orders.models import JournalEntry, Order
from turnup.papers.models import Paper
from turnup.people.actor import CUSTOMERS
from turnup.people.models import Person
from turnup.portal import guest as door
from turnup.portal.actions import revoke_link
from turnup.portal.models import CallBack, CustomerLink, Letter, LinkVisit
from turnup.surveys.paper_actions import issue_estimate

WRONG = "A" * 43


def test_the_page_shows_where_the_order_stands_and_what_is_needed(guests: Guests) -> None:
    visitor = guests.visitor(guests.until("terms_agreed"))
    page = visitor.page()
    assert "Нужно от вас сейчас" in page
    assert "Скорость не ниже 50 Мбит/с" in page
    assert "Запрос и предварительные условия" in page
    assert LinkVisit.objects.filter(link=visitor.link).count() == 1


def test_the_customer_accepts_the_proposal_as_the_customer(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    visitor = guests.visitor(order)
    assert visitor.post("/steps/terms_agreed", name="Мария Иванова").status_code == 302
    entry = JournalEntry.objects.get(order=order, step="terms_agreed")
    assert (entry.role, entry.door, entry.actor_id) == ("customer", "link", CUSTOMERS)
    assert "Спасибо: условия согласованы" in visitor.page()


def test_the_principal_of_the_links_signs_in_nowhere(guests: Guests) -> None:
    guests.visitor(guests.until("terms_agreed"))
    principal = Person.objects.get(pk=CUSTOMERS)
    assert not principal.is_active
    assert not principal.has_usable_password()


def test_a_link_moves_no_step_that_is_not_the_customers(guests: Guests) -> None:
    order = guests.until("survey_requested")
    visitor = guests.visitor(order)
    for step in ("survey_requested", "order_cancelled", "waiver_granted", "money_received"):
        assert visitor.post(f"/steps/{step}", name="Мария").status_code == 404
    order.refresh_from_db()
    assert "survey_requested" not in order.card["standing"]


def test_only_the_hash_of_a_token_is_kept(guests: Guests) -> None:
    visitor = guests.visitor(guests.until("terms_agreed"))
    kept = CustomerLink.objects.values().get()
    assert visitor.token not in str(kept)
    assert len(visitor.token) == 43  # 256 bits
    assert len(bytes(kept["nonce"])) == 16  # of which 128 are random


def gone(answer: Any) -> str:
    text: str = answer.content.decode()
    assert answer.status_code == 404
    return re.sub(r'csrf[^"]*" (value|content)="\w+"|href="/c/[^"]*"', "", text)


def test_wrong_ended_and_revoked_links_look_alike(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    ended = guests.visitor(order, at=timezone.now() - timedelta(days=400))
    answer_ended = gone(ended.get())
    revoked = guests.visitor(order)
    revoke_link(link=revoked.link, actor=guests.office.staff["account_manager"], at=timezone.now())
    answers = [gone(Client().get(f"/c/{WRONG}")), answer_ended, gone(revoked.get())]
    assert len(set(answers)) == 1
    assert "Эта ссылка ничего не открывает" in answers[0]


def test_a_link_made_anew_ends_the_one_before(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    first, second = guests.visitor(order), guests.visitor(order)
    assert first.get().status_code == 404
    assert second.get().status_code == 200
    assert CustomerLink.objects.filter(order=order, revoked_at=None).count() == 1


def test_guessing_is_slowed_down(guests: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "WRONG_TRIES", 3)
    client = Client()
    seen = [client.get(f"/c/{WRONG[:-1]}{n}").status_code for n in range(5)]
    assert seen == [404, 404, 404, 429, 429]
    visitor = guests.visitor(guests.until("terms_agreed"))
    assert visitor.get().status_code == 200  # the right link still opens from there


def test_one_link_is_no_program(guests: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "VISITS", 2)
    visitor = guests.visitor(guests.until("terms_agreed"))
    answers = [visitor.get() for _n in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"]


@pytest.mark.parametrize("path", ["", "/contract", "/proposal", "/papers", "/nothing/at/all"])
def test_every_answer_stays_out_of_caches_engines_and_referrers(guests: Guests, path: str) -> None:
    for answer in (
        guests.visitor(guests.until("terms_agreed")).get(path),
        Client().get(f"/c/{WRONG}{path}"),
    ):
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"


def test_another_orders_paper_is_not_there(guests: Guests) -> None:
    mine, other = guests.until("duties_explained"), guests.until("duties_explained")
    visitor, stranger = guests.visitor(mine), guests.visitor(other)
    assert visitor.get("/contract").content.startswith(b"%PDF")
    paper = Paper.objects.get(kind="contract", order=mine.id)
    assert visitor.get(f"/papers/{paper.id}").status_code == 200
    assert stranger.get(f"/papers/{paper.id}").status_code == 404


def test_inner_papers_are_not_the_customers(guests: Guests) -> None:
    order = guests.until("duties_explained")
    now, engineer = timezone.now(), guests.office.staff["noc_head"]
    estimate = issue_estimate(order_id=order.id, actor=engineer, at=now)
    visitor = guests.visitor(order)
    assert visitor.get(f"/papers/{estimate.id}").status_code == 404
    assert "Смета" not in visitor.page()


def test_nothing_of_anybody_else_is_shown(guests: Guests) -> None:
    other = guests.until("terms_agreed", customer={"kind": "company", "name": "ООО «Чужие»"})
    page = guests.visitor(guests.until("terms_agreed")).page()
    assert "Чужие" not in page
    assert f"№ {other.number}" not in page


def test_a_name_is_text_and_no_program(guests: Guests) -> None:
    evil = "<script>alert(1)</script> & «Ко»"
    order = guests.until(
        "terms_agreed",
        customer={"kind": "company", "name": evil, "phone": "+7 4842 57-12-34"},
        items=["<img src=x onerror=alert(2)>"],
    )
    visitor = guests.visitor(order)
    page = visitor.page()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    answer = visitor.post("/steps/terms_agreed", name="<b>Мария</b>" + "я" * 300)
    assert answer.status_code == 422
    assert "<b>Мария" not in answer.content.decode()


@pytest.mark.parametrize("name", ["", "а" * 5000, "Мария\x00", "\u202eяирам", "\ud800"])
def test_a_name_that_cannot_be_is_refused_in_words(guests: Guests, name: str) -> None:
    order = guests.until("terms_agreed")
    visitor = guests.visitor(order)
    data = name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = visitor.post("/steps/terms_agreed", name=data)
    order.refresh_from_db()
    if "terms_agreed" in order.card["standing"]:
        assert data.isprintable()
        assert data.strip()
    else:
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


def test_an_order_that_moved_on_is_told(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    visitor = guests.visitor(order)
    answer = visitor.post("/steps/terms_agreed", name="Мария", _version=str(order.version - 1))
    assert answer.status_code in (409, 422)
    assert not JournalEntry.objects.filter(order=order, step="terms_agreed").exists()


def test_the_page_speaks_the_customers_language(guests: Guests) -> None:
    customer = {"kind": "company", "name": "Acme", "phone": "+74842571234", "language": "en"}
    visitor = guests.visitor(guests.until("terms_agreed", customer=customer))
    assert "Needed from you now" in visitor.page()


def test_a_call_is_asked_for_and_settled(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    visitor = guests.visitor(order)
    assert visitor.post("/call", phone="12", wish="").status_code == 422
    assert visitor.post("/call", phone="+7 4842 57-12-34", wish="после 15").status_code == 302
    manager = guests.office["account_manager"]
    path = f"/orders/{order.number}/link"
    assert "после 15" in manager.get(path).content.decode()
    manager.post(f"{path}/call", {})
    assert "после 15" not in manager.get(path).content.decode()


def test_a_link_is_its_leads_to_make(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    path = f"/orders/{order.number}/link"
    assert guests.office["installer"].get(path).status_code == 403
    assert guests.office["account_manager"].post(path, {}).status_code == 302
    assert "/c/" in guests.office["account_manager"].get(path).content.decode()
    Order.objects.filter(pk=order.pk).update(lead=guests.office.staff["owner"].id)
    assert guests.office["account_manager"].get(path).status_code == 404


def test_a_forgotten_customers_link_opens_nothing_and_keeps_no_trace(guests: Guests) -> None:
    order = guests.until("terms_agreed")
    visitor = guests.visitor(order)
    visitor.post("/call", phone="+7 4842 57-12-34", wish="после 15")
    guests.office.record(order, "order_cancelled")
    forget_customer(
        customer=order.customer,
        actor=guests.office.staff["commercial_head"],
        at=timezone.now(),
        ground="по заявлению",
    )
    assert visitor.get().status_code == 404
    assert not CallBack.objects.exists()
    assert set(LinkVisit.objects.values_list("address", "agent")) == {(None, "")}


def test_whose_turn_has_come_is_told_once_by_a_letter(guests: Guests, settings: Settings) -> None:
    settings.SMTP_URL = "smtp://mail.invalid"
    order = guests.until("terms_proposed")
    guests.office.record(order, "terms_proposed")
    visitor = guests.visitor(order)
    guests.office.record(order, "brief_answered")
    guests.office.record(order, "note_added", text="Звонил")
    letter = Letter.objects.get(purpose="turn")
    assert letter.link == visitor.link
    assert "нужно принять предложение" in letter.body
    assert visitor.token not in letter.body
