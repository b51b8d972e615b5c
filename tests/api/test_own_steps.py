"""A checklist step that a company adds to its standard takes the one form, without code."""

from django.utils import timezone

from tests.api.programs import ORDERS, Office
from tests.api.test_refusals import problem
from turnup.orders.office import publish_standard
from turnup.standard import load, packaged

PHOTOS = """
[facts.mast]
title.ru = "Мачта"
title.en = "Mast"
choices.steel = { ru = "Стальная", en = "Steel" }
choices.none = { ru = "Нет", en = "None" }

[facts.photographed]
title.ru = "Есть снимки"
title.en = "Photographed"

[[step]]
code = "photos_taken"
stage = "installation"
title.ru = "Сняты фотографии"
title.en = "Photographs taken"
by = ["installer"]
needs = ["line_connected"]
sets = ["mast", "photographed"]
clock = "technical"

"""
STAGE_5 = "# ================================================================ 5. activation"


def publish_with_photos() -> None:
    text = packaged().text
    assert STAGE_5 in text
    text = text.replace(STAGE_5, PHOTOS + STAGE_5).replace("version = 2", "version = 3", 1)
    text = text.replace(
        'needs = ["line_connected"]\ndue = { term = "connection"',
        'needs = ["line_connected", "photos_taken"]\ndue = { term = "connection"',
    )
    publish_standard(standard=load(text, "ours"), now=timezone.now())


def test_an_own_step_is_described_demanded_and_recorded(office: Office) -> None:
    old = office.open_order()
    publish_with_photos()
    order = office.open_order()
    step = next(s for s in office.standard()["steps"] if s["code"] == "photos_taken")
    assert step["example"] == {"mast": "steel", "photographed": False}
    assert step["schema"]["properties"]["mast"]["enum"] == ["steel", "none"]
    office.drive(order, until="photos_taken")
    told = problem(
        office["installer"].record(order, "line_set_up", office.example("line_set_up")),
        409,
        "gate.photos_missing",
    )
    assert "Сняты фотографии" in told["detail"]
    wrong = {"mast": "wooden", "other": 1}
    told = problem(office["installer"].record(order, "photos_taken", wrong), 422, "field.invalid")
    assert {one["field"] for one in told["errors"]} == {"data.mast", "data.other"}
    said = {"mast": "none", "photographed": True, "note": "С крыши"}
    assert office["installer"].record(order, "photos_taken", said).status_code == 201
    assert office.card(order)["facts"]["mast"] == "none"
    office.drive(order)
    assert office.card(order)["closed"] == "completed"
    problem(office["installer"].record(old, "photos_taken", said), 404, "step.unknown")
    assert office["owner"].get(f"{ORDERS}/{old}").json()["standard"]["version"] == 2
