"""The services' pages, the month to save, and the same by REST."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.walk import Provider
from turnup.activation.actions import suspend_service
from turnup.activation.models import Service
from turnup.customers.models import AccessRecord
from turnup.people.actions import issue_token
from turnup.people.models import Person
from turnup.statistics.actions import count_packets
from turnup.statistics.counters import Packet


def client_of(company: Provider, role: str) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(pk=company.staff[role].id),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def api(company: Provider, role: str, path: str) -> tuple[int, Any]:
    person = Person.objects.get(pk=company.staff[role].id)
    token = issue_token(person=person, at=company.now)
    answer = Client().get(path, headers={"authorization": f"Bearer {token}"})
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def counted(service: Service) -> Service:
    """Count an hour of the service's traffic now."""
    Service.objects.update(activated_at=timezone.now() - timedelta(hours=3))
    at = timezone.now()
    for seconds, octets in ((60, 0), (3660, 7_000_000_000)):
        moment = at - timedelta(seconds=3660 - seconds)
        count_packets(
            packets=[
                Packet(
                    "Interim-Update", moment, moment, "81c0", service.login, "10.0.0.1",
                    service.ip_address, seconds, octets // 10, octets, True,
                )
            ]
        )  # fmt: skip
    return Service.objects.get()


def test_the_list_and_the_page_tell_the_month(company: Provider, counted: Service) -> None:
    client = client_of(company, "subscriber_clerk")
    for words in ("7,00 ГБ", counted.login, counted.ip_address):
        assert words in client.get("/services").content.decode().replace("\xa0", " ")
    page = client.get(f"/services/{counted.pk}").content.decode()
    assert "81c0" not in page
    assert "10.0.0.1" in page
    assert "data-chart" in page


def test_search_finds_by_login_address_and_nothing(company: Provider, counted: Service) -> None:
    client = client_of(company, "noc_head")
    for text, found in ((counted.login, True), (counted.ip_address[:6], True), ("ничего", False)):
        page = client.get("/services", {"q": text}).content.decode()
        assert (f"/services/{counted.pk}" in page) is found, text


def test_a_suspension_shows(company: Provider, counted: Service) -> None:
    suspend_service(order_id=counted.order_id, reason="debt", at=timezone.now(), note="март")
    page = client_of(company, "noc_head").get(f"/services/{counted.pk}").content.decode()
    assert "Неоплаченный счёт" in page
    assert "Приостановлена" in page


def test_the_hours_can_be_saved(company: Provider, counted: Service) -> None:
    answer = client_of(company, "noc_head").get(f"/services/{counted.pk}/traffic.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert sum(int(row["received_octets"]) for row in rows) == 7_000_000_000
    assert rows[0]["hour"].endswith("+03:00")


def test_a_manager_sees_the_lines_of_their_orders_only(company: Provider, counted: Service) -> None:
    stranger = company.hire("account_manager", "другой")
    company.staff["stranger"] = stranger
    path = f"/services/{counted.pk}"
    assert client_of(company, "account_manager").get(path).status_code == 200
    assert client_of(company, "stranger").get(path).status_code == 404
    assert client_of(company, "installer").get(path).status_code == 403
    assert client_of(company, "account_manager").get("/services/counting").status_code == 403
    assert client_of(company, "noc_head").get("/services/counting").status_code == 200


def test_rest_gives_the_same(company: Provider, counted: Service) -> None:
    http, (row,) = api(company, "noc_head", "/api/v1/services")
    assert (http, row["received_octets"], row["suspended"]) == (200, 7_000_000_000, None)
    for by in ("day", "hour"):
        path = f"/api/v1/services/{counted.pk}/traffic?by={by}"
        _http, month = api(company, "noc_head", path)
        assert sum(one["sent_octets"] for one in month["rows"]) <= month["sent_octets"]
    assert month["month"] == f"{timezone.localdate():%Y-%m}"
    for wrong, code in (("?month=2026-13", 422), ("?by=week", 422), ("?months=1", 422)):
        assert api(company, "noc_head", f"/api/v1/services/{counted.pk}/traffic{wrong}")[0] == code
    assert api(company, "noc_head", "/api/v1/services/99999/traffic")[0] == 404
    assert date.fromisoformat(f"{month['month']}-01").day == 1


def test_who_sets_a_line_up_reads_its_password_and_leaves_a_record(
    company: Provider, service: Service
) -> None:
    path = f"/services/{service.pk}"
    support = client_of(company, "tech_support")
    assert service.password not in support.get(path).content.decode()
    shown = support.post(f"{path}/login")
    assert service.password in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    code, told = api(company, "subscriber_clerk", f"/api/v1{path}/login")
    assert (code, told) == (
        200,
        {"service": service.pk, "login": service.login, "password": service.password},
    )
    records = AccessRecord.objects.filter(what="line login", customer=service.order.customer)
    assert records.count() == 2


def test_a_lines_password_is_hidden_from_who_only_sells(
    company: Provider, service: Service
) -> None:
    seller = client_of(company, "account_manager")
    assert "/login" not in seller.get(f"/services/{service.pk}").content.decode()
    assert seller.post(f"/services/{service.pk}/login").status_code == 403
    for role, path, code in (
        ("account_manager", f"/api/v1/services/{service.pk}/login", 403),
        ("subscriber_head", "/api/v1/services/99999/login", 404),
    ):
        assert api(company, role, path)[0] == code
