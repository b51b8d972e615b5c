"""What a contract says: complete or with its gaps named, and the same for ever once signed."""

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pytest_django import Settings

from tests.requests.desk import BARE, Desk, data_of
from turnup.contracts.details import ContractDetails, schema_for
from turnup.contracts.models import Contract, ContractText
from turnup.contracts.paper_actions import (
    attach_scan,
    draft_protocol,
    make_contract,
    make_contract_docx,
    make_duties,
    make_protocol,
    seal_contract,
)
from turnup.contracts.queries import (
    check_signed,
    dispute_rows,
    latest_text,
    our_wording,
    standing_contract,
    standing_explanation,
    standing_settlement,
    standing_signature,
)
from turnup.contracts.text_actions import draft_dispute, fill_contract
from turnup.orders.models import Order
from turnup.orders.refusals import Overtaken
from turnup.papers.models import CompanyDetails, Paper
from turnup.papers.previews import page_count, page_png
from turnup.papers.queries import content_of
from turnup.papers.seal import is_sealed
from turnup.papers.typeset import source_hash
from turnup.standard.refusals import BadField, GateClosed

WHOLE: dict[str, Any] = {
    "signatory": "Воронцова Ольга Николаевна",
    "signatory_post": "Генеральный директор",
    "legal_address": "248003, г. Калуга, ул. Болдина, д. 67",
    "ogrn": "1024000999990",
}
SIGN = (
    "contract_signed_by_customer",
    "contract_signed_by_director",
    "contract_signed_by_technical_director",
)
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\0\0\0\0" + b"\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def order(desk: Desk) -> Order:
    said = {"contract_drafted": {"details": None}}
    return desk.take_open(desk.open(customer=BARE), until="duties_explained", **said)


def contract_of(order: Order) -> Contract:
    found = standing_contract(order.id)
    assert found is not None
    return found


def text_of(order: Order) -> ContractText:
    found = latest_text(contract_of(order))
    assert found is not None
    return found


def fill(desk: Desk, order: Order, **said: Any) -> ContractText:
    return fill_contract(
        order_id=order.id,
        actor=desk.company.staff["account_manager"],
        at=desk.company.now,
        details=ContractDetails(**{**WHOLE, **said}).model_dump(),
    )


def sign(desk: Desk, order: Order) -> None:
    desk.take(order, "duties_explained")
    for step in SIGN:
        desk.take(order, step)


def test_a_draft_names_what_it_lacks(desk: Desk, order: Order) -> None:
    text = text_of(order)
    assert text.missing == ["subscriber.legal_address", "subscriber.ogrn", "subscriber.signatory"]
    assert text.data["project"] is True
    assert "⟦кто подписывает за абонента⟧" in text.data["preamble"]
    assert ["ОГРН", "⟦ОГРН⟧"] in text.data["sides"][1]["rows"]


def test_the_contract_is_complete_once_it_is_filled_in(desk: Desk, order: Order) -> None:
    text = fill(desk, order)
    assert (text.missing, text.revision, text.data["project"]) == ([], 1, False)
    assert (
        "генерального директора Воронцовой Ольги Николаевны, действующей" in (text.data["preamble"])
    )
    assert "⟦" not in str(text.data)
    assert text.sha256 == source_hash(text.data)


def test_a_persons_contract_asks_for_birth_and_document(desk: Desk) -> None:
    person = {"kind": "person", "name": "Петров Иван Сергеевич", "email": "p@example.com"}
    said = {"contract_drafted": {"details": None}}
    order = desk.take_open(desk.open(customer=person), until="duties_explained", **said)
    assert text_of(order).missing == [
        "subscriber.birth_date",
        "subscriber.birth_place",
        "subscriber.identity_document",
    ]
    text = fill(
        desk,
        order,
        signatory="",
        signatory_post="",
        ogrn="",
        legal_address="",
        birth_date="1980-05-17",
        birth_place="г. Калуга",
        identity_document="паспорт 29 05 123456",
    )
    assert text.missing == []
    assert "17.05.1980" in text.data["preamble"]
    codes = {row["code"] for section in text.data["sections"] for row in section["clauses"]}
    assert "liability_access_person" in codes
    assert "subscriber_users" not in codes


def test_the_form_asks_only_what_the_card_lacks(desk: Desk, order: Order) -> None:
    asked = schema_for(Order.objects.select_related("customer").get(pk=order.id).customer)
    assert {"signatory", "ogrn", "legal_address"} <= set(asked["properties"])
    assert not {"inn", "birth_date", "identity_document"} & set(asked["properties"])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ogrn": "1024000999991"}, "ogrn"),
        ({"inn": "7707049380"}, "inn"),
        ({"until": "2020-01-01"}, "until"),
        ({"signatory_ground": "power_of_attorney"}, "signatory_document"),
    ],
)
def test_a_requisite_that_cannot_be_is_refused(
    desk: Desk, order: Order, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadField) as fault:
        fill(desk, order, **said)
    assert fault.value.params["field"] == field


