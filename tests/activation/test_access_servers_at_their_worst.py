"""What access servers get wrong in accounting is counted right: real packets, FreeRADIUS."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.activation.conftest import active
from tests.activation.radius_box import FreeRadius
from tests.walk import Provider
from turnup.activation.models import Service
from turnup.activation.radius import connected
from turnup.statistics.deliver import count_batch
from turnup.statistics.models import (
    AccountedSession,
    DayOfCounting,
    TrafficDay,
    TrafficHour,
    UnknownTraffic,
)


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


@pytest.fixture
def line(company: Provider, radius: FreeRadius) -> Callable[..., None]:
    """Give what sends one packet of the line in service: kind, how long ago, seconds, octets."""
    active(company)
    Service.objects.update(activated_at=timezone.now() - timedelta(days=1))
    now = int(timezone.now().timestamp())

    def send(kind: str, ago: int | None, seconds: int, octets: int, **more: object) -> None:
        told: dict[str, object] = {"User_Name": '"2026-17"', "Acct_Session_Time": seconds}
        told |= {"Acct_Input_Octets": octets, "Acct_Output_Octets": octets}
        if ago is not None:
            told["Event_Timestamp"] = now - ago
        assert radius.account(kind, **{**told, **more}) == "Accounting-Response"

    return send


def test_packets_of_one_second_in_the_wrong_order_are_no_wrap(
    line: Callable[..., None], radius: FreeRadius
) -> None:
    line("Start", 600, 0, 0)
    line("Stop", 0, 600, 2000)
    line("Interim-Update", 0, 600, 1900)
    line("Interim-Update", 0, 599, 1800)
    line("Stop", 0, 600, 2000)
    assert counted_by(radius)[:2] == (2000, 2000)


def test_a_server_that_says_how_long_it_tried_is_believed(
    line: Callable[..., None], radius: FreeRadius
) -> None:
    """Without Event-Timestamp the moment is ours less Acct-Delay-Time (RFC 2866, 5.2)."""
    line("Interim-Update", None, 600, 1000)
    line("Interim-Update", None, 300, 500, Acct_Delay_Time=300)
    line("Interim-Update", None, 660, 1500)
    sent, _received, verdicts = counted_by(radius)
    assert (sent, verdicts) == (1500, {"counted": 2, "late": 1})


def test_a_session_whose_number_comes_again_counts_anew_though_its_start_was_lost(
    line: Callable[..., None], radius: FreeRadius
) -> None:
    line("Start", 1000, 0, 0)
    line("Interim-Update", 900, 100, 700)
    radius.account("Accounting-On", Event_Timestamp=int(timezone.now().timestamp()) - 800)
    line("Interim-Update", 400, 300, 800)
    assert counted_by(radius)[:2] == (1500, 1500)


def test_a_restarted_server_has_no_sessions_on_the_services_page(
    line: Callable[..., None], radius: FreeRadius
) -> None:
    line("Start", 1000, 0, 0)
    line("Interim-Update", 100, 900, 7)
    counted_by(radius)
    radius.account("Accounting-On")
    line("Start", 0, 0, 0, Acct_Session_Id="later", NAS_IP_Address="10.255.0.9")
    counted_by(radius)
    ended = {one.session_id: one.stopped_at for one in AccountedSession.objects.all()}
    assert (ended["81c00017"] is None, ended["later"] is None) == (False, True)


def test_a_clock_hours_behind_takes_no_traffic_from_a_line_just_activated(
    line: Callable[..., None], radius: FreeRadius
) -> None:
    Service.objects.update(activated_at=timezone.now() - timedelta(minutes=10))
    line("Start", 3 * 3600, 0, 0)
    line("Interim-Update", 3 * 3600 - 300, 300, 700)
    assert counted_by(radius)[:2] == (700, 700)
    assert not UnknownTraffic.objects.exists()


def test_a_packet_that_cannot_be_written_stops_no_other(
    line: Callable[..., None], radius: FreeRadius
) -> None:
    garbage = '"' + r"\377" * 253 + '"'
    line("Interim-Update", 0, 60, 5, Acct_Session_Id=garbage)
    line("Interim-Update", 0, 60, 7, Acct_Session_Id="plain")
    assert counted_by(radius)[:2] == (12, 12)
    TrafficHour.objects.update(input=(1 << 63) - 10)
    line("Interim-Update", 0, 120, 100, Acct_Session_Id="plain")
    line("Interim-Update", 0, 60, 9, User_Name='"nobody"')
    verdicts = counted_by(radius)[2]
    assert verdicts["unreadable"] == 1
    assert UnknownTraffic.objects.get().input == 9
    assert radius.packets() == []
