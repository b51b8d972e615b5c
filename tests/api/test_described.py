"""The API's description is whole and true: schemathesis finds no answer it does not tell of."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_type_hints
from uuid import uuid4
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from jsonschema_rs import validator_for
from schemathesis import Case
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from tests.api.programs import ORDERS, Office, open_office
from turnup.api import api
from turnup.desk.schemas import schema_of
from turnup.desk.steps import STEPS
from turnup.orders.office import standing_standard
from turnup.orders.problems import PROBLEMS
from turnup.rest.openapi import document
from turnup.wsgi import application

# What is said in `data` is described step by step in GET /standard, not in the one form here, so
# that a body which fits the form may still be at fault. Tokens are ours, not schemathesis's, which
# would take them for made up; test_refusals asks without one.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "6"))  # of an operation; CONTRIBUTING names more
NOT_ASKED = ("positive_data_acceptance", "ignored_auth")


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


class World:
    """An office with orders at three places of their way; most operations ask for none."""

    def __init__(self, office: Office):
        self.office = office

    @cached_property
    def orders(self) -> list[str]:
        orders = [self.office.open_order() for _ in range(3)]
        self.office.drive(orders[1], until="contract_drafted")
        self.office.drive(orders[2])
        return orders


@pytest.fixture
def world(transactional_db: None) -> World:
    return World(open_office())


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_undescribed_and_none_is_our_fault(case: Case, world: World) -> None:
    office = world.office
    chance = crc32(repr((case.body, case.query, case.path_parameters)).encode("utf-8", "replace"))
    role = sorted(office.by_role)[chance % len(office.by_role)]
    if case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE:
        role = _aim(case, world, chance) or role
    answer = case.call(headers={"Authorization": f"Bearer {office[role].token}"})
    excluded: list[Any] = [CHECKS.get_one(name) for name in NOT_ASKED]
    case.validate_response(answer, excluded_checks=excluded)
    assert answer.status_code < 500


def _aim(case: Case, world: World, chance: int) -> str | None:
    """Let most well-formed cases meet an order and a step that are there; name who may take it."""
    parts = case.path_parameters
    if "Idempotency-Key" in case.headers and chance % 8:
        case.headers["Idempotency-Key"] = str(uuid4())
    if "If-Match" in case.headers and chance % 4:
        del case.headers["If-Match"]
    if case.operation.path == ORDERS:
        return "account_manager"
    if "order_id" not in parts or chance % 5 == 0:
        return None
    parts["order_id"] = world.orders[chance % len(world.orders)]
    if "step" not in parts:
        return None
    parts["step"] = step = sorted(STEPS)[chance % len(STEPS)]
    if chance % 2 and isinstance(case.body, dict):
        case.body["data"] = STEPS[step].form.example()
    return standing_standard().steps[step].by[0]


def test_every_form_is_one_that_programs_and_pages_can_read() -> None:
    for row in STEPS.values():
        for language in ("ru", "en"):
            schema_of(row.form, language)
        validator = validator_for(row.form.model_json_schema())
        assert validator.is_valid(json.loads(json.dumps(row.form.example())))


def test_the_description_names_every_code_header_and_key(office: Office) -> None:
    told = office["owner"].get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert json.loads(json.dumps(told)) == json.loads(json.dumps(document(api), default=str))
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["security"], where
            assert operation["summary"], where
            assert {"400", "401", "405", "500", "503"} <= set(operation["responses"]), where
            headers = {p["name"]: p for p in operation["parameters"] if p["in"] == "header"}
            assert "Accept-Language" in headers, where
            if method != "get":
                assert headers["Idempotency-Key"]["required"], where
                assert {"409", "422"} <= set(operation["responses"]), where


def test_no_two_shapes_of_answers_share_a_name_in_the_description() -> None:
    shapes = {shape for one in _answers() for shape in _shapes(one)}
    names = Counter(shape.__name__ for shape in shapes)
    assert [name for name, times in names.items() if times > 1] == []


def _answers() -> Iterator[Any]:
    for _prefix, router in api._routers:
        for path in router.path_operations.values():
            for operation in path.operations:
                for model in operation.response_models.values():
                    if fields := getattr(model, "model_fields", None):
                        yield fields["response"].annotation


def _shapes(one: Any) -> Iterator[Any]:
    """Give the dataclasses that an answer is made of, however deep."""
    if is_dataclass(one):
        yield one
        for said in get_type_hints(one).values():
            yield from _shapes(said)
    for part in get_args(one):
        yield from _shapes(part)


def test_filters_that_must_be_given_are_told_as_such() -> None:
    told = document(api)["paths"]["/api/v1/addresses/holders"]["get"]["parameters"]
    assert {p["name"]: p["required"] for p in told if p["in"] == "query"} == {
        "address": True,
        "at": False,
    }


def test_no_key_is_given_as_an_example_that_two_requests_would_share() -> None:
    for operations in document(api)["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter["name"] == "Idempotency-Key":
                    assert "examples" not in parameter["schema"]


def test_the_description_is_open_to_all(office: Office) -> None:
    answer = office["owner"].client.get("/api/v1/openapi.json")
    assert answer.status_code == 200


def test_every_example_of_the_description_is_of_the_right_shape(office: Office) -> None:
    told = office["owner"].get("/api/v1/openapi.json").json()
    content = told["paths"][ORDERS + "/{order_id}/steps/{step}"]["post"]["requestBody"]["content"]
    examples = content["application/json"]["examples"]
    assert set(examples) == set(STEPS)
    validator = validator_for(content["application/json"]["schema"])
    assert all(validator.is_valid(one["value"]) for one in examples.values())


def test_the_manual_names_every_route_and_every_code() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    lacking = [code for code in PROBLEMS if code != "gate" and f"`{code}`" not in manual]
    for path, operations in document(api)["paths"].items():
        for method in operations:
            route = f"{method.upper()} {path.removeprefix('/api/v1').replace('order_id', 'id')}"
            if f"`{route}`" not in manual:
                lacking.append(route)
    assert lacking == []
