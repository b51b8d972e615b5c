"""NetFlow v5, v9 and IPFIX: read from bytes, attributed by the interval, foreign kept apart."""

import socket
import struct
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address

import numpy as np
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
from turnup.installation.actions import create_pool, give_block
from turnup.statistics.collector import Collector, collect, listen
from turnup.statistics.flows import FOREIGN
from turnup.statistics.models import DayOfCounting, Exporter, TrafficHour, UnknownTraffic
from turnup.statistics.netflow import LARGEST, Decoder, Flows, UnreadableError

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


def hostile(fields: tuple[tuple[int, int], ...], content: bytes) -> bytes:
    return ipfix(flowset(2, template(300, fields)), flowset(300, content))


@pytest.mark.parametrize(
    "datagram",
    [
        hostile(((8, 4), (12, 4), (1, 65535), (99, 65535)), bytes(8) + b"\x01\x07"),
        hostile(((8, 4), (12, 4), (1, 65535)), bytes(8) + b"\xff\x00"),
        hostile(((8, 0), (12, 4), (1, 4), (99, 4)), bytes(12)),
        hostile(((8, 4), (12, 4), (1, 0), (99, 4)), bytes(12)),
        hostile(((8, 4), (12, 4), (1, 4), (1, 4), (99, 65535)), bytes(17)),
        hostile(((8, 4), (12, 4), (1, 8), (34, 8)), b"\xff" * 24),
        v9(
            flowset(1, struct.pack(">HHHHHHH", 400, 4, 4, 1, 4, 34, 8)),
            flowset(400, bytes(4) + b"\xff" * 8),
            flowset(0, template(256)),
            data(256, OUT),
        ),
    ],
    ids=["cut", "length cut", "no source", "no octets", "twice", "absurd", "sampled absurdly"],
)
def test_a_hostile_template_stops_no_counting(service: Service, datagram: bytes) -> None:
    collector = Collector()
    collector.take(datagram, "10.0.0.66")
    for one in (flowset(0, template(256)), data(256, IN)):
        collector.take(v9(one), "10.0.0.9")
    collector.write(NOON)
    assert TrafficHour.objects.get(service_id=service.pk).output == 90_000


def test_forged_sums_do_not_stop_what_comes_after(service: Service) -> None:
    collector = Collector()
    collector.take(v9(flowset(0, template(256)), data(256, IN)), "10.0.0.66")
    (one,) = collector.flows
    source, target, ended = (
        np.repeat(part, 80_000) for part in (one.source, one.target, one.ended)
    )
    forged = Flows(source, target, np.full(80_000, LARGEST), ended)
    collector.flows = [forged]
    with closing(listen("127.0.0.1", 0)) as sock:
        collect(sock, collector, ends=lambda: True, written=lambda active: None)
        collector.take(v9(data(256, IN)), "10.0.0.66")
        collect(sock, collector, ends=lambda: True, written=lambda active: None)
    assert TrafficHour.objects.get(service_id=service.pk).output == 90_000


fields_of_flows = st.lists(
    st.tuples(
        st.sampled_from([1, 8, 12, 21, 27, 28, 34, 48, 50, 85, 99, 153, 305]),
        st.sampled_from([0, 1, 2, 3, 4, 8, 9, 16, 65535]),
    ),
    min_size=1,
    max_size=7,
).map(tuple)


@given(fields_of_flows, st.binary(max_size=120))
def test_no_template_breaks_the_reader(fields: tuple[tuple[int, int], ...], content: bytes) -> None:
    with suppress(UnreadableError):
        for one in Decoder().read(hostile(fields, content), "10.0.0.9"):
            assert len(one.source) == len(one.target) == len(one.octets) == len(one.ended)


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


# ------------------------------------------------------------------ sampling, gaps, IPv6
def options(name: int, *fields: tuple[int, int], version: int = 9) -> bytes:
    """Write an options template whose scope is the whole exporter (v9: system; IPFIX: domain)."""
    laid = b"".join(struct.pack(">HH", *field) for field in fields)
    if version == 9:
        head = struct.pack(">HHHHH", name, 4, len(laid), 1, 4)
        return flowset(1, head + laid)
    head = struct.pack(">HHHHH", name, len(fields) + 1, 1, 149, 4)
    return flowset(3, head + laid)


