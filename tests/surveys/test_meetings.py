"""From a negative survey to the meeting: agenda, groups, decisions, builds, minutes."""

from datetime import date
from decimal import Decimal

import pytest

from tests.requests.desk import Desk
from tests.surveys.test_papers import text_of
from turnup.customers.models import Site
from turnup.orders.models import Order
from turnup.standard.refusals import BadField
from turnup.surveys.agenda import Agenda, agenda
from turnup.surveys.meeting_actions import call_meeting, put_off_case, write_minutes
from turnup.surveys.minutes_actions import issue_minutes
from turnup.surveys.models import AgendaItem, Meeting, RefusalLetter

MONDAY = date(2026, 3, 2)


@pytest.fixture
def case(desk: Desk) -> Order:
    return negative(desk)


def negative(desk: Desk, latitude: str = "54.5528", longitude: str = "36.3190") -> Order:
    """Take an order at a place to its negative survey."""
    order = desk.take_open(desk.open(), until="survey_done")
    Site.objects.filter(pk=order.site_id).update(latitude=latitude, longitude=longitude)
    desk.take(order, "survey_done", verdict="not_feasible", line_available=False)
    order.refresh_from_db()
    return order


def of_today(desk: Desk, reach_km: float = 0.7) -> Agenda:
    return agenda(desk.today(), reach_km)


def test_a_negative_survey_is_on_the_agenda_with_its_money(desk: Desk, case: Order) -> None:
    groups = of_today(desk).groups
    assert [[one.order.id for one in group.cases] for group in groups] == [[case.id]]
    assert (groups[0].once, groups[0].monthly) == (Decimal(12000), Decimal(4500))


def test_cases_near_one_another_are_one_group(desk: Desk, case: Order) -> None:
    near = negative(desk, "54.5560", "36.3190")  # 356 m to the north
    far = negative(desk, "54.4829", "36.1943")
    found = of_today(desk)
    assert [[one.order.id for one in g.cases] for g in found.groups] == [
        [case.id, near.id],
        [far.id],
    ]
    assert found.groups[0].monthly == 2 * found.groups[1].monthly
    assert len(of_today(desk, 0.3).groups) == 3


def test_other_requests_near_are_counted(desk: Desk, case: Order) -> None:
    waiting = desk.take_open(desk.open(), until="survey_scheduled")
    Site.objects.filter(pk=waiting.site_id).update(latitude="54.5530", longitude="36.3195")
    assert of_today(desk).groups[0].nearby == 1


def test_a_place_nobody_knows_is_a_group_of_its_own(desk: Desk, case: Order) -> None:
    Site.objects.update(latitude=None, longitude=None)
    negative(desk)
    Site.objects.update(latitude=None, longitude=None)
    assert [len(group.cases) for group in of_today(desk).groups] == [1, 1]


def test_put_off_it_comes_back_on_its_day(desk: Desk, case: Order) -> None:
    move = desk.move(case, "development_decided")
    put_off_case(move=move, review_on=date(2026, 3, 16), minutes="Ждём соседей")
    assert of_today(desk).groups == []
    assert [one.order.id for one in of_today(desk).put_off] == [case.id]
    assert len(agenda(date(2026, 3, 16)).groups) == 1
    assert AgendaItem.objects.get().decision == "not_now"
    assert desk.opened(case) == ["development_decided"]


def test_it_is_not_put_off_to_the_past(desk: Desk, case: Order) -> None:
    with pytest.raises(BadField) as fault:
        put_off_case(move=desk.move(case, "development_decided"), review_on=MONDAY)
    assert fault.value.params["field"] == "review_on"


def test_a_build_leads_to_a_second_survey_by_itself(desk: Desk, case: Order) -> None:
    desk.take(case, "development_decided", by_when="2026-04-01")
    assert [one.order.id for one in of_today(desk).builds] == [case.id]
    desk.take(case, "network_built")
    assert desk.opened(case) == ["survey_scheduled"]
    assert of_today(desk).builds == of_today(desk).groups == []
    desk.take_open(case, until="estimate_made")
    assert "survey_done" in case.card["standing"]


def test_a_decision_goes_on_the_meeting_of_its_day(desk: Desk, case: Order) -> None:
    called = call_meeting(
        actor=desk.company.staff["noc_head"], at=desk.company.now, meeting_date=MONDAY
    )
    desk.take(case, "development_decided", by_when="2026-04-01")
    assert AgendaItem.objects.get().meeting == called
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("day", [date(2026, 2, 27), date(2026, 3, 7)])
def test_no_meeting_is_called_in_the_past_or_on_a_day_off(desk: Desk, day: date) -> None:
    with pytest.raises(BadField):
        call_meeting(actor=desk.company.staff["noc_head"], at=desk.company.now, meeting_date=day)


def test_the_minutes_tell_who_does_what_by_when(desk: Desk, case: Order) -> None:
    desk.take(case, "development_decided", by_when="2026-04-01")
    meeting = Meeting.objects.get()
    head = desk.company.staff["noc_head"]
    paper = issue_minutes(meeting=meeting, actor=head, at=desk.company.now)
    text = text_of(paper)
    assert paper.number == "ПС-2026-0001"
    for said in ("развивать сеть", "Сергей Николаевич Орлов", "1 апреля 2026 г.", "12 000,00"):
        assert said in text.replace("\u00a0", " ")
    assert issue_minutes(meeting=meeting, actor=head, at=desk.company.now) == paper


def test_corrected_minutes_keep_their_number(desk: Desk, case: Order) -> None:
    desk.take(case, "development_decided", by_when="2026-04-01")
    meeting, head = Meeting.objects.get(), desk.company.staff["noc_head"]
    first = issue_minutes(meeting=meeting, actor=head, at=desk.company.now)
    write_minutes(actor=head, meeting=meeting, minutes="Присутствовал главный инженер")
    meeting.refresh_from_db()
    second = issue_minutes(meeting=meeting, actor=head, at=desk.company.now)
    assert (second.number, second.revision) == (first.number, 1)
    assert "Присутствовал главный инженер" in text_of(second)


def test_a_meeting_that_decided_nothing_has_no_minutes(desk: Desk) -> None:
    head = desk.company.staff["noc_head"]
    meeting = call_meeting(actor=head, at=desk.company.now, meeting_date=MONDAY)
    with pytest.raises(BadField):
        issue_minutes(meeting=meeting, actor=head, at=desk.company.now)


def test_no_for_one_leaves_the_other_of_its_group(desk: Desk, case: Order) -> None:
    other = negative(desk, "54.5560", "36.3190")
    desk.take(case, "development_decided", decision="no", responsible=None, by_when=None)
    assert [one.order.id for one in of_today(desk).groups[0].cases] == [other.id]
    assert RefusalLetter.objects.filter(order=case).exists()
