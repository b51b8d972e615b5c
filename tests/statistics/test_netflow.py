"""NetFlow v5, v9 and IPFIX: read from bytes, attributed by the interval, foreign kept apart."""

import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.statistics.exporter import (
    SENT,
    data,
    flowset,
    ipfix,
    row,
    template,
    v5,
    v9,
)
from turnup.activation.models import Service
from turnup.statistics.collector import Collector, collect, listen
from turnup.statistics.flows import FOREIGN
from turnup.statistics.models import DayOfCounting, TrafficHour, UnknownTraffic
from turnup.statistics.netflow import Decoder, UnreadableError

NOON = datetime.fromtimestamp(SENT, UTC)
OUT = ("100.64.8.3", "8.8.8.8", 1500)
IN = ("8.8.8.8", "100.64.8.3", 90_000)


def read(*datagrams: bytes, decoder: Decoder | None = None) -> list[tuple[int, int]]:
    decoder = decoder or Decoder()
    return [
        (int(source), int(octets))
        for datagram in datagrams
        for one in decoder.read(datagram, "10.0.0.9")
        for source, octets in zip(one.source, one.octets, strict=True)
    ]


def octets(*datagrams: bytes, decoder: Decoder | None = None) -> list[int]:
    return [count for _source, count in read(*datagrams, decoder=decoder)]


def test_the_three_formats_say_the_same() -> None:
    told = flowset(0, template(256)), data(256, OUT, IN)
    for datagrams in ([v5([OUT, IN])], [v9(*told)], [ipfix(flowset(2, template(256)), told[1])]):
        assert octets(*datagrams) == [1500, 90_000]


def test_when_a_flow_ended_is_the_routers_uptime_or_its_clock() -> None:
    (flows,) = Decoder().read(v5([OUT]), "r")
    assert flows.ended.tolist() == [SENT - 1]
    fields = ((8, 4), (12, 4), (1, 4), (153, 8))
    told = ipfix(flowset(2, template(300, fields)), data(300, OUT, fields=fields))
    (flows,) = Decoder().read(told, "r")
    assert flows.ended.tolist() == [SENT]


def test_sampled_flows_are_multiplied() -> None:
    assert octets(v5([OUT], sampling=0x4000 | 100)) == [150_000]


def test_flows_wait_for_their_template() -> None:
    decoder = Decoder()
    assert octets(v9(data(256, OUT)), v9(data(256, IN)), decoder=decoder) == []
    assert decoder.without_template == 2
    assert octets(v9(flowset(0, template(256))), decoder=decoder) == [1500, 90_000]
    assert decoder.without_template == 0


def test_a_changed_template_holds_from_then_on() -> None:
    longer = ((1, 4), (2, 4), (8, 4), (4, 1), (12, 4), (21, 4))
    decoder = Decoder()
    assert octets(
        v9(flowset(0, template(256)), data(256, OUT)),
        v9(flowset(0, template(256, longer)), data(256, IN, fields=longer)),
        decoder=decoder,
    ) == [1500, 90_000]


def test_templates_belong_to_their_exporter_and_domain() -> None:
    decoder = Decoder()
    decoder.read(v9(flowset(0, template(256)), domain=1), "a")
    assert decoder.read(v9(data(256, OUT), domain=2), "a") == []
    assert decoder.read(v9(data(256, OUT), domain=1), "b") == []
    assert len(decoder.read(v9(data(256, OUT), domain=1), "a")) == 1


