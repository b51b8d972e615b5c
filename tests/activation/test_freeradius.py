"""FreeRADIUS 3.2 itself with our configuration, asked by real packets."""

import time

import psycopg
import pytest

from tests.activation.conftest import active
from tests.activation.radius_box import FreeRadius
from tests.walk import Provider
from turnup.activation import actions
from turnup.activation.deliver import forget, provide
from turnup.activation.models import Service
from turnup.activation.radius import connected, live_sessions
from turnup.installation.models import CompletionAct


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


def test_an_access_server_that_goes_down_takes_its_sessions_with_it(radius: FreeRadius) -> None:
    assert radius.account("Accounting-Off") == "Accounting-Response"
    radius.account("Start", User_Name='"2026-17"')
    assert radius.account("Accounting-Off") == "Accounting-Response"
    with connected(radius.url) as database:
        assert live_sessions(database, "2026-17") == []


def test_a_wrong_password_learns_nothing_of_the_line(company: Provider, radius: FreeRadius) -> None:
    _order, service = active(company)
    provide("2026-17")
    code, said = radius.ask("2026-17", "wrong")
    assert code == "Access-Reject"
    told = said.partition("Received")[2]
    assert service.ip_address not in told
    assert "Mikrotik" not in told


def test_every_answer_is_signed_against_forgery_on_the_way(
    company: Provider, radius: FreeRadius
) -> None:
    """Blast-RADIUS (CVE-2024-3596) forges answers that bear no Message-Authenticator."""
    _order, service = active(company)
    provide("2026-17")
    for password in (service.password, "wrong"):
        answer = radius.ask("2026-17", password)[1].partition("Received")[2]
        assert "Message-Authenticator" in answer


def test_a_kind_of_accounting_that_nobody_counts_has_its_answer(radius: FreeRadius) -> None:
    """Else the access server sends it for ever, and takes us for dead."""
    assert radius.account("Tunnel-Start", User_Name='"2026-17"') == "Accounting-Response"
    assert radius.packets() == []


def test_it_is_silent_while_its_database_is_away(company: Provider, radius: FreeRadius) -> None:
    """A refusal throws out who is in service; a silence has the other server asked."""
    _order, service = active(company)
    provide("2026-17")
    with psycopg.connect(radius.url) as other:
        other.execute("ALTER TABLE radcheck RENAME TO away")
        other.commit()
        assert radius.ask("2026-17", service.password)[0] == "nothing"
        other.execute("ALTER TABLE away RENAME TO radcheck")
    assert radius.ask("2026-17", service.password)[0] == "Access-Accept"


def test_old_refusals_and_sessions_are_forgotten(radius: FreeRadius) -> None:
    """A refused router asks every few seconds: that would fill the disk in some years."""
    radius.ask("nobody", "x")
    radius.account("Start", User_Name='"2026-17"', Acct_Session_Id="live")
    radius.account("Start", User_Name='"2026-17"', Acct_Session_Id="ended")
    radius.account("Stop", User_Name='"2026-17"', Acct_Session_Id="ended")
    forget(0)
    with connected(radius.url) as database:
        assert kept(database) == (1, 2)
        database.execute("UPDATE radpostauth SET authdate = authdate - interval '31 days'")
        database.execute("UPDATE radacct SET acctstarttime = acctstarttime - interval '91 days',"
                         " acctstoptime = acctstoptime - interval '91 days'")  # fmt: skip
        database.commit()
        forget(0)
        assert kept(database) == (0, 1)


def kept(database: psycopg.Connection) -> tuple[int, int]:
    counts = "SELECT (SELECT count(*) FROM radpostauth), (SELECT count(*) FROM radacct)"
    row = database.execute(counts).fetchone()
    assert row is not None
    return row


# ------------------------------------------------------------------ who is on line
def live(radius: FreeRadius) -> int:
    with connected(radius.url) as database:
        return len(live_sessions(database, "2026-17"))


def test_a_session_whose_number_comes_again_is_on_line_again(radius: FreeRadius) -> None:
    """RouterOS numbers its sessions anew after each start: without that the new one is not cut."""
    now = int(time.time())
    radius.account("Start", User_Name='"2026-17"', Event_Timestamp=now - 300)
    radius.account("Accounting-On", Event_Timestamp=now - 200)
    assert live(radius) == 0
    radius.account("Start", User_Name='"2026-17"', Event_Timestamp=now - 100)
    assert live(radius) == 1
    radius.account("Stop", User_Name='"2026-17"', Event_Timestamp=now - 200)  # the first one's
    assert live(radius) == 1
    radius.account("Stop", User_Name='"2026-17"', Event_Timestamp=now - 50)
    radius.account("Interim-Update", User_Name='"2026-17"', Event_Timestamp=now - 60)
    assert live(radius) == 0, "what came late opens nothing"


def test_a_stop_that_overtakes_its_start_leaves_nobody_on_line(radius: FreeRadius) -> None:
    now = int(time.time())
    radius.account("Stop", User_Name='"2026-17"', Event_Timestamp=now - 50, Acct_Session_Time=10)
    radius.account("Start", User_Name='"2026-17"', Event_Timestamp=now - 60)
    assert live(radius) == 0


@pytest.mark.parametrize(("before", "after"), [(0, -1_500_000_000), (900_000_000, 0)])
def test_a_restart_ends_the_sessions_whatever_the_clock_says(
    radius: FreeRadius, before: int, after: int
) -> None:
    """A server without a battery wakes up in another year, before its time comes by network."""
    now = int(time.time())
    radius.account("Start", User_Name='"2026-17"', Event_Timestamp=now - 60 + before)
    radius.account("Accounting-On", Event_Timestamp=now + after)
    assert live(radius) == 0
