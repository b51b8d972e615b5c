"""The sixty examples come out as their own facts say; bad lines are named, good ones go on."""

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from turnup.demo.load import load_demo
from turnup.desk.connecting import Came, connect
from turnup.desk.driving import Staff, staff_on
from turnup.desk.intake import Line, Request, read_requests
from turnup.desk.invariants import letters, rooms
from turnup.desk.steps import record_step
from turnup.orders import invariants
from turnup.orders.findings import Finding
from turnup.orders.models import EntryData, Order
from turnup.orders.moves import Move

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
WITHHELD = {
    "customer_signature": "contract_signed_by_customer",
    "permit": "permits_obtained",
    "equipment": "equipment_ready",
}


def expected(request: Request) -> tuple[str | None, str]:
    """Say from the request's facts how its order ends, and the step that it waits for."""
    stops, facts = request.stops, request.facts
    if stops.cancelled_after:
        return "cancelled", ""
    if facts.decision == "no":
        return "refused", ""
    if stops.held_after:
        return "held", ""
    if stops.urgency_refused:
        return None, "survey_urgency_allowed"
    for name, step in WITHHELD.items():
        if getattr(stops, name):
            return None, step
    if stops.money in ("missing", "waived"):
        return None, "money_received"
    return "completed", ""


def drive(name: str) -> list[tuple[Request, Came]]:
    staff, driven = staff_on(timezone.now()), []
    for line in read_requests((EXAMPLES / name).read_bytes()):
        assert line.request, line.faults
        driven.append((line.request, connect(line.request, staff=staff, now=timezone.now())))
    return driven


def test_every_example_comes_as_far_as_its_facts_allow(db: None) -> None:
    load_demo(count=1, today=timezone.localdate())
    driven = drive("requests.jsonl")
    assert len(driven) == 60
    for asked, came in driven:
        end, waits = expected(asked)
        assert came.refused is None, asked.request
        assert (came.card.closed or ("held" if came.card.held else None)) == end, asked.request
        if waits:
            assert waits in came.card.open, asked.request
    waived = [came for asked, came in driven if asked.stops.money == "waived"]
    assert all("act_handed_over" in came.card.standing for came in waived)
    orders = Order.objects.count()
    again = drive("requests.csv")
    assert Order.objects.count() == orders, "the CSV holds the same requests: none is doubled"
    assert [came.card.closed for _, came in again[:3]] == ["completed"] * 3
    findings: dict[str, Finding] = defaultdict(Finding)
    for check in (*invariants.CHECKS, rooms, letters):
        check(findings)
    assert {code for code, finding in findings.items() if finding.broken} == set()


def good(**changes: object) -> dict[str, object]:
    customer = {"kind": "person", "name": "Иванов Иван"}
    whole = {"request": "A", "customer": customer, "site": {"address": "Калуга"}}
    return whole | {"technology": "lan"} | changes


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "JSON"),
        (json.dumps(good(technology="pigeon")), "technology"),
        (json.dumps(good(site={})), "site.address"),
        (json.dumps(good(colour="red")), "colour"),
        (json.dumps(good(facts={"verdict": "maybe"})), "facts.verdict"),
        (json.dumps(good(stops={"held_after": "tea"})), "stops.held_after"),
        (json.dumps(good(site={"address": "x", "lat": 200})), "site.lat"),
        ("[]", "JSON"),
    ],
)
def test_a_bad_line_names_its_number_and_field_and_the_others_go_on(line: str, field: str) -> None:
    text = "\n".join([json.dumps(good()), line, json.dumps(good(request="B"))])
    with translation.override("en"):
        lines = list(read_requests(text.encode()))
    assert [one.number for one in lines] == [1, 2, 3]
    assert [bool(one.request) for one in lines] == [True, False, True]
    assert lines[1].faults[0].fault
    if field != "JSON":
        assert lines[1].faults[0].field == field


def test_a_request_stands_once_in_a_file() -> None:
    lines = list(read_requests(b"\n".join([json.dumps(good()).encode()] * 2)))
    assert lines[1].faults[0].field == "request"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("comma", [",", ";"])
def test_a_table_is_read_as_people_save_it(encoding: str, comma: str) -> None:
    head = ["request", "customer.kind", "customer.name", "site.address", "technology"]
    head += ["facts.urgent", "brief.wanted_by", "facts.verdict"]
    row = ["R", "person", "Петрова Юлия", "Калуга", "lan", "да", "14.12.2026", "feasible"]
    text = "\r\n".join(comma.join(cells) for cells in (head, row))
    (line,) = read_requests(text.encode(encoding))
    assert isinstance(line, Line)
    assert line.request
    assert line.request.customer.name == "Петрова Юлия"
    assert line.request.facts.urgent is True
    assert str(line.request.brief.wanted_by) == "2026-12-14"


def request(**changes: object) -> Request:
    said = good(facts={"verdict": "feasible"}, **changes)
    said["customer"] = {"kind": "company", "name": "ООО «Пример»", "contact": "Белова Ирина"}
    return Request.model_validate(said)


def test_the_files_own_people_stand_in_the_papers(db: None) -> None:
    load_demo(count=1, today=timezone.localdate())
    came = connect(request(), staff=staff_on(timezone.now()), now=timezone.now())
    assert came.order
    said = EntryData.objects.filter(entry__order=came.order)
    by_step = {one.entry.step: one.data or {} for one in said.select_related("entry")}
    assert by_step["contract_signed_by_customer"]["signatory"] == "Белова Ирина"
    assert by_step["act_signed"]["signatory_name"] == "Белова Ирина"
    assert by_step["money_received"]["payer"] == "ООО «Пример»"


def test_a_role_that_nobody_holds_is_named_and_the_rest_goes_on(db: None) -> None:
    load_demo(count=1, today=timezone.localdate())
    everybody = staff_on(timezone.now())
    by_role = {role: who for role, who in everybody.by_role.items() if role != "director"}
    came = connect(request(), staff=Staff(by_role), now=timezone.now())
    assert came.nobody == ("contract_signed_by_director",)
    assert "act_handed_over" in came.card.standing


def test_steps_may_have_happened_earlier(db: None) -> None:
    load_demo(count=1, today=timezone.localdate())
    now = timezone.now()
    at = now - timedelta(days=3)
    came = connect(request(), staff=staff_on(at), now=now, at=at)
    assert came.order
    assert {s.at for s in came.card.standing.values()} == {at}
    assert came.order.moved_at >= now


def test_an_order_that_was_resumed_is_not_held_again(db: None) -> None:
    load_demo(count=1, today=timezone.localdate())
    staff, held = staff_on(timezone.now()), request(stops={"held_after": "terms_agreed"})
    came = connect(held, staff=staff, now=timezone.now())
    assert came.order
    assert came.card.held
    (actor,) = staff.takers(came.standard.steps["order_resumed"], came.order.lead_id)[:1]
    moment = timezone.now()
    move = Move(order_id=came.order.id, actor=actor, at=moment, now=moment)
    record_step(move=move, step="order_resumed", data={})
    assert connect(held, staff=staff, now=timezone.now()).card.closed == "completed"
