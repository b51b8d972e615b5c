"""The service in use: what starts and ends it, and RADIUS that follows."""

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from tests.activation.radius_box import radius_database, said
from tests.walk import Provider
from turnup.activation.deliver import provide, reconcile
from turnup.activation.models import PapersEnrolment, Service
from turnup.installation.models import CompletionAct
from turnup.orders.models import Order
from turnup.postgres.place import Place
from turnup.standard.refusals import BadField

RADIUS_TABLES = """
CREATE TABLE radcheck (id serial PRIMARY KEY, username text NOT NULL DEFAULT '',
    attribute text NOT NULL DEFAULT '', op varchar(2) NOT NULL DEFAULT '==',
    value text NOT NULL DEFAULT '');
CREATE TABLE radreply (LIKE radcheck INCLUDING ALL)"""


@pytest.fixture
def radius(postgres: Place, settings: Settings) -> str:
    """Give a database with FreeRADIUS's two tables and nothing else, as others may keep it."""
    url = radius_database(postgres)
    with psycopg.connect(url) as database:
        database.execute(RADIUS_TABLES)
    settings.RADIUS_DATABASE_URL = url
    return url


def active(company: Provider, **spoken: object) -> Order:
    order = company.take_until(company.open_order(), "service_activated")
    company.take(order, "service_activated", **spoken)
    return order


def test_a_service_has_the_acts_address_and_a_login_without_a_name(company: Provider) -> None:
    order = active(company)
    service = Service.objects.get(order=order)
    assert service.ip_address == CompletionAct.objects.get(order=order).ip_address
    assert service.login == str(order.number)
    assert service.provisioned_at is None


def test_a_login_belongs_to_one_service(company: Provider) -> None:
    active(company, login="2026-17")
    with pytest.raises(BadField) as caught:
        active(company, login="2026-17")
    assert caught.value.params["field"] == "login"


def test_the_job_commits_with_the_step(company: Provider) -> None:
    order = active(company)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'activation.provision'"
        )
        assert [row[0] for row in cursor.fetchall()] in (
            [{"login": str(order.number)}],
            [f'{{"login": "{order.number}"}}'],
        )


def test_without_radius_a_service_stays_visibly_unprovisioned(company: Provider) -> None:
    order = active(company)
    provide(str(order.number))
    assert Service.objects.get(order=order).provisioned_at is None


def test_radius_lets_in_who_is_in_service_and_nobody_else(company: Provider, radius: str) -> None:
    order = active(company)
    provide(str(order.number))
    service = Service.objects.get(order=order)
    assert service.provisioned_at is not None
    assert said(radius) == [(service.login, "Framed-IP-Address", service.ip_address)]
    provide(service.login)  # again changes nothing
    assert len(said(radius)) == 1


def test_a_service_ends_with_its_ground_and_radius_follows(company: Provider, radius: str) -> None:
    order = active(company)
    provide(str(order.number))
    company.take(order, "payment_reversed")
    service = Service.objects.get(order=order)
    assert service.ended_at == company.now
    assert service.provisioned_at is None
    reconcile(0)
    assert said(radius) == []
    service.refresh_from_db()
    assert service.provisioned_at is not None


def test_a_service_that_fell_can_be_activated_again(company: Provider) -> None:
    order = active(company)
    company.take(order, "payment_reversed")
    company.take(order, "money_received")
    company.take_until(order, "service_activated")
    company.take(order, "service_activated")
    assert Service.objects.filter(order=order, ended_at=None).count() == 1
    assert Service.objects.filter(order=order).count() == 2


def test_counting_begins_in_service_and_not_tomorrow(company: Provider) -> None:
    order = active(company)
    for moment in ("2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z"):
        with pytest.raises(BadField) as caught:
            company.take(order, "statistics_confirmed", counted_since=moment)
        assert caught.value.params["field"] == "counted_since"


def test_papers_begin_with_a_month_of_service(company: Provider) -> None:
    order = active(company)
    with pytest.raises(BadField) as caught:
        company.take(order, "monthly_papers_enrolled", first_month="2026-02-20")
    assert caught.value.params["field"] == "first_month"
    company.take(order, "monthly_papers_enrolled", first_month="2026-05-20", delivery="edo")
    enrolled = PapersEnrolment.objects.get(order=order)
    assert enrolled.first_month.isoformat() == "2026-05-01"
