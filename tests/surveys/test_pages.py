"""The pages of stage 2: who sees what, what a tap records, what a fault leaves as it was typed."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from tests.desk.readers import HTMX, Office, open_office
from turnup.customers.models import AccessRecord
from turnup.orders.models import Order
from turnup.people.operations import OPERATIONS
from turnup.people.roles import ADMINISTRATOR
from turnup.surveys.board import survey_board
from turnup.surveys.models import (
    AgendaItem,
    EstimateLine,
    IssuedPaper,
    Meeting,
    SurveyAppointment,
    SurveyCapacity,
    SurveyPhoto,
    SurveyPlacement,
)
from turnup.surveys.queries import standing_survey


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def picture() -> bytes:
    written = io.BytesIO()
    image = Image.new("RGB", (640, 480), "navy")
    exif = image.getexif()
    exif[0x010F] = "SpyCam"
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def uploaded(content: bytes, name: str = "крыша.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


# ------------------------------------------------------- survey days
def test_the_days_are_moved_confirmed_and_printed(office: Office) -> None:
    order = office.until_open(office.open_order(), "survey_scheduled")
    head = office["noc_head"]
    page = head.get("/survey-days").content.decode()
    assert f"№ {order.number}" in page
    assert "Подтвердить предложение: 1 экспертиза" in page
    board = survey_board(timezone.now())
    later = next(day for day in board.days[1:] if day.cells and not day.urgent_only)
    place = f"{later.day.isoformat()}.{board.engineers[0].id}"
    moved = head.post("/survey-days/places", {"order": str(order.id), "place": place}, **HTMX)
    assert "перенесена вручную" in moved.content.decode()
    assert SurveyPlacement.objects.get().survey_date == later.day
    sheet = head.get(f"/survey-days/{later.day.isoformat()}/sheet")
    assert sheet.content.startswith(b"%PDF")
    assert AccessRecord.objects.filter(what="survey day sheet").exists()
    head.post("/survey-days/confirmation", {"seen": f"{order.id}.{place}"})
    row = SurveyAppointment.objects.get(order=order)
    assert (row.survey_date, row.engineer_id) == (later.day, board.engineers[0].id)
    day = head.get(f"/survey-days/{later.day.isoformat()}").content.decode()
    assert order.site.address in day


def test_a_refused_move_says_why_and_moves_nothing(office: Office) -> None:
    order = office.until_open(office.open_order(), "survey_scheduled")
    engineer = office.staff["survey_engineer"].id
    said = {"order": str(order.id), "place": f"2020-01-09.{engineer}"}
    answer = office["noc_head"].post("/survey-days/places", said, **HTMX)
    assert "Этот день уже прошёл" in answer.content.decode()
    assert not SurveyPlacement.objects.exists()
    assert office["noc_head"].post("/survey-days/places", {"order": "x"}).status_code == 404


def test_a_faulty_capacity_stays_as_it_was_typed(office: Office) -> None:
    name = f"capacity.{office.staff['survey_engineer'].id}"
    answer = office["noc_head"].post("/survey-days/capacities", {name: "сорок"})
    assert answer.status_code == 422
    assert 'value="сорок"' in answer.content.decode()
    assert office["noc_head"].post("/survey-days/capacities", {name: "7"}).status_code == 302
    assert SurveyCapacity.objects.get().surveys_a_day == 7


# ------------------------------------------------------- urgency
@pytest.fixture
def urgent(office: Office) -> Order:
    order = office.until_open(office.open_order(), "survey_requested")
    office.record(order, "survey_requested", urgent=True)
    return order


def test_an_urgent_survey_is_allowed_by_one_tap(office: Office, urgent: Order) -> None:
    path = f"/orders/{urgent.number}/urgency"
    assert "Разрешить, потому что" in office["technical_director"].get(path).content.decode()
    assert "Разрешить, потому что" not in office["noc_head"].get(path).content.decode()
    office["technical_director"].post(f"{path}/permission", {"tapped": "Мы обещали дату"})
    assert office.opened(urgent) == ["survey_scheduled"]
    assert "Мы обещали дату" in office["account_manager"].get(path).content.decode()


def test_a_refused_urgency_tells_why_and_leads_on(office: Office, urgent: Order) -> None:
    path = f"/orders/{urgent.number}/urgency"
    blank = office["technical_director"].post(f"{path}/refusal", {"reason": " "})
    assert blank.status_code == 422
    office["technical_director"].post(f"{path}/refusal", {"reason": "Ехать некому"})
    assert office.opened(urgent) == ["survey_scheduled"]
    assert "Ехать некому" in office["account_manager"].get(path).content.decode()


def test_nobody_else_may_answer(office: Office, urgent: Order) -> None:
    path = f"/orders/{urgent.number}/urgency/permission"
    assert office["noc_head"].post(path, {"tapped": "Я так решил"}).status_code == 422
    assert office.opened(urgent) == ["survey_urgency_allowed"]


# ------------------------------------------------------- the survey
@pytest.fixture
def surveyed(office: Office) -> Order:
    return office.until_open(office.open_order(technology="radio"), "survey_done")


def result(**said: str) -> dict[str, str]:
    return {
        "technology": "radio",
        "verdict": "feasible",
        "node_capacity": "yes",
        "line_available": "yes",
        "readings.signal_dbm": "−61,5",
        "checks.sight": "yes",
        "notes": "Кронштейн на парапет",
        **said,
    }


def test_the_form_asks_what_its_technology_measures(office: Office, surveyed: Order) -> None:
    page = office["survey_engineer"].get(f"/orders/{surveyed.number}/survey").content.decode()
    assert "readings.signal_dbm" in page
    assert "readings.loop_ohm" not in page
    other = office["survey_engineer"].get(
        f"/orders/{surveyed.number}/survey?technology=leased_line"
    )
    assert "readings.loop_ohm" in other.content.decode()
    assert (
        "survey-form"
        not in office["installer"].get(f"/orders/{surveyed.number}/survey").content.decode()
    )


def test_a_result_is_recorded_with_its_photos(office: Office, surveyed: Order) -> None:
    path = f"/orders/{surveyed.number}/survey"
    answer = office["survey_engineer"].client.post(
        path, {**result(), "photos": uploaded(picture())}
    )
    assert answer.status_code == 302
    survey = standing_survey(surveyed.id)
    assert survey is not None
    assert survey.readings == {"signal_dbm": "-61.5"}
    photo = survey.photos.get()
    shown = office["noc_head"].get(f"{path}/photos/{photo.pk}")
    assert b"SpyCam" not in shown.content
    assert "Подключение технически возможно" not in shown.content.decode("latin-1")
    page = office["noc_head"].get(path).content.decode()
    assert f"{path}/papers/survey_act/pages/1" in page
    assert office["noc_head"].get(f"{path}/papers/survey_act/pages/1").content[:4] == b"\x89PNG"
    office["noc_head"].post(f"{path}/papers/survey_act", {})
    assert IssuedPaper.objects.get().paper.number.startswith("ТЭ-")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"node_capacity": ""}, "Не заполнено"),
        ({"readings.signal_dbm": "12"}, "-130"),
        ({"readings.signal_dbm": "громко"}, "не число"),
        ({"verdict": "not_feasible"}, "нужна причина"),
    ],
)
def test_a_fault_keeps_what_was_typed_and_the_photos(
    office: Office, surveyed: Order, said: dict[str, str], fault: str
) -> None:
    path = f"/orders/{surveyed.number}/survey"
    data = {**result(notes=""), **said, "photos": uploaded(picture())}
    answer = office["survey_engineer"].client.post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert str(data["readings.signal_dbm"]).replace("−", "-").replace(",", ".") in page
    assert "checks.sight" in page
    assert SurveyPhoto.objects.filter(survey=None).count() == 1
    assert standing_survey(surveyed.id) is None
    assert fault in page


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"%PDF-1.4", b""])
def test_what_is_no_picture_is_refused(office: Office, surveyed: Order, content: bytes) -> None:
    path = f"/orders/{surveyed.number}/survey/photos"
    answer = office["survey_engineer"].client.post(path, {"photos": uploaded(content)})
    assert answer.status_code in (200, 422)
    assert not SurveyPhoto.objects.exists()


def test_a_draft_photo_is_taken_back(office: Office, surveyed: Order) -> None:
    path = f"/orders/{surveyed.number}/survey/photos"
    office["survey_engineer"].client.post(path, {"photos": uploaded(picture()), "kind": "sketch"})
    photo = SurveyPhoto.objects.get()
    office["survey_engineer"].post(f"{path}/{photo.pk}/removal", {})
    assert office["survey_engineer"].get(f"{path}/{photo.pk}").status_code == 404


# ------------------------------------------------------- the estimate
def line(index: int, **said: str) -> dict[str, str]:
    return {f"lines.{index}.{name}": value for name, value in said.items()}


CABLE = line(0, title="Кабель", quantity="40,5", unit="metre", price="55,00")


def test_totals_follow_what_is_typed(office: Office, surveyed: Order) -> None:
    office.until_open(surveyed, "estimate_made")
    path = f"/orders/{surveyed.number}/estimate"
    head = office["noc_head"]
    assert "estimate-form" in head.get(path).content.decode()
    shown = head.post(
        f"{path}/totals", {**CABLE, "terms_changed": "on", "connection_fee": "15 500"}
    )
    text = shown.content.decode().replace("\u00a0", " ")
    assert "2 227,50" in text
    assert "15 500" in text
    assert (
        "Строка 1"
        in head.post(f"{path}/totals", line(0, title="Кабель", quantity="1")).content.decode()
    )
    assert "estimate_made" in office.opened(surveyed)


def test_an_estimate_is_recorded_then_compared_with_what_was_used(
    office: Office, surveyed: Order
) -> None:
    office.until_open(surveyed, "estimate_made")
    path, head = f"/orders/{surveyed.number}/estimate", office["noc_head"]
    wrong = head.post(path, {**CABLE, "notes": "по стояку", "lines.0.price": ""})
    assert wrong.status_code == 422
    assert "по стояку" in wrong.content.decode()
    assert head.post(path, CABLE).status_code == 302
    assert head.post(f"{path}/actuals", {"actual.1": "52"}).status_code == 302
    row = EstimateLine.objects.get()
    assert (str(row.actual_quantity), str(row.actual_amount)) == ("52.000", "2860.00")
    page = head.get(path).content.decode().replace("\u00a0", " ")
    assert "+632,50" in page
    head.post(f"{path}/actuals", {"actual.1": "много"})
    assert EstimateLine.objects.get().actual_quantity == row.actual_quantity


# ------------------------------------------------------- the meeting
@pytest.fixture
def case(office: Office, surveyed: Order) -> Order:
    office.record(surveyed, "survey_done", verdict="not_feasible", line_available=False)
    return surveyed


def test_the_meeting_decides_builds_and_surveys_anew(office: Office, case: Order) -> None:
    head = office["noc_head"]
    assert f"№ {case.number}" in head.get("/meetings").content.decode()
    wrong = head.post(
        "/meetings/decisions", {"case": str(case.id), "group": "A", "decision": "build"}
    )
    assert wrong.status_code == 422
    assert "Назовите ответственного" in wrong.content.decode()
    said = {"decision": "build", "responsible": "Орлов", "by_when": "2099-01-15"}
    head.post("/meetings/decisions", {"case": str(case.id), **said})
    assert office.opened(case) == ["network_built"]
    assert "Орлов" in head.get("/meetings").content.decode()
    head.post("/meetings/builds", {"order": str(case.id)})
    assert office.opened(case) == ["survey_scheduled"]
    day = Meeting.objects.get().meeting_date.isoformat()
    head.post(f"/meetings/{day}", {"minutes": "Все были", "issue": "yes"})
    assert head.get(f"/meetings/{day}/minutes").content.startswith(b"%PDF")
    assert head.get(f"/meetings/{day}/pages/1").content[:4] == b"\x89PNG"
    assert Meeting.objects.get().paper is not None


def test_a_case_is_put_off_until_a_day(office: Office, case: Order) -> None:
    said = {"case": str(case.id), "decision": "not_now", "review_on": "2099-01-15"}
    office["technical_director"].post("/meetings/decisions", said)
    assert AgendaItem.objects.get().review_on == date(2099, 1, 15)
    assert office.opened(case) == ["development_decided"]


def test_who_only_reads_decides_nothing(office: Office, case: Order) -> None:
    said = {"case": str(case.id), "decision": "no"}
    assert office["commercial_head"].get("/meetings").status_code == 200
    assert office["commercial_head"].post("/meetings/decisions", said).status_code == 403
    assert office["account_manager"].get("/meetings").status_code == 403
    assert not AgendaItem.objects.exists()


# ------------------------------------------------------- who may
HEADS = {"commercial_head", "owner", "director", "technical_director", "noc_head"}


@pytest.mark.parametrize(
    ("operation", "everybody", "own"),
    [
        ("survey_days.read", {"noc_head", "survey_engineer", "technical_director"}, set()),
        ("survey_days.plan", {"noc_head", "survey_engineer"}, set()),
        ("survey_days.set_capacity", {"noc_head", "technical_director"}, set()),
        ("survey.add_photos", {"noc_head", "survey_engineer"}, set()),
        (
            "survey.issue_papers",
            {"noc_head", "survey_engineer", "technical_director"},
            {"account_manager"},
        ),
        (
            "estimate.read",
            HEADS | {"survey_engineer", "chief_engineer", "crew_lead"},
            {"account_manager"},
        ),
        ("estimate.enter_actuals", {"noc_head", "chief_engineer", "crew_lead"}, set()),
        ("meeting.read", HEADS | {"survey_engineer", "chief_engineer", "crew_lead"}, set()),
        ("meeting.lead", {"noc_head", "technical_director"}, set()),
    ],
)
def test_every_cell_of_my_operations(operation: str, everybody: set[str], own: set[str]) -> None:
    scopes = OPERATIONS[operation].scopes
    assert {role for role, scope in scopes.items() if scope == "all"} == everybody
    assert {role for role, scope in scopes.items() if scope == "own"} == own
    assert ADMINISTRATOR not in scopes
