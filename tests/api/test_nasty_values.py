"""Every field of every step meets nasty values one by one: refused by name or taken, no 5xx."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.api.programs import ORDERS, Office, Program
from turnup.desk.steps import OPENING, STEPS

NASTY: tuple[Any, ...] = (
    None,
    "",
    " ",
    "x" * 5000,
    "\x01\u202e\ufeff",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
    str(uuid4()),
    -1,
    10**30,
    1e308,
    True,
    [],
    [{}],
    {},
    {"x": {"y": [1]}},
)


def _fault(program: Program, path: str, data: Any, where: str) -> list[str]:
    """Post, undo whatever came of it, and say what is wrong with the answer."""
    with transaction.atomic():
        answer = program.post(path, {"data": data})
        transaction.set_rollback(True)
    if answer.status_code == 201 or (answer.status_code == 422 and answer.json()["errors"]):
        return []
    return [f"{where}: {answer.status_code} {answer.json()['detail']}"]


def _try(office: Office, order: str, step: str, role: str, example: dict[str, Any]) -> list[str]:
    """Post the example with each field in turn made nasty; give what went wrong."""
    wrong: list[str] = []
    for field in STEPS[step].form.model_fields:
        for value in NASTY:
            path, where = f"{ORDERS}/{order}/steps/{step}", f"{step}.{field}={value!r:.30}"
            wrong += _fault(office[role], path, {**example, field: value}, where)
    return wrong


@pytest.fixture
def examples(office: Office) -> dict[str, Any]:
    return {step["code"]: step for step in office.standard()["steps"]}


def test_the_opening(office: Office, examples: dict[str, Any]) -> None:
    form, example = STEPS[OPENING].form, examples[OPENING]["example"]
    parts = form.model_json_schema()["$defs"]
    wrong: list[str] = []
    for value in NASTY:
        for field in form.model_fields:
            said = {**example, field: value}
            wrong += _fault(office["account_manager"], ORDERS, said, f"{field}={value!r:.30}")
        for part, name in (("customer", "NewCustomer"), ("site", "NewSite")):
            for field in parts[name]["properties"]:
                said = {**example, part: {**example[part], field: value}}
                where = f"{part}.{field}={value!r:.30}"
                wrong += _fault(office["account_manager"], ORDERS, said, where)
    assert wrong == []


def test_every_step_of_the_way(office: Office, examples: dict[str, Any]) -> None:
    order = office.open_order()
    wrong: list[str] = []
    while opened := [s for s in office.card(order)["steps"] if s["position"] == "open"]:
        step, role = opened[0]["step"], opened[0]["by"][0]["code"]
        wrong += _try(office, order, step, role, examples[step]["example"])
        office[role].record(order, step, examples[step]["example"])
    assert wrong == []


def test_events_and_side_ways(office: Office, examples: dict[str, Any]) -> None:
    order = office.open_order()
    office.drive(order, until="visit_agreed")
    wrong: list[str] = []
    for step in (
        "note_added",
        "order_held",
        "order_resumed",
        "waiver_granted",
        "visit_missed_by_crew",
    ):
        if step == "order_resumed":
            office["account_manager"].record(order, "order_held", examples["order_held"]["example"])
        role = examples[step]["by"][0]
        wrong += _try(office, order, step, role, examples[step]["example"])
    for step in ("clauses_disputed", "contract_withdrawn", "survey_annulled", "terms_revised"):
        other = office.open_order()
        office.drive(other, until="invoice_issued")
        role = examples[step]["by"][0]
        wrong += _try(office, other, step, role, examples[step]["example"])
    assert wrong == []
