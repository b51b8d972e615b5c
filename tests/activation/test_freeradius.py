"""FreeRADIUS 3.2 itself with our configuration, asked by real packets."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.activation.radius_box import FreeRadius, radius_database, running_freeradius
from tests.walk import Provider
from turnup.activation import actions
from turnup.activation.deliver import provide
from turnup.activation.models import Service
from turnup.activation.radius import connected, live_sessions
from turnup.installation.models import CompletionAct
from turnup.orders.models import Order
from turnup.postgres.place import Place
from turnup.statistics.deliver import count_batch
from turnup.statistics.models import DayOfCounting, TrafficDay, UnknownTraffic


@pytest.fixture(scope="module")
def running(postgres: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreeRadius]:
    run: Path = tmp_path_factory.mktemp("freeradius")
    with running_freeradius(radius_database(postgres, "freeradius"), run) as box:
        yield box


@pytest.fixture
def radius(running: FreeRadius, settings: Settings) -> FreeRadius:
    with psycopg.connect(running.url) as database:
        database.execute("TRUNCATE radcheck, radreply, acctpacket, radacct, radpostauth")
    settings.RADIUS_DATABASE_URL = running.url
    return running


def active(company: Provider) -> tuple[Order, Service]:
    order = company.take_until(company.open_order(), "service_activated")
    company.take(order, "service_activated", login="2026-17")
    return order, Service.objects.get(order=order)


def test_a_line_is_let_in_with_the_acts_address_once_it_is_activated(
    company: Provider, radius: FreeRadius
) -> None:
    order = company.take_until(company.open_order(), "service_activated")
    assert radius.ask("2026-17", "whatever")[0] == "Access-Reject"
    company.take(order, "service_activated", login="2026-17")
    service = Service.objects.get(order=order)
    provide("2026-17")
    code, said = radius.ask("2026-17", service.password)
    assert code == "Access-Accept"
    assert f"Framed-IP-Address = {CompletionAct.objects.get(order=order).ip_address}" in said
    assert radius.ask("2026-17", "wrong")[0] == "Access-Reject"


def test_speed_redirection_and_rejection_reach_the_access_server(
    company: Provider, radius: FreeRadius
) -> None:
    order, service = active(company)
    actions.change_speed(order_id=order.id, speed_down_kbit=9, speed_up_kbit=7, at=company.now)
    actions.suspend_service(order_id=order.id, reason="debt", at=company.now)
    provide("2026-17")
    code, said = radius.ask("2026-17", service.password)
    assert code == "Access-Accept"
    assert 'Mikrotik-Rate-Limit = "7k/9k"' in said
    assert 'Mikrotik-Address-List = "suspended"' in said
    actions.suspend_service(order_id=order.id, reason="breach", way="reject", at=company.now)
    provide("2026-17")
    assert radius.ask("2026-17", service.password)[0] == "Access-Reject"
    for reason in ("debt", "breach"):
        actions.resume_service(order_id=order.id, reason=reason, at=company.now)
    provide("2026-17")
    code, said = radius.ask("2026-17", service.password)
    assert (code, "Address-List" in said) == ("Access-Accept", False)


def test_a_request_without_message_authenticator_gets_no_answer(radius: FreeRadius) -> None:
    lines = 'User-Name = "a"\nUser-Password = "b"'
    assert radius._send(radius.auth_port, "auth", lines, "1")[0] == "nothing"


def test_a_session_is_kept_packet_by_packet_and_seen_on_line(radius: FreeRadius) -> None:
    who = {"User_Name": '"2026-17"', "Framed_IP_Address": "100.64.8.3"}
    assert radius.account("Start", **who) == "Accounting-Response"
    with connected(radius.url) as database:
        assert [one.ip_address for one in live_sessions(database, "2026-17")] == ["100.64.8.3"]
    counted = {"Acct_Session_Time": 300, "Acct_Input_Octets": 1000, "Acct_Output_Octets": 2000}
    radius.account("Interim-Update", **who, **counted)
    more = {**counted, "Acct_Session_Time": 600, "Acct_Output_Gigawords": 2}
    radius.account("Stop", **who, **more)
    assert radius.packets() == [
        ("Start", "2026-17", None, 0, 0, False),
        ("Interim-Update", "2026-17", 300, 1000, 2000, False),
        ("Stop", "2026-17", 600, 1000, 2000 + (2 << 32), True),
    ]
    with connected(radius.url) as database:
        assert live_sessions(database, "2026-17") == []


def test_a_session_whose_start_was_lost_is_on_line_too(radius: FreeRadius) -> None:
    radius.account("Interim-Update", User_Name='"2026-17"', Acct_Session_Time=60)
    with connected(radius.url) as database:
        assert [one.session_id for one in live_sessions(database, "2026-17")] == ["81c00017"]


def test_a_restarted_access_server_has_its_answer_and_no_sessions(radius: FreeRadius) -> None:
    assert radius.account("Accounting-On") == "Accounting-Response"
    radius.account("Start", User_Name='"2026-17"')
    radius.account("Accounting-On")
    with connected(radius.url) as database:
        assert live_sessions(database, "2026-17") == []


def test_a_name_is_data_and_no_sql(radius: FreeRadius) -> None:
    nasty = "x'; DROP TABLE radcheck; --"
    assert radius.ask(nasty, "b")[0] == "Access-Reject"
    assert radius.account("Start", User_Name=f'"{nasty}"') == "Accounting-Response"
    with connected(radius.url) as database:
        assert database.execute("SELECT count(*) FROM radcheck").fetchone() == (0,)


# ------------------------------------------------------------------ what access servers get wrong
def counted_by(radius: FreeRadius) -> tuple[int, int, dict[str, int]]:
    """Have the statistics server take what FreeRADIUS kept; give octets and verdicts."""
    with closing(connected(radius.url)) as database:
        while count_batch(database):
            pass
    days = TrafficDay.objects.all()
    verdicts = dict(DayOfCounting.objects.values_list("verdict", "packets"))
    return sum(day.input for day in days), sum(day.output for day in days), verdicts


def test_what_access_servers_get_wrong_is_counted_right(
    company: Provider, radius: FreeRadius
) -> None:
    _order, service = active(company)
    Service.objects.update(activated_at=timezone.now() - timedelta(days=1))
    who = {"User_Name": '"2026-17"', "Framed_IP_Address": service.ip_address}

    def update(kind: str, seconds: int, sent: int, **more: object) -> None:
        told = {"Acct_Session_Time": seconds, "Acct_Input_Octets": sent, "Acct_Output_Octets": 0}
        assert radius.account(kind, **{**who, **told, **more}) == "Accounting-Response"

    now = int(timezone.now().timestamp())
    update("Start", 0, 0, Event_Timestamp=now - 600)
    update("Interim-Update", 300, 4_000_000_000, Event_Timestamp=now - 300)
    update("Interim-Update", 300, 4_000_000_000, Event_Timestamp=now - 300)  # repeated
    update("Interim-Update", 400, 5_032_704, Event_Timestamp=now - 200)  # 32 bits wrapped
    update("Interim-Update", 350, 4_200_000_000, Event_Timestamp=now - 250)  # came late
    update("Stop", 500, 6_032_704, Event_Timestamp=946_684_800)  # the year 2000
    update("Interim-Update", 60, 700, User_Name='"nobody"', Acct_Session_Id="other")
    sent, _received, verdicts = counted_by(radius)
    assert sent == (1 << 32) + 6_032_704
    assert verdicts == {
        "counted": 4, "duplicate": 1, "wrapped": 1, "late": 1, "clock_off": 1, "unknown": 1,
    }  # fmt: skip
    (stranger,) = UnknownTraffic.objects.all()
    assert (stranger.whose, stranger.input) == ("nobody", 700)


def test_counters_of_64_bits_are_counted_past_their_end(
    company: Provider, radius: FreeRadius
) -> None:
    active(company)
    Service.objects.update(activated_at=timezone.now() - timedelta(days=1))
    session = {"User_Name": '"2026-17"', "Acct_Session_Time": 30}
    near = {"Acct_Input_Octets": 4_294_967_295, "Acct_Input_Gigawords": 4_294_967_295}
    radius.account("Interim-Update", **session, **near)
    over = {"Acct_Input_Octets": 999, "Acct_Input_Gigawords": 0, "Acct_Output_Gigawords": 1}
    radius.account("Interim-Update", **{**session, "Acct_Session_Time": 60}, **over)
    sent, received, verdicts = counted_by(radius)
    assert (sent, received) == (1000, 1 << 32), "the first is beyond any line, the second adds"
    assert verdicts == {"implausible": 1, "wrapped": 1}


def test_an_access_server_that_goes_down_takes_its_sessions_with_it(radius: FreeRadius) -> None:
    assert radius.account("Accounting-Off") == "Accounting-Response"
    radius.account("Start", User_Name='"2026-17"')
    assert radius.account("Accounting-Off") == "Accounting-Response"
    with connected(radius.url) as database:
        assert live_sessions(database, "2026-17") == []
