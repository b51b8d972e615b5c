"""A JSON Schema draws a form, and the posted form comes back as data for the same schema."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from django.http import QueryDict
from django.utils import translation
from pydantic import AwareDatetime, BaseModel, Field

from turnup.ui.fields import flat
from turnup.ui.posted import read
from turnup.ui.schema import fields


class Verdict(StrEnum):
    SOUND = "sound"
    SCRAP = "scrap"


class Line(BaseModel):
    title: str
    price: Decimal
    wanted: bool = False


class Place(BaseModel):
    street: str
    floor: int | None = None


class Repair(BaseModel):
    owner: str = Field(title="Owner of it", max_length=80)
    verdict: Verdict
    second_verdict: Verdict | None = None
    note: str | None = Field(default=None, max_length=2000)
    ready_date: date | None = None
    inspected_at: AwareDatetime
    lines: list[Line]
    wishes: list[str] = []
    readings: dict[str, float] = {}
    place: Place
    deposit: Decimal | None = None
    urgent: bool = False


SCHEMA = Repair.model_json_schema()
POSTED = (
    "owner= Ivanov &verdict=sound&second_verdict=&note=&ready_date=2026-11-09"
    "&inspected_at=2026-11-07T14:05&lines.3.title=Fork&lines.3.price=1 200,50"
    "&lines.7.title=Wheel&lines.7.price=300&lines.7.wanted=on&wishes=soon&wishes="
    "&readings.0.key=play&readings.0.value=0,4&place.street=Kirova&place.floor=2&deposit="
    "&unknown=1"
)


def kinds() -> dict[str, str]:
    return {field.name: field.kind for field in fields(SCHEMA)}


def test_each_shape_of_the_schema_has_its_kind() -> None:
    assert kinds() == {
        "owner": "text",
        "verdict": "radio",
        "second_verdict": "select",
        "note": "textarea",
        "ready_date": "date",
        "inspected_at": "datetime",
        "lines": "objects",
        "wishes": "strings",
        "readings": "pairs",
        "place": "group",
        "deposit": "decimal",
        "urgent": "checkbox",
    }


def test_a_posted_form_is_valid_data_for_the_model() -> None:
    repair = Repair.model_validate(read(SCHEMA, QueryDict(POSTED)))
    assert repair.owner == "Ivanov"
    assert repair.lines == [
        Line(title="Fork", price=Decimal("1200.50")),
        Line(title="Wheel", price=Decimal(300), wanted=True),
    ]
    assert repair.inspected_at == datetime.fromisoformat("2026-11-07T14:05:00+03:00")
    assert repair.wishes == ["soon"]
    assert repair.readings == {"play": 0.4}
    assert repair.place == Place(street="Kirova", floor=2)
    assert repair.deposit is None


def test_what_is_blank_is_left_out_so_that_the_model_names_it() -> None:
    assert read(SCHEMA, QueryDict("owner=%20")) == {"urgent": False}


def test_data_comes_back_into_the_form_with_each_fault_at_its_field() -> None:
    values = read(SCHEMA, QueryDict(POSTED))
    found = fields(SCHEMA, values, {"lines.1.price": "Too dear", "owner": "Unknown"})
    shown = {field.name: field for field in flat(found)}
    assert shown["lines.1.title"].value == "Wheel"
    assert shown["lines.1.price"].error == "Too dear"
    assert shown["inspected_at"].value == "2026-11-07T14:05"
    assert [field.name for field in flat(found) if field.error] == ["owner", "lines.1.price"]


def test_a_fault_inside_a_list_of_strings_shows_at_the_list() -> None:
    found = {field.name: field for field in fields(SCHEMA, {"wishes": ["a"]}, {"wishes.0": "No"})}
    assert found["wishes"].error == "No"


def test_titles_are_translated_and_a_code_nobody_titled_is_spoken() -> None:
    schema = {"properties": {"owner": {"title": "Save", "type": "string"}, "by_whom": {}}}
    with translation.override("ru"):
        assert [field.title for field in fields(schema)] == ["Сохранить", "By whom"]


@pytest.mark.parametrize("typed", ["", "x", "2026-13-45T99:00", "\x00", "9" * 5000])
def test_what_cannot_be_read_is_handed_on_as_typed(typed: str) -> None:
    posted = QueryDict(mutable=True)
    posted["inspected_at"] = typed
    posted["lines.99999.title"] = "beyond the rows that a form can have"
    assert read(SCHEMA, posted).get("inspected_at", "") == typed.strip()
    assert "lines" not in read(SCHEMA, posted)
    assert fields(SCHEMA, {"inspected_at": typed, "lines": "not a list", "place": 3})
