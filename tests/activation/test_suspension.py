"""Suspension, resumption and termination, and RADIUS and the access servers that follow."""

import json
import socket
import time
from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from tests.activation.radius_box import SECRET, access_server, radius_database, said
from tests.walk import Provider
from turnup.activation import access_server as access_server_module
from turnup.activation import actions
from turnup.activation import radius as radius_module
from turnup.activation.access_server import NotAnswered
from turnup.activation.convergence import radius_agrees
from turnup.activation.deliver import change_session, provide, reconcile
from turnup.activation.models import RadiusLink, Service, Suspension
from turnup.activation.profile import Line, account, changes_in_place
from turnup.desk.invariants import rooms
from turnup.installation.models import AddressAssignment
from turnup.orders.findings import Finding
from turnup.orders.models import Order
from turnup.postgres.place import Place
from turnup.standard.refusals import BadField

TABLES = """
CREATE TABLE radcheck (id serial PRIMARY KEY, username text, attribute text, op text, value text);
CREATE TABLE radreply (LIKE radcheck INCLUDING ALL);
CREATE TABLE radacct (acctsessionid text, username text, nasipaddress inet,
    framedipaddress inet, acctstoptime timestamptz)"""


@pytest.fixture
def radius(postgres: Place, settings: Settings) -> str:
    settings.RADIUS_DATABASE_URL = radius_database(postgres)
    with psycopg.connect(settings.RADIUS_DATABASE_URL) as database:
        database.execute(TABLES)
    return settings.RADIUS_DATABASE_URL


@pytest.fixture
def order(company: Provider) -> Order:
    order = company.take_until(company.open_order(), "service_activated")
    company.take(order, "service_activated", login="2026-17")
    actions.change_speed(
        order_id=order.id, speed_down_kbit=100_000, speed_up_kbit=20_000, at=company.now
    )
    return order


def suspend(order: Order, company: Provider, **how: Any) -> Suspension:
    return actions.suspend_service(
        **{"order_id": order.id, "reason": "debt", "at": company.now, **how}
    )


def session(url: str, login: str = "2026-17") -> None:
    with psycopg.connect(url) as database:
        database.execute(
            "INSERT INTO radacct VALUES ('81c0', %s, '127.0.0.1', '100.64.8.3', NULL)", [login]
        )


def queued_changes() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'changes' FROM procrastinate_jobs"
            " WHERE task_name = 'activation.change_session' ORDER BY id"
        )
        return [row[0] and json.loads(row[0]) for row in cursor.fetchall()]


def names(url: str, table: str = "radreply") -> dict[str, str]:
    return {attribute: value for _login, attribute, value in said(url, table)}


def test_the_upload_stands_first_in_a_rate_limit(order: Order, radius: str) -> None:
    provide("2026-17")
    assert names(radius)["Mikrotik-Rate-Limit"] == "20000k/100000k"


ADDRESS = ("Framed-IP-Address", ":=", "100.64.8.3")


@pytest.mark.parametrize(
    ("vendor", "limit", "redirect"),
    [
        (
            "mikrotik",
            {("Mikrotik-Rate-Limit", ":=", "20k/100k")},
            {ADDRESS, ("Mikrotik-Address-List", ":=", "q")},
        ),
        ("accel", {("Filter-Id", ":=", "100/20")}, {("Framed-Pool", ":=", "q")}),
        (
            "cisco",
            {
                ("Cisco-AVPair", "+=", "ip:sub-qos-policy-in=UP-20K"),
                ("Cisco-AVPair", "+=", "ip:sub-qos-policy-out=DOWN-100K"),
            },
            {ADDRESS, ("Cisco-Account-Info", "+=", "Aq")},
        ),
    ],
)
def test_each_vendor_has_its_attributes(vendor: Any, limit: set[Any], redirect: set[Any]) -> None:
    """Redirected, nothing goes round the quarantine: no IPv6 prefix, no block, for accel-ppp no
    address, which it would take before the pool."""
    held = {"ipv6_prefix": "2001:db8:1::/56", "routed": "203.0.113.8/29"}
    line = Line("a", "p", "100.64.8.3", 100, 20, way="redirect", **held)
    assert account(line, vendor=vendor, quarantine="q").reply == limit | redirect
    back = account(replace(line, way=None), vendor=vendor, quarantine="q").reply
    route = ("Framed-Route", "+=", "203.0.113.8/29 100.64.8.3 1")
    prefix = ("Delegated-IPv6-Prefix", ":=", "2001:db8:1::/56")
    assert back == limit | {ADDRESS, prefix, route}


