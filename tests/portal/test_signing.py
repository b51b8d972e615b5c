"""Signing by the link: the code, the drawing, the sheet; and what is refused without a loss."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.portal.guests import Guests, Visitor, drawing
from tests.requests.desk import BARE
from turnup.contracts.queries import check_signed
from turnup.messages import post
from turnup.orders.models import JournalEntry, Order
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.people.actor import CUSTOMERS
from turnup.portal import deliver
from turnup.portal.models import Letter, LinkSignature, SigningCode

DUTIES = ("connection_payment", "recurring_fee", "due_dates", "disconnection_conditions")
NAME = "Воронцова Ольга Николаевна"


def acknowledged(guests: Guests) -> tuple[Order, Visitor]:
    order = guests.to_sign()
    visitor = guests.visitor(order)
    assert visitor.post("/steps/duties_explained", name=NAME, **dict.fromkeys(DUTIES, "on"))
    return order, visitor


def stands(order: Order, step: str = "contract_signed_by_customer") -> bool:
    order.refresh_from_db()
    return step in order.card["standing"]


def test_a_duty_that_is_not_ticked_is_named(guests: Guests) -> None:
    order = guests.to_sign()
    visitor = guests.visitor(order)
    three = dict.fromkeys(DUTIES[:3], "on")
    answer = visitor.post("/steps/duties_explained", name=NAME, **three)
    assert answer.status_code == 422
    assert not stands(order, "duties_explained")


def test_the_contract_is_signed_with_code_and_drawing(guests: Guests) -> None:
    order, visitor = acknowledged(guests)
    assert visitor.sign().status_code == 302
    assert stands(order)
    entry = JournalEntry.objects.get(order=order, step="contract_signed_by_customer")
    assert (entry.actor_id, entry.role, entry.door) == (CUSTOMERS, "customer", "link")
    made = LinkSignature.objects.get()
    assert content_of(made.picture.file).startswith(b"\x89PNG")
    sheet = Paper.objects.get(kind="signing_sheet", order=order.id)
    assert content_of(sheet.file).startswith(b"%PDF")
    assert check_signed() == (1, [])
    page = visitor.page()
    assert "Лист подписания" in page
    assert visitor.get(f"/papers/{sheet.id}").status_code == 200


def test_a_code_works_once(guests: Guests) -> None:
    _order, visitor = acknowledged(guests)
    visitor.sign()
    assert SigningCode.objects.get().used_at is not None
    answer = visitor.post("/signature", signatory=NAME, ground="charter", code=visitor.code())
    assert answer.status_code in (409, 422)
    assert LinkSignature.objects.count() == 1


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("пустое", {"drawing": ""}),
        ("пустое", {"drawing": drawing(ink=False)}),
        ("не дошёл", {"drawing": "data:image/svg+xml;base64,PHN2Zy8+"}),
        ("не дошёл", {"drawing": "data:image/png;base64,AAAA"}),
        ("не дошёл", {"drawing": "data:image/png;base64," + "A" * 500_000}),
        ("Код неверный", {"code": "12345"}),
        ("", {"signatory": ""}),
        ("", {"ground": "бабушка"}),
        ("документ", {"ground": "power_of_attorney", "document": ""}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_signed(
    guests: Guests, fault: str, changes: dict[str, str]
) -> None:
    order, visitor = acknowledged(guests)
    answer = visitor.sign(**changes)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not stands(order)
    assert not Paper.objects.filter(kind__in=("drawn_signature", "signing_sheet")).exists()


def test_five_wrong_codes_end_a_code(guests: Guests) -> None:
    order, visitor = acknowledged(guests)
    visitor.post("/code")
    right = visitor.code()
    wrong = "000000" if right != "000000" else "111111"
    given = {"signatory": NAME, "ground": "charter", "drawing": drawing()}
    for _n in range(5):
        assert visitor.post("/signature", code=wrong, **given).status_code == 422
    assert visitor.post("/signature", code=right, **given).status_code == 422
    assert not stands(order)


def test_a_code_ends_after_a_quarter_of_an_hour(guests: Guests) -> None:
    order, visitor = acknowledged(guests)
    visitor.post("/code")
    SigningCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    given = {"signatory": NAME, "ground": "charter", "drawing": drawing()}
    assert visitor.post("/signature", code=visitor.code(), **given).status_code == 422
    assert not stands(order)


def test_codes_are_few_an_hour(guests: Guests) -> None:
    _order, visitor = acknowledged(guests)
    told = [visitor.post("/code").content.decode() for _n in range(6)]
    assert "слишком много" not in told[4]
    assert "слишком много" in told[5]
    assert SigningCode.objects.count() == 5


def test_a_text_changed_after_the_code_is_not_signed(guests: Guests) -> None:
    order, visitor = acknowledged(guests)
    visitor.post("/code")
    SigningCode.objects.update(text_sha256="0" * 64)
    given = {"signatory": NAME, "ground": "charter", "drawing": drawing()}
    answer = visitor.post("/signature", code=visitor.code(), **given)
    assert "изменился" in answer.content.decode()
    assert not stands(order)


def test_an_incomplete_contract_waits_for_the_manager(guests: Guests) -> None:
    order = guests.until("duties_explained", {"contract_drafted": {"details": None}}, customer=BARE)
    visitor = guests.visitor(order)
    visitor.post("/steps/duties_explained", name=NAME, **dict.fromkeys(DUTIES, "on"))
    assert "Менеджер дополняет договор" in visitor.page()
    assert visitor.sign(code="123456").status_code == 422
    assert not stands(order)


def test_disputed_clauses_go_to_the_lawyer_and_the_signature_waits(guests: Guests) -> None:
    order, visitor = acknowledged(guests)
    said = {"clause": ["3.2", "5.1"], "theirs": ["в течение 20 дней", "по согласованию"]}
    assert visitor.post("/disagreements", **said).status_code == 302
    assert "disputes_settled" in guests.office.opened(order)
    assert "Подпишите договор" not in visitor.page()
    lawyers = guests.office["lawyer"].get(f"/orders/{order.number}/disagreements")
    assert "в течение 20 дней" in lawyers.content.decode()


def test_no_letter_keeps_the_code(guests: Guests, settings: Settings) -> None:
    _order, visitor = acknowledged(guests)
    visitor.post("/code")
    letter = Letter.objects.get()
    assert visitor.code() not in letter.body + letter.subject
    settings.SMTP_URL = "smtp://mail.invalid"
    sent: list[str] = []

    def taken(*, url: str, mail: SimpleNamespace, public_url: str) -> None:
        sent.append(mail.body)

    deliver_with(taken, letter.pk)
    assert visitor.code() in sent[0]
    letter.refresh_from_db()
    assert letter.sent_at


def deliver_with(taken: object, letter_pk: int) -> None:
    """Deliver a letter to a mail server of the test's own."""
    kept = post.send_mail
    post.send_mail = taken  # type: ignore[assignment]  # the outside world, not our own code
    try:
        deliver.deliver_letter(letter_pk)
    finally:
        post.send_mail = kept


def test_without_a_mail_server_the_manager_tells_the_code(guests: Guests) -> None:
    order, visitor = acknowledged(guests)
    visitor.post("/code")
    deliver.deliver_letter(Letter.objects.get().pk)
    assert "no mail server" in Letter.objects.get().failure
    page = guests.office["account_manager"].get(f"/orders/{order.number}/link")
    assert visitor.code() in page.content.decode()
