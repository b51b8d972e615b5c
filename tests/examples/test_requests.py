"""The example requests are what their README says: sixty, varied, with valid requisites."""

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from turnup.customers import requisites
from turnup.people.phones import as_e164
from turnup.standard import packaged

EXAMPLES = Path(__file__).parents[2] / "examples"
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
LINES = (EXAMPLES / "requests.jsonl").read_text(encoding="utf-8").splitlines()
REQUESTS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
BY_NAME = {request["request"]: request for request in REQUESTS}


def test_there_are_sixty_and_no_two_customers_are_one():
    assert len(REQUESTS) == len(BY_NAME) == 60
    for field in ("name", "inn", "ogrn", "phone", "email"):
        said = [r["customer"][field] for r in REQUESTS if field in r["customer"]]
        assert len(said) == len(set(said)), field


@pytest.mark.parametrize("name", BY_NAME)
def test_a_customer_has_valid_requisites_and_can_be_reached(name):
    customer = BY_NAME[name]["customer"]
    if customer["kind"] == "company":
        assert requisites.is_company_inn(customer["inn"])
        assert requisites.is_kpp(customer["kpp"])
        assert requisites.is_ogrn(customer["ogrn"])
        assert customer["contact"]
    if customer["kind"] == "sole_trader":
        assert requisites.is_person_inn(customer["inn"])
        assert requisites.is_ogrnip(customer["ogrn"])
    if customer["kind"] == "person" and "inn" in customer:
        assert requisites.is_person_inn(customer["inn"])
    assert as_e164(customer["phone"]).startswith(("+74842", "+79"))
    assert customer["email"].endswith(".example")


@pytest.mark.parametrize("name", BY_NAME)
def test_facts_and_stops_are_the_standards_own_words(name):
    request, standard = BY_NAME[name], packaged()
    said = {**request["facts"], **request.get("second_survey", {})}
    assert said["verdict"]
    for fact, value in said.items():
        assert standard.facts[fact].accepts(value), fact
    assert standard.facts["technology"].accepts(request["technology"])
    stops = request.get("stops", {})
    assert {stops[key] for key in ("held_after", "cancelled_after") if key in stops} <= set(
        standard.steps
    )
    assert (request["facts"]["verdict"] == "not_feasible") == ("decision" in request["facts"])
    assert (request["facts"].get("decision") == "build") == ("second_survey" in request)


def test_the_sites_lie_in_and_around_kaluga():
    places = [(r["site"]["lat"], r["site"]["lon"]) for r in REQUESTS]
    assert len(set(places)) == 60
    assert all(54.3 < lat < 54.8 and 35.5 < lon < 36.5 for lat, lon in places)
    in_town = [p for p in places if 54.44 < p[0] < 54.58 and 36.15 < p[1] < 36.39]
    assert len(in_town) > 50


def test_all_that_can_happen_happens():
    technologies = Counter(r["technology"] for r in REQUESTS)
    assert set(technologies) == {"lan", "radio", "leased_line", "satellite", "any"}
    assert min(technologies.values()) >= 5
    facts = Counter(f"{k}:{v}" for r in REQUESTS for k, v in r["facts"].items())
    for fact in ("urgent", "outdoor", "permits_needed", "special_equipment", "terms_changed"):
        assert facts[f"{fact}:True"] >= 5, fact
    for fact in ("nonstandard_terms", "disputed", "temporary_connection"):
        assert facts[f"{fact}:True"] >= 5, fact
    assert facts["decision:build"] >= 3
    assert facts["decision:no"] >= 3
    stops = Counter(f"{k}:{v}" for r in REQUESTS for k, v in r.get("stops", {}).items())
    for stop in ("money:missing", "money:waived", "money:waived_then_paid", "missed_visits:2"):
        assert stops[stop], stop
    assert sum(count for stop, count in stops.items() if stop.startswith("cancelled_after")) == 5


def test_the_readme_lists_every_request_with_its_end():
    rows = dict(re.findall(r"^\| (R-\d+) \|.*\| ([^|]+) \|$", README, re.MULTILINE))
    assert set(rows) == set(BY_NAME)
    assert Counter(rows.values())["in service"] == 38
    for name, end in rows.items():
        stops = BY_NAME[name].get("stops", {})
        waits = set(stops) - {"missed_visits"} and stops.get("money") != "waived_then_paid"
        refused = BY_NAME[name]["facts"].get("decision") == "no"
        assert (end == "in service") == (not waits and not refused), name


def test_the_csv_says_the_same_as_the_json():
    with (EXAMPLES / "requests.csv").open(encoding="cp1251", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 12
    for row in rows:
        assert _said(row) == _plain(BY_NAME[row["request"]])


def _plain(request: dict[str, Any]) -> dict[str, Any]:
    """Give a request as dotted names and the texts that a table cell holds."""
    plain: dict[str, Any] = {}
    for name, value in request.items():
        if isinstance(value, dict):
            plain |= {f"{name}.{part}": _cell(inner) for part, inner in value.items()}
        else:
            plain[name] = _cell(value)
    return plain


def _cell(value: Any) -> str:
    if value is True:
        return "да"
    if isinstance(value, list):
        return " | ".join(value)
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return date.fromisoformat(value).strftime("%d.%m.%Y")
    return str(value)


def _said(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}
