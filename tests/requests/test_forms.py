"""The forms of stages 1 to 3 as schemas: titled, translated, exemplified."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import gettext, override
from pydantic import ValidationError

from tests.requests.desk import ROWS
from turnup.orders.forms import StepForm
from turnup.requests.forms import ReceivedRequest
from turnup.ui.schema import fields

FORMS: dict[str, type[StepForm]] = {
    "request_received": ReceivedRequest,
    **{step: row[0] for step, row in ROWS.items()},
}
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property of the form and of its parts."""
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {}).items()


@each_form
def test_the_example_is_accepted_and_says_itself(form: type[StepForm]) -> None:
    example = form.example()
    assert json.loads(json.dumps(example)) == example
    read = form.read(example)
    assert form.read(read.data()) == read


@each_form
def test_every_field_has_a_title_in_both_languages(form: type[StepForm]) -> None:
    for name, part in properties(form.model_json_schema()):
        texts = [part["title"], part.get("description", ""), *part.get("labels", {}).values()]
        with override("ru"):
            told = [gettext(text) for text in texts if text]
        assert not any(text.isascii() and text not in ("", "BIK") for text in told), name


@each_form
def test_every_choice_has_a_label(form: type[StepForm]) -> None:
    for name, part in properties(form.model_json_schema()):
        values = part.get("additionalProperties")
        options = (part, *part.get("anyOf", ()), values if isinstance(values, dict) else {})
        choices = {value for option in options for value in option.get("enum", ())}
        assert choices == set(part.get("labels", {})), name


@each_form
def test_a_page_can_draw_the_form(form: type[StepForm]) -> None:
    schema = form.model_json_schema()
    drawn = fields(schema, form.example())
    assert [field.name for field in drawn] == list(schema.get("properties", {}))


@each_form
def test_a_text_has_the_limit_of_its_column(form: type[StepForm]) -> None:
    for name, part in form.model_json_schema()["properties"].items():
        limit = part.get("maxLength")
        if limit and limit < 4000:
            with pytest.raises(ValidationError):
                form.read({**form.example(), name: "x" * (limit + 1)})


@each_form
def test_no_text_holds_a_nul(form: type[StepForm]) -> None:
    for name, part in form.model_json_schema()["properties"].items():
        types = {option.get("type") for option in (part, *part.get("anyOf", ()))}
        if "string" in types and "enum" not in str(part) and "widget" not in part:
            with pytest.raises(ValidationError):
                form.read({**form.example(), name: "нуль\x00"})


def test_amounts_are_money_on_the_page() -> None:
    drawn = {field.name: field for field in fields(FORMS["terms_proposed"].model_json_schema())}
    assert (drawn["connection_fee"].kind, drawn["connection_fee"].unit) == ("money", "₽")
