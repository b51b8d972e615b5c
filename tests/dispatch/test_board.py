"""The board as its people use it: placing, moving, proposals, and what is refused in words."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.desk.readers import HTMX, Office
from turnup.customers.models import Site
from turnup.dispatch.window import waiting
from turnup.installation.models import Crew, Visit, VisitMove
from turnup.orders.models import Order
from turnup.orders.office import office_calendar


def working_day(n: int) -> date:
    calendar = office_calendar()
    return calendar.nth(calendar.local_date(timezone.now()), n)


def ready(office: Office) -> Order:
    """Bring an order to where its visit is planned; its site is not on the map: 20 min away."""
    order = office.until_open(office.open_order(), "visit_planned")
    Site.objects.filter(pk=order.site_id).update(latitude=None, longitude=None)
    return Order.objects.get(pk=order.pk)


def placed(office: Office, order: Order, role: str = "crew_lead", **said: Any) -> Any:
    data = {"crew": "Бригада 1", "day": working_day(3).isoformat(), "at": "10:00", **said}
    return office[role].post(f"/orders/{order.number}/visit", data, **HTMX)


def told(answer: Any) -> tuple[str, str]:
    events = json.loads(answer.headers["HX-Trigger"])
    return events["toast"]["text"], events["toast"]["tone"]


def visit_of(order: Order) -> Visit:
    return Visit.objects.get(order=order, released_at=None)


def test_an_order_waits_at_the_side_until_it_is_planned(office: Office) -> None:
    order = ready(office)
    board = office["crew_lead"].get("/plan").content.decode()
    assert f'data-order="{order.number}"' in board
    answer = placed(office, order)
    assert told(answer)[1] == "good"
    assert "plan-changed" in answer.headers["HX-Trigger"]
    board = office["crew_lead"].get("/plan").content.decode()
    assert f'class="dp-chip" href="/orders/{order.number}/slots"' in board
    assert waiting(office.staff["crew_lead"], timezone.now()) == []


def test_a_moved_visit_keeps_who_wished_it_and_why(office: Office) -> None:
    order = ready(office)
    placed(office, order)
    office.record(order, "visit_agreed")
    told(placed(office, order, at="12:00", wished_by="customer", reason="После обеда"))
    move = VisitMove.objects.get(order=order)
    assert (move.wished_by, move.reason) == ("customer", "После обеда")
    assert "visit_agreed" in office.opened(order)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"day": "2026-01-12"}, "прошло"),
        ({"at": "06:00"}, "рабочие часы"),
        ({"crew": "Бригада 2"}, "технологи"),
        ({"crew": "Бригада 9"}, "бригады нет"),
        ({"day": "завтра"}, ""),
    ],
)
def test_what_cannot_be_placed_is_said_in_words(
    office: Office, said: dict[str, str], words: str
) -> None:
    order = ready(office)
    answer = office["crew_lead"].client.post(
        f"/orders/{order.number}/visit",
        {"crew": "Бригада 1", "day": working_day(3).isoformat(), "at": "10:00", **said},
        headers={**HTMX, "Accept-Language": "ru"},
    )
    text, tone = told(answer)
    assert tone == "bad"
    assert words in text.lower()
    assert not Visit.objects.filter(order=order).exists()


def test_two_visits_do_not_get_one_time(office: Office) -> None:
    first, second = ready(office), ready(office)
    placed(office, first)
    assert told(placed(office, second))[1] == "bad"
    assert not Visit.objects.filter(order=second).exists()


def test_an_account_manager_agrees_an_offered_time_by_phone(office: Office) -> None:
    order = ready(office)
    placed(office, order)
    page = office["account_manager"].get(f"/orders/{order.number}/slots").content.decode()
    assert "agreed_with" in page
    answer = placed(office, order, "account_manager", at="12:00", agreed_with="Пётр Ильич")
    assert told(answer)[1] == "good"
    assert visit_of(order).agreements.get().agreed_with == "Пётр Ильич"
    assert VisitMove.objects.get(order=order).wished_by == "customer"


def test_only_a_crew_lead_may_set_a_time_that_is_too_tight(office: Office) -> None:
    """Two addresses are twenty minutes apart where nobody knows better."""
    first, second = ready(office), ready(office)
    placed(office, first, minutes="120")
    placed(office, second, at="14:00", minutes="120")
    too_tight = {"at": "12:00", "agreed_with": "Пётр Ильич"}
    assert told(placed(office, second, "account_manager", **too_tight))[1] == "bad"
    assert told(placed(office, second, at="12:00", minutes="120", reason="Соседи"))[1] == "good"
    board = office["crew_lead"].get("/plan").content.decode()
    assert "data-conflict" in board


def test_verdicts_mark_every_half_hour(office: Office) -> None:
    first, second = ready(office), ready(office)
    placed(office, first)
    day = working_day(3)
    path = f"/orders/{second.number}/slots/fits?day={day}&view=day"
    found = office["crew_lead"].get(path).json()
    crews = {crew.name: crew.pk for crew in Crew.objects.all()}
    mine = {one["at"]: one for one in found[f"{crews['Бригада 1']}/{day}"]}
    assert mine["10:00"]["hard"]
    assert not mine["10:00"]["good"]
    assert mine["14:00"]["before"] == 20
    other = found[f"{crews['Бригада 2']}/{day}"]
    assert all(one["hard"] for one in other), "it has no skill for radio"


def test_a_proposal_is_confirmed_line_by_line(office: Office) -> None:
    orders = [ready(office) for _ in range(3)]
    page = office["crew_lead"].get("/plan/fill")
    lines = [one["line"] for one in page.context["proposals"]]
    assert len(lines) == 3
    office["crew_lead"].post("/plan/fill", {"line": lines[:2]})
    planned = Visit.objects.filter(order__in=orders, released_at=None)
    assert planned.count() == 2
    assert len(office["crew_lead"].get("/plan/fill").context["proposals"]) == 1


def test_a_proposal_that_was_overtaken_is_refused_by_itself(office: Office) -> None:
    first, second = ready(office), ready(office)
    lines = [one["line"] for one in office["crew_lead"].get("/plan/fill").context["proposals"]]
    office.record(first, "note_added")
    office["crew_lead"].post("/plan/fill", {"line": [*lines, "мусор|1|x|y|z"]})
    assert not Visit.objects.filter(order=first).exists()
    assert Visit.objects.filter(order=second).exists()


def test_a_manager_sees_only_their_own_customers_names(office: Office) -> None:
    order = ready(office)
    placed(office, order)
    person = order.lead
    Order.objects.filter(pk=order.pk).update(lead_id=office.staff["lawyer"].id)
    board = office["account_manager"].get("/plan").content.decode()
    assert 'data-state="busy"' in board
    assert str(order.customer) not in board
    assert office["account_manager"].get(f"/orders/{order.number}/slots").status_code == 404
    Order.objects.filter(pk=order.pk).update(lead_id=person.pk)


def test_the_calendar_of_a_crew_can_be_taken_back(office: Office) -> None:
    order = ready(office)
    placed(office, order)
    crew = visit_of(order).crew
    made = office["crew_lead"].post(f"/plan/crews/{crew.pk}/feed", {})
    path = made.context["url"].split("testserver")[1]
    feed = office["crew_lead"].client.get(path)
    text = feed.content.decode()
    assert feed["Content-Type"].startswith("text/calendar")
    assert f"SUMMARY:№ {order.number}" in text
    assert "STATUS:TENTATIVE" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    office["crew_lead"].post(f"/plan/crews/{crew.pk}/feed", {"revoke": "yes"})
    assert office["crew_lead"].client.get(path).status_code == 404


def test_a_day_sheet_is_a_pdf(office: Office) -> None:
    order = ready(office)
    placed(office, order)
    crew, day = visit_of(order).crew, working_day(3)
    sheet = office["crew_lead"].get(f"/plan/crews/{crew.pk}/sheet.pdf?day={day}")
    assert sheet.content.startswith(b"%PDF")


def test_the_forms_of_a_crews_page(office: Office) -> None:
    crew = Crew.objects.get(name="Бригада 1")
    day = working_day(2).isoformat()
    person = office.staff["installer"].id
    parts: list[tuple[str, dict[str, Any]]] = [
        ("week", {"from_0": "09:00", "until_0": "18:00", "keeps_holidays": "on"}),
        ("day", {"day": day, "note": "ТО"}),
        ("drop-day", {"day": day}),
        ("join", {"person": person}),
        ("technician", {"person": person, "skills": ["lan"], "height_until": "2027-01-01"}),
        ("absence", {"person": person, "first_day": day, "last_day": day, "kind": "sick"}),
        ("basics", {"skills": ["lan"], "van": "Газель", "latitude": "54.5", "longitude": "36.2"}),
    ]
    for part, said in parts:
        answer = office["crew_lead"].client.post(f"/plan/crews/{crew.pk}/{part}", said, follow=True)
        assert answer.status_code == 200
        tones = [message.level_tag for message in answer.context["messages"]]
        assert tones == ["success"], (part, answer.content.decode()[-2000:])
    crew.refresh_from_db()
    assert crew.van == "Газель"
    assert office["crew_lead"].get("/plan/crews").status_code == 200


def test_terms_say_what_is_in_danger_and_why(office: Office) -> None:
    order = ready(office)
    page = office["crew_lead"].get("/plan/terms")
    (row,) = page.context["running"]
    assert (row["number"], row["tone"]) == (order.number, "good")
    far = working_day(12)
    placed(office, order, day=far.isoformat())
    (row,) = office["crew_lead"].get("/plan/terms").context["running"]
    assert row["tone"] == "warn"
    assert len(row["causes"]) == 1
    assert row["forecast_at"].date() == far
    assert row["forecast_at"] - timezone.now() > timedelta(days=10)