def test_a_debtor_is_redirected_and_comes_back(
    order: Order, company: Provider, radius: str
) -> None:
    provide("2026-17")
    before = said(radius)
    suspend(order, company)
    provide("2026-17")
    assert names(radius)["Mikrotik-Address-List"] == "suspended"
    lifted = actions.resume_service(order_id=order.id, reason="debt", at=company.now)
    assert lifted is not None
    assert lifted.until == company.now
    provide("2026-17")
    assert said(radius) == before


def test_each_reason_is_lifted_for_itself_and_the_stricter_way_counts(
    order: Order, company: Provider, radius: str
) -> None:
    suspend(order, company)
    assert suspend(order, company) == suspend(order, company), "the same again changes nothing"
    suspend(order, company, reason="authority", way="reject")
    provide("2026-17")
    assert ("2026-17", "Auth-Type", "Reject") in said(radius, "radcheck")
    actions.resume_service(order_id=order.id, reason="debt", at=company.now)
    provide("2026-17")
    assert ("2026-17", "Auth-Type", "Reject") in said(radius, "radcheck")
    actions.resume_service(order_id=order.id, reason="authority", at=company.now)
    assert actions.resume_service(order_id=order.id, reason="debt", at=company.now) is None
    provide("2026-17")
    assert "Auth-Type" not in names(radius, "radcheck")


def test_what_cannot_be_suspended_is_refused_by_name(order: Order, company: Provider) -> None:
    for wrong in ({"reason": "spite"}, {"way": "hammer"}, {"order_id": uuid4()}):
        with pytest.raises((BadField, Order.DoesNotExist)):
            suspend(order, company, **wrong)
    assert not Suspension.objects.exists()


def test_a_live_session_is_changed_or_cut_as_a_coa_can(
    order: Order, company: Provider, radius: str
) -> None:
    provide("2026-17")
    session(radius)
    suspend(order, company)
    provide("2026-17")
    actions.resume_service(order_id=order.id, reason="debt", at=company.now)
    provide("2026-17")
    actions.change_speed(order_id=order.id, speed_down_kbit=9, speed_up_kbit=7, at=company.now)
    provide("2026-17")
    suspend(order, company, way="reject")
    provide("2026-17")
    assert queued_changes() == [
        {"Mikrotik-Address-List": "suspended"},
        None,  # a CoA takes nothing away: the session begins anew
        {"Mikrotik-Rate-Limit": "7k/9k"},
        None,
    ]


def test_another_address_needs_a_new_session() -> None:
    one, other = (
        account(Line("a", "p", address), vendor="mikrotik", quarantine="q")
        for address in ("100.64.8.3", "100.64.8.4")
    )
    assert changes_in_place(one, other) is None


def told(port: int, changes: dict[str, str] | None) -> None:
    actions.keep_access_server(name="box", address="127.0.0.1", secret=SECRET, dynamic_port=port)
    change_session(login="2026-17", session_id="81c0", server="127.0.0.1", changes=changes)


def test_an_access_server_changes_a_session_in_place(db: None) -> None:
    with access_server() as box:
        told(box.port, {"Mikrotik-Rate-Limit": "7k/9k"})
    ((kind, asked),) = box.asked
    assert (kind, asked["User-Name"], asked["Acct-Session-Id"]) == ("coa", "2026-17", "81c0")
    assert asked["Mikrotik-Rate-Limit"] == "7k/9k"


def test_a_session_that_cannot_be_changed_is_cut(db: None) -> None:
    with access_server(takes_coa=False) as box:
        told(box.port, {"Mikrotik-Rate-Limit": "7k/9k"})
    assert [kind for kind, _asked in box.asked] == ["coa", "disconnect"]


def test_a_session_that_is_gone_is_no_fault_and_a_refusal_is_one(db: None) -> None:
    with access_server(takes_disconnect=False, cause=503) as box:
        told(box.port, None)
    for refused in (501, 404):
        with access_server(takes_disconnect=False, cause=refused) as box:
            with pytest.raises(NotAnswered):
                told(box.port, None)