def test_an_enterprises_own_and_varying_fields_are_passed_over() -> None:
    fields = b"".join(
        (b"\x00\x08\x00\x04", b"\x80\x05\xff\xff\x00\x00\x26\x8c", b"\x00\x0c\x00\x04",
         b"\x00\x01\x00\x08"))  # fmt: skip
    named = b"\x01\x2c\x00\x04" + fields
    plain = row(OUT, ((8, 4),)), row(OUT, ((12, 4), (1, 8)))
    short = plain[0] + b"\x03abc" + plain[1]
    long = plain[0] + b"\xff\x01\x00" + b"x" * 256 + plain[1]
    assert octets(ipfix(flowset(2, named), flowset(300, short + long))) == [1500, 1500]


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\x00",
        b"\x00\x07" + b"\0" * 40,
        v5([OUT])[:-1],
        v9(flowset(0, template(256)))[:-3],
        v9(b"\x00\x00\x00\x02"),
        v9(flowset(0, template(256, [(8, 0)]))),
        ipfix(flowset(2, template(256)))[:20],
    ],
)
def test_what_cannot_be_read_is_refused(datagram: bytes) -> None:
    with pytest.raises(UnreadableError):
        Decoder().read(datagram, "r")


@given(st.binary(max_size=200), st.sampled_from([b"\x00\x05", b"\x00\x09", b"\x00\x0a", b""]))
def test_no_bytes_break_the_reader(noise: bytes, version: bytes) -> None:
    decoder = Decoder()
    for datagram in (version + noise, v9(flowset(0, template(256)), flowset(256, noise))):
        try:
            decoder.read(datagram, "r")
        except UnreadableError:
            continue


def collected(*datagrams: bytes, now: datetime = NOON + timedelta(seconds=5)) -> Collector:
    collector = Collector()
    for datagram in datagrams:
        collector.take(datagram, "10.0.0.9")
    collector.write(now)
    return collector


def test_flows_count_for_who_held_the_address_then(service: Service) -> None:
    after = NOON - timedelta(minutes=2)
    Service.objects.update(activated_at=NOON - timedelta(days=2))
    collected(v5([OUT, IN]))
    (hour,) = TrafficHour.objects.all()
    assert (hour.service_id, hour.source, hour.input, hour.output) == (
        service.pk,
        "netflow",
        1500,
        90_000,
    )
    Service.objects.update(ended_at=after)
    collected(v5([OUT]))
    assert TrafficHour.objects.get().input == 1500
    assert UnknownTraffic.objects.get().whose == "100.64.8.3"


def test_foreign_flows_are_summed_apart(service: Service) -> None:
    collected(v5([("8.8.8.8", "9.9.9.9", 400)]))
    assert UnknownTraffic.objects.values_list("whose", "input").get() == (FOREIGN, 400)
    assert not TrafficHour.objects.exists()


def test_a_clock_years_off_and_an_absurd_flow_do_no_harm(service: Service) -> None:
    Service.objects.update(activated_at=NOON - timedelta(days=2))
    huge = ("100.64.8.3", "8.8.8.8", (1 << 64) - 1)
    told = v9(flowset(0, template(256)), data(256, huge))
    collected(v5([OUT], sent=1000), told, b"noise")
    assert TrafficHour.objects.get().hour == NOON
    verdicts = dict(DayOfCounting.objects.values_list("verdict", "packets"))
    assert verdicts == {"counted": 2, "clock_off": 1, "implausible": 1, "unreadable": 1}


def test_only_known_routers_are_believed(service: Service) -> None:
    collector = Collector(allowed=frozenset({"10.0.0.1"}))
    collector.take(v5([OUT]), "10.0.0.9")
    assert (collector.held, collector.refused) == (0, 1)


def test_a_socket_is_read_to_the_last_datagram(service: Service) -> None:
    Service.objects.update(activated_at=datetime.now(UTC) - timedelta(days=1))
    sock, collector, stop = listen("127.0.0.1", 0), Collector(), threading.Event()
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range(20):
        sender.sendto(v5([OUT] * 30, sent=int(time.time())), sock.getsockname())
    threading.Timer(0.6, stop.set).start()
    collect(sock, collector, ends=stop.is_set, written=lambda _active: None)
    sock.close()
    assert sum(TrafficHour.objects.values_list("input", flat=True)) == 20 * 30 * 1500
