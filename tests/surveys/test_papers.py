"""The papers of stage 2: acts, estimates, refusals; numbers, contents, and pictures in them."""

import io
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from PIL import Image

from tests.requests.desk import Desk
from turnup.catalog.models import VatRate
from turnup.catalog.rusnet import load_price_list
from turnup.orders.models import Order
from turnup.papers.models import Paper
from turnup.papers.queries import content_of
from turnup.standard.refusals import BadField
from turnup.surveys.models import Estimate, RefusalLetter, SurveyPhoto
from turnup.surveys.paper_actions import issue_act, issue_estimate, issue_refusal
from turnup.surveys.photo_actions import add_photos
from turnup.surveys.templating import proposed_lines


def text_of(paper: Paper) -> str:
    document = pypdfium2.PdfDocument(content_of(paper.file))
    return " ".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", " ")


def photo(colour: str = "navy", size: tuple[int, int] = (640, 480)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.take_open(desk.open(), until="survey_done")


def issued(desk: Desk, order: Order) -> Paper:
    actor = desk.company.staff["survey_engineer"]
    return issue_act(order_id=order.id, actor=actor, at=desk.company.now)


def test_the_act_tells_evidence_readings_and_verdict(desk: Desk, order: Order) -> None:
    actor = desk.company.staff["survey_engineer"]
    files = [("вид с крыши.jpg", photo()), ("щит.jpg", photo("maroon", (480, 640)))]
    add_photos(order=order, actor=actor, at=desk.company.now, files=files, kind="photo")
    desk.take(
        order,
        "survey_done",
        technology="radio",
        readings={"distance_km": "2.4", "signal_dbm": "-71", "margin_db": "14.5"},
        checks={"sight": "yes", "roof_permit": "no", "lightning": "unknown"},
        latitude="54.513700",
        longitude="36.261200",
        permits_needed=True,
    )
    paper = issued(desk, order)
    text = text_of(paper)
    assert paper.number == "ТЭ-2026-0001"
    for said in ("ТЭ-2026-0001", "2 марта 2026 г.", "−65 … −50", "вне обычного"):
        assert said in text
    assert "Подключение технически возможно" in text
    assert "имеется" in text
    assert "54.513700, 36.261200" in text
    assert SurveyPhoto.objects.filter(order=order, survey__isnull=False).count() == 2
    assert issued(desk, order) == paper


def test_there_is_no_act_without_a_result(desk: Desk, order: Order) -> None:
    with pytest.raises(BadField):
        issued(desk, order)


def test_an_annulled_survey_gets_an_act_of_its_own(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_done")
    first = issued(desk, order)
    desk.take(order, "survey_annulled")
    desk.take_open(order, until="estimate_made")
    assert issued(desk, order).number == "ТЭ-2026-0002" != first.number


@pytest.fixture
def priced(desk: Desk) -> None:
    load_price_list(at=desk.company.now, since=date(2026, 1, 1))


def test_the_template_takes_its_quantities_from_the_readings(priced: None) -> None:
    readings = {"cable_m": "41.5", "holes": "2"}
    lines = proposed_lines("lan", readings, detailed=False, day=date(2026, 3, 2))
    quantities = {line["item"]: line["quantity"] for line in lines}
    assert quantities["utp-indoor"] == "46"  # 41.5 m and a tenth to spare, in whole metres
    assert quantities["work-cable-indoor"] == "42"
    assert quantities["work-drill"] == "2"
    assert "trunking" not in quantities  # nobody measured any
    detailed = proposed_lines("lan", readings, detailed=True, day=date(2026, 3, 2))
    assert {"sfp", "switch-8"} <= {line["item"] for line in detailed}
    assert proposed_lines("any", {}, detailed=True, day=date(2026, 3, 2)) == []


def test_an_estimate_has_the_tax_of_the_day_of_service(
    desk: Desk, order: Order, priced: None
) -> None:
    desk.take(order, "survey_done")
    lines = [
        {"item": "radio-cpe", "quantity": "1"},
        {"item": "ftp-outdoor", "quantity": "33"},
        {"item": "fee-registration", "quantity": "1"},
    ]
    desk.take(order, "estimate_made", lines=lines, service_date="2025-12-30")
    estimate = Estimate.objects.get(order=order)
    rows = list(estimate.lines.values_list("amount", "vat_percent", "vat_amount"))
    assert rows[0] == (Decimal(11800), Decimal(20), Decimal("1966.67"))
    assert rows[1] == (Decimal(2046), Decimal(20), Decimal("341.00"))
    assert rows[2] == (Decimal(1000), None, Decimal(0))
    head = desk.company.staff["noc_head"]
    paper = issue_estimate(order_id=order.id, actor=head, at=desk.company.now)
    text = text_of(paper)
    assert "14 846,00" in text.replace("\u00a0", " ")
    assert "2 307,67" in text.replace("\u00a0", " ")
    assert "Четырнадцать тысяч восемьсот сорок шесть рублей 00 копеек" in text


def test_a_day_without_a_known_rate_is_refused(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_done")
    assert not VatRate.objects.filter(valid_from__lt=date(2019, 1, 1)).exists()
    with pytest.raises(BadField) as fault:
        desk.take(order, "estimate_made", service_date="2018-01-01")
    assert fault.value.params["field"] == "service_date"


def test_no_build_writes_the_refusal_within_the_term_of_the_law(desk: Desk, order: Order) -> None:
    desk.take(order, "survey_done", verdict="not_feasible", line_available=False)
    desk.take(order, "development_decided", decision="no", responsible=None, by_when=None)
    letter = RefusalLetter.objects.get(order=order)
    text = text_of(letter.paper)
    assert letter.send_by == date(2026, 3, 12)
    assert "п. 20" in letter.ground
    assert "нет свободной линии до клиента" in text
    assert "ТЭ-2026-0001" in text
    actor = desk.company.staff["noc_head"]
    assert issue_refusal(order_id=order.id, actor=actor, at=desk.company.now) == letter
    assert "order_refused" in desk.opened(order)