def test_the_sessions_of_a_silent_server_hold_the_worker_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a hundred of them keep every other line, letter and paper waiting for minutes."""
    monkeypatch.setattr(access_server_module, "PATIENCE", 0.5)
    monkeypatch.setattr(access_server_module, "QUIET", 2.0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        began = time.monotonic()
        for _ in range(50):
            with pytest.raises(NotAnswered):
                told(silent.getsockname()[1], None)
        assert time.monotonic() - began < 10, "fifty of them, each of a second"
    time.sleep(2)
    with access_server() as box:
        told(box.port, None)
    assert [kind for kind, _asked in box.asked] == ["disconnect"]


def test_a_terminated_service_gives_its_address_back_and_verify_agrees(
    order: Order, company: Provider, radius: str
) -> None:
    provide("2026-17")
    suspend(order, company)
    actions.terminate_service(order_id=order.id, at=company.now, reason="Расторжение", by=None)
    reconcile(0)
    assert said(radius) == []
    assert said(radius, "radcheck") == []
    assert not AddressAssignment.objects.filter(order=order, until=None).exists()
    assert not Suspension.objects.filter(until=None).exists()
    findings: dict[str, Finding] = defaultdict(Finding)
    rooms(findings)
    assert (findings["I6"].violations, findings["I9"].violations) == ([], [])


def test_reconciling_mends_both_ways(order: Order, radius: str) -> None:
    provide("2026-17")
    right = said(radius), said(radius, "radcheck")
    with psycopg.connect(radius) as database:
        database.execute("UPDATE radreply SET value = '10.0.0.1' WHERE attribute LIKE 'Framed%'")
        database.execute(
            "INSERT INTO radcheck VALUES (99, 'stray', 'Cleartext-Password', ':=', 'x')"
        )
    reconcile(0)
    assert (said(radius), said(radius, "radcheck")) == right
    assert RadiusLink.objects.get().agreed_at is not None


def test_an_outage_is_visible_loses_nothing_and_leaves_no_dead_letter(
    order: Order, company: Provider, radius: str, settings: Settings
) -> None:
    settings.RADIUS_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/radius"
    with pytest.raises(psycopg.OperationalError):
        provide("2026-17")
    provide("2026-17", last=True)
    reconcile(0)
    link = RadiusLink.objects.get()
    assert link.silent_since is not None
    assert link.fault
    assert Service.objects.get().provisioned_at is None
    settings.RADIUS_DATABASE_URL = radius
    reconcile(0)
    assert RadiusLink.objects.get().silent_since is None
    assert names(radius)["Framed-IP-Address"] == Service.objects.get().ip_address


def agreement() -> list[str]:
    findings: dict[str, Finding] = defaultdict(Finding)
    radius_agrees(findings)
    assert findings["I19"].checked >= 1
    return [one["fault"] for one in findings["I19"].violations]


def test_tables_that_somebody_holds_are_a_silence_and_no_endless_wait(
    order: Order, radius: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(radius_module, "WAITS", "-c lock_timeout=200ms")
    with psycopg.connect(radius) as other:
        other.execute("LOCK TABLE radcheck")
        reconcile(0)
        assert RadiusLink.objects.get().silent_since is not None
    reconcile(0)
    assert RadiusLink.objects.get().silent_since is None
    assert "Framed-IP-Address" in names(radius)


def test_verify_sees_what_radius_says_otherwise(order: Order, radius: str) -> None:
    assert agreement() == [], "no reconciling has had its time yet"
    reconcile(0)
    assert agreement() == []
    for statement in (
        "DELETE FROM radcheck",
        "UPDATE radreply SET value = '10.0.0.1' WHERE attribute LIKE 'Framed%'",
        "INSERT INTO radcheck VALUES (99, 'stray', 'Cleartext-Password', ':=', 'x')",
    ):
        with psycopg.connect(radius) as database:
            database.execute(statement)
        assert len(agreement()) == 1, statement
        reconcile(0)
        assert agreement() == []


def test_verify_does_not_claim_to_have_compared_with_a_radius_that_is_away(
    order: Order, radius: str, settings: Settings
) -> None:
    provide("2026-17")
    findings: dict[str, Finding] = defaultdict(Finding)
    settings.RADIUS_DATABASE_URL += "_away"
    radius_agrees(findings)
    assert findings["I19"].checked == 0


def test_what_changed_a_moment_ago_has_its_time(
    order: Order, company: Provider, radius: str
) -> None:
    reconcile(0)
    actions.change_speed(order_id=order.id, speed_down_kbit=9, speed_up_kbit=7, at=timezone.now())
    assert agreement() == []
