"""The arithmetic of counters: what a NAS sends in its worst days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnup.statistics.counters import NARROW, WIDE, Counters, Packet, Step, by_hour, step

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PACKET = Packet("Interim-Update", NOON, NOON, "81c0", "2026-17", "10.0.0.1", None, 300, 1000, 2000)


def packet(minutes: int, sent: int, got: int, **more: object) -> Packet:
    at = NOON + timedelta(minutes=minutes)
    told: dict[str, Any] = {
        "event_at": at,
        "received_at": at,
        "seconds": 300 + minutes * 60,
        **more,
    }
    return replace(PACKET, input=sent, output=got, **told)


def run(*packets: Packet) -> list[tuple[str, int, int]]:
    known: Counters | None = None
    seen = []
    for one in packets:
        done = step(known, one)
        known = done.after
        seen.append((done.verdict, done.input, done.output))
    return seen


def test_each_packet_adds_what_is_new() -> None:
    start = replace(PACKET, kind="Start", seconds=None, input=0, output=0)
    stop = packet(10, 5000, 9000, kind="Stop")
    assert run(start, packet(5, 1500, 2500), stop) == [
        ("counted", 0, 0),
        ("counted", 1500, 2500),
        ("counted", 3500, 6500),
    ]


def test_a_session_whose_start_was_lost_is_counted_whole_from_its_beginning() -> None:
    done = step(None, PACKET)
    assert (done.verdict, done.input, done.since) == ("counted", 1000, NOON - timedelta(minutes=5))


def test_a_repeated_and_a_late_packet_add_nothing() -> None:
    first, second = packet(5, 1500, 2500), packet(10, 1800, 2900)
    assert [one[0] for one in run(first, first, second, first)] == [
        "counted",
        "duplicate",
        "counted",
        "late",
    ]


def test_packets_out_of_order_lose_nothing() -> None:
    one, two, three = packet(5, 10, 10), packet(10, 20, 20), packet(15, 30, 30)
    assert sum(sent for _v, sent, _g in run(one, three, two)) == 30


@pytest.mark.parametrize(("end", "wide"), [(NARROW, False), (WIDE, True)])
def test_a_counter_that_passes_its_end_goes_on(end: int, wide: bool) -> None:
    seen = run(
        replace(packet(0, 0, 0), wide=wide),
        replace(packet(1, 0, 0), wide=wide),
    )
    assert seen[1][0] == "counted"
    known = Counters(NOON, 300, end - 100, end - 7, wide)
    done = step(known, packet(5, 400, 3, wide=wide))
    assert (done.verdict, done.input, done.output) == ("wrapped", 500, 10)


def test_forgotten_gigawords_are_taken_for_a_wrap() -> None:
    known = Counters(NOON, 300, NARROW + 100, 0, wide=True)
    done = step(known, packet(5, 250, 0))
    assert (done.verdict, done.input) == ("wrapped", 150)


def test_a_session_that_began_anew_under_its_name_is_counted_from_nought() -> None:
    before, after = packet(60, 9000, 9000), packet(90, 70, 80, seconds=60)
    assert run(before, after)[1] == ("restarted", 70, 80)


def test_a_number_that_comes_again_after_its_end_counts_anew_though_longer() -> None:
    stop = packet(0, 700, 70, kind="Stop", seconds=60)
    again = packet(30, 800, 80, seconds=600)
    assert run(stop, again)[1] == ("restarted", 800, 80)


def test_a_stop_that_is_repeated_at_a_later_moment_is_no_new_session() -> None:
    """Some servers stamp what they send again with the moment of the sending."""
    update, stop = packet(0, 700, 70, seconds=1), packet(1, 700, 70, seconds=1, kind="Stop")
    later = packet(9, 700, 70, seconds=1, kind="Stop")
    assert run(update, stop, later, later)[1:] == [("duplicate", 0, 0)] * 3


def test_what_no_line_can_carry_is_not_counted() -> None:
    assert step(None, packet(5, 1 << 62, 0, wide=True)).verdict == "implausible"
    known = Counters(NOON, 300, 0, 0, wide=True)
    done = step(known, packet(1, 1 << 60, 0, wide=True))
    assert (done.verdict, done.input) == ("implausible", 0)


@pytest.mark.parametrize("years", [-56, -1, 10])
def test_a_clock_that_is_years_off_is_not_believed(years: int) -> None:
    odd = replace(PACKET, event_at=NOON.replace(year=NOON.year + years))
    assert odd.clock_is_off
    assert step(None, odd).after.at == NOON


def test_a_packet_kept_for_a_day_keeps_its_moment() -> None:
    kept = replace(PACKET, received_at=NOON + timedelta(days=1))
    assert kept.moment == NOON


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**13))
def test_octets_spread_over_hours_stay_the_same_sum(begin: int, length: int, octets: int) -> None:
    since = NOON + timedelta(seconds=begin)
    until = since + timedelta(seconds=length)
    parts = list(by_hour(since, until, octets))
    assert sum(part for _hour, part in parts) == octets
    assert all(hour.minute == hour.second == 0 and part >= 0 for hour, part in parts)
    assert all(since - timedelta(hours=1) < hour <= until for hour, _part in parts)


@given(st.lists(st.integers(0, NARROW - 1), min_size=1, max_size=20), st.randoms())
def test_any_order_with_any_repeats_never_counts_more_than_the_last(
    rises: list[int], chance: Random
) -> None:
    """Ascending counters, delivered with repeats and in disorder: what is counted is the highest
    that was delivered in time."""
    total, packets = 0, []
    for minute, rise in enumerate(rises, start=1):
        total += rise
        packets.append(packet(minute, total, 0, wide=True))
    sent = [*packets, *packets]
    chance.shuffle(sent)
    counted = sum(one[1] for one in run(*sent))
    assert counted == total


def test_a_start_that_comes_twice_takes_nothing_back() -> None:
    start = replace(PACKET, kind="Start", seconds=None, input=0, output=0)
    seen = run(start, packet(5, 1500, 2500), start)
    assert seen[-1] == ("late", 0, 0)
    assert isinstance(step(None, start), Step)