def test_sampling_told_in_options_is_multiplied() -> None:
    decoder = Decoder()
    told = options(257, (34, 4), (35, 1)), flowset(257, struct.pack(">IIB", 1, 100, 1))
    plain = flowset(0, template(256)), data(256, OUT)
    assert octets(v9(*told, *plain), decoder=decoder) == [150_000]
    again = options(400, (305, 4), (306, 4), version=10)
    rate = flowset(400, struct.pack(">III", 7, 1, 511))
    both = flowset(2, template(256)), data(256, OUT)
    assert octets(ipfix(again, rate, *both)) == [1500 * 512]


def test_each_sampler_has_its_own_rate() -> None:
    rates = options(257, (48, 1), (50, 4)), flowset(257, struct.pack(">IBIIBI", 0, 1, 10, 0, 2, 99))
    fields = ((8, 4), (12, 4), (1, 4), (48, 1))
    laid = flowset(0, template(256, fields))
    rows = b"".join(row(OUT, fields[:3]) + bytes([sampler]) for sampler in (1, 2, 3))
    assert octets(v9(*rates, laid, flowset(256, rows))) == [15_000, 148_500, 1500]


def lost(*sequences: int) -> int:
    decoder = Decoder()
    for sequence in sequences:
        told = bytearray(v9(flowset(0, template(256)), data(256, OUT)))
        told[12:16] = struct.pack(">I", sequence)
        decoder.read(bytes(told), "r")
    (heard,) = decoder.heard()
    return heard.lost


def test_gaps_in_an_exporters_numbering_are_counted() -> None:
    assert lost(1, 2, 3) == 0
    assert lost(1, 2, 7) == 4
    assert lost((1 << 32) - 1, 0, 1) == 0, "the numbering begins anew after 2³²"
    assert lost(1, 4, 2, 3, 5) == 0, "what came late was not lost"
    assert lost(900_000, 1, 2) == 0, "the router was restarted"


def test_the_page_shows_who_sends_flows_and_what_was_lost(service: Service) -> None:
    datagrams = [bytearray(v5([OUT] * 3)) for _ in range(2)]
    datagrams[1][16:20] = struct.pack(">I", 10)
    collected(*map(bytes, datagrams))
    row_ = Exporter.objects.get()
    assert (row_.address, row_.version, row_.flows, row_.lost) == ("10.0.0.9", 5, 6, 6)
    assert DayOfCounting.objects.get(verdict="lost").packets == 6
    collected(v5([OUT]))
    row_.refresh_from_db()
    assert (row_.datagrams, row_.flows) == (3, 7)


def test_ipv6_flows_count_for_who_holds_the_prefix(service: Service) -> None:
    Service.objects.update(activated_at=NOON - timedelta(days=2))
    create_pool(name="IPv6", purpose="ipv6", network="2001:db8::/40", block_length=56)
    at = NOON - timedelta(days=2)
    prefix = give_block(order_id=service.order_id, purpose="ipv6", at=at)
    assert prefix == "2001:db8::/56"
    mine, other = "2001:db8:0:7::9", "2001:db8:0:100::1"
    fields = ((27, 16), (28, 16), (1, 4))
    rows = b"".join(
        IPv6Address(one).packed + IPv6Address(two).packed + struct.pack(">I", count)
        for one, two, count in ((mine, "2a00::1", 500), ("2a00::1", mine, 9000),
                                (other, "::1", 70))
    )  # fmt: skip
    collected(v9(flowset(0, template(256, fields)), flowset(256, rows)))
    hour = TrafficHour.objects.get()
    assert (hour.service_id, hour.input, hour.output) == (service.pk, 500, 9000)
    assert UnknownTraffic.objects.get().whose == "2001:db8:0:100::/64"