def test_what_the_program_declines_wrongly_is_said_by_hand(desk: Desk, order: Order) -> None:
    text = fill(
        desk,
        order,
        signatory_genitive="управляющей Воронцовой О. Н.",
        operator_genitive="директора Соколова А. М.",
    )
    assert "в лице управляющей Воронцовой О. Н." in text.data["preamble"]
    assert "в лице директора Соколова А. М." in text.data["preamble"]


def test_sums_speeds_and_discounts_are_written_out(desk: Desk) -> None:
    said = {"terms_proposed": {"monthly_fee": "4500.00", "discount_percent": "10"}}
    order = desk.take_open(desk.open(), until="contract_drafted", **said)
    desk.take(order, "contract_drafted")
    rows = dict(text_of(order).data["terms"])
    assert rows["Абонентская плата в месяц"] == (
        "4\u00a0050,00\u00a0руб. (Четыре тысячи пятьдесят рублей 00 копеек)"
    )
    assert rows["Скидка"].startswith("10\u00a0% от 4\u00a0500,00")
    kbit = contract_of(order).terms.speed_down_kbit
    assert rows["Скорость к Абоненту"] == f"до {kbit // 1000}\u00a0Мбит/с"


def test_a_signature_names_the_text_it_is_under(desk: Desk, order: Order) -> None:
    text = fill(desk, order)
    sign(desk, order)
    signature = standing_signature(order.id, "director")
    assert signature is not None
    assert (signature.text_id, signature.text_sha256) == (text.id, text.sha256)
    assert data_of(order, "contract_signed_by_director")["text_sha256"] == text.sha256


def test_a_signed_contract_is_not_written_anew(desk: Desk, order: Order) -> None:
    fill(desk, order)
    sign(desk, order)
    with pytest.raises(BadField, match="signed paper never changes"):
        fill(desk, order, signatory_post="Директор")
    desk.take(order, "contract_withdrawn")
    desk.take(order, "contract_drafted", details=None)
    assert text_of(order).details["ogrn"] == WHOLE["ogrn"], "what was said is not asked twice"
    assert text_of(order).missing == []


def test_the_seal_stands_behind_the_very_bytes_that_were_signed(desk: Desk, order: Order) -> None:
    text = fill(desk, order)
    before = content_of(make_contract(text=text, actor=None, at=desk.company.now).file)
    assert seal_contract(contract=contract_of(order), at=desk.company.now) is None
    sign(desk, order)
    sealed = seal_contract(contract=contract_of(order), at=desk.company.now)
    assert sealed is not None
    content = content_of(sealed.file)
    assert content.startswith(before)
    assert is_sealed(content)
    assert seal_contract(contract=contract_of(order), at=desk.company.now) == sealed
    assert check_signed() == (3, [])


@pytest.mark.parametrize("step", SIGN)
def test_nobody_signs_a_contract_that_lacks_something(desk: Desk, order: Order, step: str) -> None:
    desk.take(order, "duties_explained")
    with pytest.raises(GateClosed) as closed:
        desk.take(order, step)
    assert closed.value.code == "gate.contract_missing"
    (lacking,) = closed.value.missing
    assert lacking.title["ru"] == (
        "Сведения об абоненте: юридический адрес, ОГРН или ОГРНИП, кто подписывает"
        " — заполнить: дополнение договора"
    )
    assert lacking.role == "account_manager"
    assert standing_signature(order.id, step.removeprefix("contract_signed_by_")) is None
    fill(desk, order)
    desk.take(order, step)


def test_what_the_company_itself_lacks_keeps_everybody_from_signing(
    desk: Desk, order: Order
) -> None:
    CompanyDetails.objects.update(licence="")
    fill(desk, order)
    desk.take(order, "duties_explained")
    with pytest.raises(GateClosed) as closed:
        desk.take(order, "contract_signed_by_director")
    assert [one.role for one in closed.value.missing] == ["director"]


def test_the_examples_alone_make_a_whole_contract_of_any_customer(desk: Desk) -> None:
    for customer in (BARE, {"kind": "person", "name": "Петров Иван Сергеевич"}):
        order = desk.take_open(desk.open(customer=customer), until="duties_explained")
        assert text_of(order).missing == []
        sign(desk, order)


def test_a_contract_of_a_company_keeps_no_passport_of_the_example(desk: Desk) -> None:
    order = desk.take_open(desk.open(customer=BARE), until="duties_explained")
    assert not {"birth_date", "identity_document", "inn"} & text_of(order).details.keys()
    assert "identity_document" not in data_of(order, "contract_drafted")["details"]


def test_a_contract_drawn_up_outside_has_no_text_and_is_signed(desk: Desk) -> None:
    said = {"contract_drafted": {"outside": True, "details": None}}
    order = desk.take_open(desk.open(customer=BARE), until="duties_explained", **said)
    assert latest_text(contract_of(order)) is None
    sign(desk, order)
    assert seal_contract(contract=contract_of(order), at=desk.company.now) is None


