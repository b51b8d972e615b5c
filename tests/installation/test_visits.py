"""Planning visits: the first free time, what is refused, and what is given back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.walk import Provider, crew
from turnup.installation.models import (
    AddressAssignment,
    MissedVisit,
    SiteFinding,
    Visit,
    VisitAgreement,
    VisitMove,
)
from turnup.orders.models import Order
from turnup.standard.refusals import BadField


def ready(company: Provider) -> Order:
    """Bring an order to where its visit is planned: it is radio, which crew 1 alone installs."""
    return company.take_until(company.open_order(), "visit_planned")


def planned(company: Provider, **said: object) -> Visit:
    order = ready(company)
    company.take(order, "visit_planned", **said)
    return Visit.objects.get(order=order, released_at=None)


def refusal(company: Provider, **said: object) -> BadField:
    order = ready(company)
    with pytest.raises(BadField) as caught:
        company.take(order, "visit_planned", **said)
    assert not Visit.objects.filter(order=order).exists()
    return caught.value


def test_the_first_free_hours_of_a_crew_that_can(company: Provider) -> None:
    first, second = planned(company), planned(company)
    assert (first.crew, second.crew) == (crew(), crew())
    assert first.starts_at >= company.now - timedelta(days=1)
    assert second.starts_at >= first.ends_at
    assert first.ends_at - first.starts_at == timedelta(hours=4)


def test_a_time_that_was_chosen(company: Provider) -> None:
    visit = planned(company, crew="Бригада 1", starts_at="2026-04-01T11:30:00+03:00", minutes=90)
    assert visit.starts_at == datetime(2026, 4, 1, 8, 30, tzinfo=UTC)
    assert visit.ends_at == datetime(2026, 4, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"crew": "Бригада 2"}, "crew"),  # has no skill for radio
        ({"crew": "Бригада 7"}, "crew"),
        ({"starts_at": "2026-01-12T10:00:00+03:00"}, "starts_at"),  # past
        ({"starts_at": "2026-04-01T08:00:00+03:00"}, "starts_at"),  # before the crew's day
        ({"starts_at": "2026-04-01T16:00:00+03:00"}, "starts_at"),  # ends after it
        ({"starts_at": "2026-04-05T10:00:00+03:00"}, "starts_at"),  # a Sunday
        ({"starts_at": "2026-05-01T10:00:00+03:00"}, "starts_at"),  # a holiday
        ({"minutes": 700}, "minutes"),  # longer than any working day
        ({"pool": "Гости"}, "pool"),
    ],
)
def test_what_cannot_be_planned(company: Provider, said: dict[str, object], field: str) -> None:
    assert refusal(company, **said).params["field"] == field


def test_a_taken_time_is_refused_with_the_next_free_one(company: Provider) -> None:
    when = "2026-04-01T10:00:00+03:00"
    planned(company, starts_at=when)
    fault = refusal(company, starts_at="2026-04-01T12:00:00+03:00")
    assert fault.params["field"] == "starts_at"
    assert (
        fault.params["next"] == "02.04.2026 09:00"
    )  # the way between two addresses takes 20 minutes


def test_the_database_itself_keeps_a_crew_from_two_places(company: Provider) -> None:
    visit = planned(company)
    other = ready(company)
    with pytest.raises(IntegrityError, match="visit_no_overlap"), transaction.atomic():
        Visit.objects.create(
            order=other,
            seq=1,
            crew=visit.crew,
            starts_at=visit.starts_at + timedelta(hours=1),
            ends_at=visit.ends_at + timedelta(hours=1),
        )


def test_the_customer_agrees_to_the_planned_visit(company: Provider) -> None:
    visit = planned(company)
    company.take(visit.order, "visit_agreed", agreed_with="Пётр", way="email")
    assert VisitAgreement.objects.get(order=visit.order).visit == visit


def test_a_missed_visit_frees_crew_and_address_and_is_planned_anew(company: Provider) -> None:
    visit = planned(company)
    order = visit.order
    address = AddressAssignment.objects.get(order=order).address_id
    company.take(order, "visit_missed_by_crew", reason="Сломалась машина")
    visit.refresh_from_db()
    assert visit.released_at == company.now
    assert MissedVisit.objects.get(order=order).visit == visit
    assert not AddressAssignment.objects.filter(order=order, until=None).exists()
    company.take(order, "visit_planned")
    held = AddressAssignment.objects.get(order=order, until=None)
    assert held.address_id == address  # its own address comes back to it


def test_a_cancelled_order_holds_neither_visit_nor_address(company: Provider) -> None:
    visit = planned(company)
    company.do(visit.order, "order_cancelled")
    assert not Visit.objects.filter(released_at=None).exists()
    assert not AddressAssignment.objects.filter(until=None).exists()


def test_a_visit_done_before_its_time_leaves_the_time_free(company: Provider) -> None:
    visit = planned(company, starts_at="2026-04-01T10:00:00+03:00")
    company.take_until(visit.order, "act_handed_over")
    assert planned(company, starts_at="2026-04-01T10:00:00+03:00").crew == visit.crew


def test_a_moved_visit_keeps_its_place_on_the_card_and_counts_the_move(company: Provider) -> None:
    visit = planned(company, starts_at="2026-04-01T10:00:00+03:00")
    company.take(visit.order, "visit_agreed")
    before = visit.starts_at
    company.take(
        visit.order, "visit_moved", starts_at="2026-04-01T12:00:00+03:00", wished_by="customer"
    )
    visit.refresh_from_db()
    assert visit.starts_at == before + timedelta(hours=2)  # its own time did not stand in its way
    assert visit.ends_at - visit.starts_at == timedelta(hours=4)
    moved = VisitMove.objects.get(order=visit.order)
    assert (moved.from_starts_at, moved.wished_by) == (before, "customer")
    assert "visit_agreed" in company.open_steps(visit.order)


def test_a_cancelled_visit_frees_its_time(company: Provider) -> None:
    visit = planned(company, starts_at="2026-04-01T10:00:00+03:00")
    company.take(visit.order, "visit_cancelled", wished_by="customer")
    assert "visit_planned" in company.open_steps(visit.order)
    assert planned(company, starts_at="2026-04-01T10:00:00+03:00").crew == visit.crew


@pytest.mark.parametrize(
    ("finding", "opens"),
    [
        ("site_unfit_found", "survey_scheduled"),
        ("permit_lacking_found", "permits_obtained"),
        ("equipment_lacking_found", "equipment_promised"),
    ],
)
def test_a_finding_on_site_frees_the_time_and_is_kept(
    company: Provider, finding: str, opens: str
) -> None:
    visit = planned(company)
    company.take(visit.order, finding)
    visit.refresh_from_db()
    assert visit.released_at == company.now
    assert SiteFinding.objects.get(order=visit.order).visit == visit
    assert opens in company.open_steps(visit.order)
