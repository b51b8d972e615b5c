"""The catalogue's pages and its REST door: dated prices, their history, files in and out."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from turnup.catalog.models import Tariff
from turnup.catalog.queries import item_on, tariff_on
from turnup.catalog.rusnet import load_price_list
from turnup.orders.office import publish_packaged
from turnup.people.actions import hire_person, issue_token
from turnup.people.operations import OPERATIONS
from turnup.people.roles import ROLES

SINCE = date(2026, 1, 12)
Ask = Callable[[str], Client]


@pytest.fixture
def now(db: None) -> datetime:
    now = timezone.now()
    load_price_list(at=now, since=SINCE)
    return now


@pytest.fixture
def today(now: datetime) -> date:
    return timezone.localdate(now)


@pytest.fixture
def reader(now: datetime) -> Ask:
    """Sign somebody of a role in."""

    def signed_in(role: str) -> Client:
        person = hire_person(
            actor=None, email=f"{role}@rusnet.example", name="Иванова Анна", at=now, roles=[role]
        )
        client = Client()
        client.force_login(person)
        return client

    return signed_in


def version(day: date, **differing: str) -> dict[str, str]:
    usual = {
        "technology": "radio",
        "title": "Радио 30",
        "speed_down": "30",
        "speed_up": "30",
        "connection_fee": "22000",
        "monthly_fee": "9900",
        "valid_from": day.isoformat(),
    }
    return usual | differing


def test_everybody_reads_and_the_commercial_head_alone_edits():
    assert set(OPERATIONS["catalog.read"].scopes) == set(ROLES)
    assert set(OPERATIONS["catalog.edit"].scopes) == {"commercial_head"}


def test_the_list_is_of_a_day_and_can_be_searched(reader: Ask, now: datetime) -> None:
    client = reader("installer")
    publish_packaged(now=now)
    page = client.get("/catalog/tariffs?q=радио&group=radio").content.decode()
    assert "radio-30" in page
    assert "sat-10" not in page
    assert "Каталог пуст" in client.get("/catalog/tariffs?day=2020-01-01").content.decode()
    assert "Мачта 3 м" in client.get("/catalog/items").content.decode()
    assert "425-ФЗ" in client.get("/catalog/taxes").content.decode()
    assert "[terms.connection]" in client.get("/catalog/terms").content.decode()
    assert client.post("/catalog/tariffs/codes/radio-30/versions", {}).status_code == 403


def test_a_new_price_follows_the_old_one_which_stays_in_the_history(
    reader: Ask, today: date
) -> None:
    client, soon = reader("commercial_head"), today + timedelta(days=7)
    path = "/catalog/tariffs/codes/radio-30"
    assert client.post(f"{path}/versions", version(soon)).status_code == 302
    before, after = tariff_on("radio-30", today), tariff_on("radio-30", soon)
    assert before is not None
    assert after is not None
    assert (before.monthly_fee, after.monthly_fee) == (Decimal(8900), Decimal(9900))
    page = client.get(path).content.decode()
    assert "Иванова Анна" in page
    assert "8\u00a0900" in page


def test_a_price_of_yesterday_is_not_rewritten(reader: Ask, today: date) -> None:
    client = reader("commercial_head")
    said = version(today - timedelta(days=1))
    answer = client.post("/catalog/tariffs/codes/radio-30/versions", said)
    assert answer.status_code == 422
    assert "не переписывают" in answer.content.decode()
    assert Tariff.objects.filter(code="radio-30").count() == 1


def test_what_has_not_begun_can_be_taken_back_and_set_anew(reader: Ask, today: date) -> None:
    client, soon = reader("commercial_head"), today + timedelta(days=7)
    path = "/catalog/tariffs/codes/radio-30"
    client.post(f"{path}/versions", version(soon, monthly_fee="99000"))
    wrong = Tariff.objects.get(monthly_fee=99000)
    assert client.post(f"{path}/versions/{wrong.pk}/undone").status_code == 302
    assert client.get(path).context["form"].initial["monthly_fee"] == Decimal(8900)
    stands = tariff_on("radio-30", soon)
    assert stands is not None
    assert (stands.monthly_fee, stands.valid_until) == (Decimal(8900), None)
    assert client.post(f"{path}/versions", version(soon)).status_code == 302
    history = Tariff.objects.filter(code="radio-30")
    assert history.count() == 3
    assert client.post(f"{path}/versions/{stands.pk}/undone").status_code == 302
    assert history.get(pk=stands.pk).valid_until == soon


def test_what_is_ended_is_sold_no_more(reader: Ask, today: date) -> None:
    client, soon = reader("commercial_head"), today + timedelta(days=7)
    client.post("/catalog/items/codes/mast-3/end", {"on": soon.isoformat()})
    assert item_on("mast-3", today) is not None
    assert item_on("mast-3", soon) is None


def uploaded(content: bytes, day: date) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("прайс.csv", content), "since": day.isoformat()}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_list_goes_out_and_comes_in_again(
    encoding: str, delimiter: str, reader: Ask, today: date
) -> None:
    client, soon = reader("commercial_head"), today + timedelta(days=7)
    query = f"encoding={encoding}&delimiter={delimiter}"
    saved = client.get(f"/catalog/items/export.csv?{query}")
    assert saved["Content-Disposition"].startswith("attachment")
    same = client.post("/catalog/items/import", uploaded(saved.content, soon))
    assert "Ничего не изменится" in same.content.decode()
    text = saved.content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    edited = "\r\n".join(
        line.replace("6800.00", "7000.00")
        for line in text.splitlines()
        if line.startswith(("code", "mast-"))
    )
    trial = client.post("/catalog/items/import", uploaded(edited.encode(encoding), soon))
    assert trial.status_code == 200
    assert trial.context["changed"][0].differences == (("price", "6800.00", "7000.00"),)
    assert item_on("mast-3", soon).price == Decimal(6800)  # type: ignore[union-attr]  # loaded
    said = {"text": trial.context["csv"], "since": soon.isoformat()}
    client.post("/catalog/items/import/confirmed", said)
    assert item_on("mast-3", soon).price == Decimal(7000)  # type: ignore[union-attr]  # loaded
    assert item_on("mast-6", soon).valid_from == SINCE  # type: ignore[union-attr]  # unchanged


def test_what_a_file_leaves_out_stays_as_it_is(reader: Ask, today: date) -> None:
    client, soon = reader("commercial_head"), today + timedelta(days=7)
    text = "code;kind;title;unit;price\nsat-modem;equipment;Спутниковый модем;piece;33500"
    client.post("/catalog/items/import/confirmed", {"text": text, "since": soon.isoformat()})
    modem = item_on("sat-modem", soon)
    assert modem is not None
    assert (modem.price, modem.title_en) == (Decimal(33500), "Satellite modem")
    assert modem.serial_numbered


def test_faulty_lines_are_named_and_nothing_is_brought_in(reader: Ask, today: date) -> None:
    client, soon = reader("commercial_head"), today + timedelta(days=7)
    lines = (
        "code;kind;title;unit;price",
        "pole;material;Столб;piece;1 500,50",
        "pole-2;material;Столб 2;piece;-1",
        "pole-3;вещь;Столб 3;piece;10",
        "pole-4;material;Столб 4;piece",
        "pole-5;material;;piece;дорого",
    )
    answer = client.post("/catalog/items/import", uploaded("\n".join(lines).encode("cp1251"), soon))
    assert answer.status_code == 422
    faults = [(one.line, one.field) for one in answer.context["faults"]]
    assert faults == [(3, "price"), (4, "kind"), (5, ""), (6, "price")]
    said = {"text": answer.context["csv"], "since": soon.isoformat()}
    assert client.post("/catalog/items/import/confirmed", said).status_code == 422
    assert item_on("pole", soon) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x00\x00", "CSV"),
        (b"code;price\nx;1", "kind"),
        (b"code;kind;title;unit;cost\nx;1;1;1;1", "cost"),
        (b"code;kind;title;unit;price\n", "file"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(
    content: bytes, told: str, reader: Ask, today: date
) -> None:
    answer = reader("commercial_head").post("/catalog/items/import", uploaded(content, today))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_programs_read_and_write_the_catalogue(now: datetime, today: date) -> None:
    person = hire_person(
        actor=None, email="h@rusnet.example", name="Глава", at=now, roles=["commercial_head"]
    )
    bearer = {"Authorization": f"Bearer {issue_token(person=person, at=now)}"}
    client = Client(headers=bearer)
    said = {
        "code": "radio-30",
        "technology": "radio",
        "title": "Радио 30",
        "speed_down_kbit": 30_000,
        "speed_up_kbit": 30_000,
        "connection_fee": "22000.00",
        "monthly_fee": "9900.00",
        "valid_from": (today + timedelta(days=7)).isoformat(),
    }
    path = "/api/v1/catalog/tariffs"
    for _again in range(2):
        answer = client.post(
            path, said, content_type="application/json", headers={"Idempotency-Key": "k1"}
        )
        assert answer.status_code == 201, answer.content.decode()
    answer = client.post(
        path, said, content_type="application/json", headers={"Idempotency-Key": "k2"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "valid_from"
    listed = client.get(f"{path}?technology=radio&day={said['valid_from']}").json()
    assert [one["monthly_fee"] for one in listed if one["code"] == "radio-30"] == ["9900.00"]
    assert client.get("/api/v1/catalog/items?kind=fee").json()[0]["kind"] == "fee"