def test_verify_sees_a_paper_that_is_not_what_was_signed(desk: Desk, order: Order) -> None:
    text = fill(desk, order)
    sign(desk, order)
    kept = make_contract(text=text, actor=None, at=desk.company.now)
    Paper.objects.create(
        kind="contract_sealed",
        number=kept.number,
        revision=kept.revision,
        order=order.id,
        file=make_contract_docx(text=text, actor=None, at=desk.company.now).file,
        made_at=desk.company.now,
        source_sha256=text.sha256,
    )
    _checked, faults = check_signed()
    assert {one.fault for one in faults} == {"the sealed paper is not the one that was signed"}


def test_papers_are_made_once_and_are_pages_to_look_at(desk: Desk, order: Order) -> None:
    text = fill(desk, order)
    first = make_contract(text=text, actor=None, at=desk.company.now)
    assert make_contract(text=text, actor=None, at=desk.company.now) == first
    pdf = content_of(first.file)
    assert page_count(pdf) == 4
    assert page_png(pdf, 1, 600).startswith(b"\x89PNG")
    assert first.source_sha256 == text.sha256


def test_the_docx_says_what_the_pdf_says(desk: Desk, order: Order) -> None:
    text = fill(desk, order)
    kept = make_contract_docx(text=text, actor=None, at=desk.company.now)
    lines = [p.text for p in Document(io.BytesIO(content_of(kept.file))).paragraphs]
    for number, clause in our_wording(contract_of(order)).items():
        assert f"{number}. {clause}" in lines


def test_the_protocol_grows_row_by_row_until_it_is_settled(desk: Desk, order: Order) -> None:
    fill(desk, order)
    clauses = [{"clause": "5.3", "theirs": "20 дней"}, {"clause": "8.2"}]
    desk.take(order, "clauses_disputed", clauses=clauses)
    lawyer, manager = (desk.company.staff[role] for role in ("lawyer", "account_manager"))

    def keep(actor: Any, clause: str, seen: int, **said: str) -> None:
        given = {"theirs": "20 дней", "agreed": "15 дней", **said}
        draft_dispute(
            order_id=order.id, actor=actor, at=desk.company.now, clause=clause, seen=seen, **given
        )

    keep(lawyer, "5.3", 0)
    with pytest.raises(Overtaken):
        keep(manager, "5.3", 0, agreed="12 дней")
    keep(manager, "5.3", 1, agreed="14 дней")
    with pytest.raises(BadField):
        keep(lawyer, "1.1", 0)
    rows = dispute_rows(contract_of(order))
    assert [(r.clause, r.agreed, r.version) for r in rows] == [
        ("5.3", "14 дней", 2),
        ("8.2", "", 0),
    ]
    assert rows[0].ours.startswith("Расчётный период")
    assert draft_protocol(text=text_of(order), docx=False).startswith(b"%PDF")
    assert draft_protocol(text=text_of(order), docx=True).startswith(b"PK")
    keep(lawyer, "8.2", 0, agreed="В нашей редакции", theirs="не взимается")
    settle = [
        {"clause": r.clause, "ours": r.ours, "theirs": r.theirs, "agreed": r.agreed}
        for r in dispute_rows(contract_of(order))
    ]
    desk.take(order, "disputes_settled", clauses=settle, summary=None)
    settlement = standing_settlement(order.id)
    assert settlement is not None
    for docx in (False, True):
        kept = make_protocol(
            text=text_of(order), settlement=settlement, actor=None, at=desk.company.now, docx=docx
        )
        assert kept.file.name.startswith("Протокол разногласий")


def test_the_duties_are_a_sheet_with_the_clauses_themselves(desk: Desk, order: Order) -> None:
    fill(desk, order)
    desk.take(order, "duties_explained")
    told = standing_explanation(order.id)
    assert told is not None
    kept = make_duties(text=text_of(order), explanation=told, actor=None, at=desk.company.now)
    assert page_count(content_of(kept.file)) == 1


def test_a_scan_is_kept_beside_the_customers_signature(desk: Desk, order: Order) -> None:
    fill(desk, order)
    sign(desk, order)
    mine = standing_signature(order.id, "customer")
    other = standing_signature(order.id, "director")
    assert mine is not None
    assert other is not None
    manager = desk.company.staff["account_manager"]
    kept = attach_scan(
        signature=mine, content=PNG, name="../скан\u202egnp.exe", actor=manager, at=desk.company.now
    )
    assert kept.paper.file.name == "сканgnp.exe.png"
    assert kept.paper.source_sha256 == mine.text_sha256
    for signature, content in (
        (other, PNG),
        (mine, b"<svg/>"),
        (mine, b"PK\x03\x04word/document.xml"),
    ):
        with pytest.raises(BadField):
            attach_scan(
                signature=signature, content=content, name="x", actor=manager, at=desk.company.now
            )
