"""A price has a day it begins; what was sold before keeps the price it was sold at."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from turnup.catalog.actions import set_item, set_tariff, withdraw
from turnup.catalog.models import Item, Tariff, Technology, VatRate
from turnup.catalog.queries import item_on, items_on, tariff_on, tariffs_on, vat_rate_on
from turnup.catalog.rusnet import load_price_list
from turnup.people.actions import hire_person
from turnup.people.actor import actor_of
from turnup.standard.refusals import BadField

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 12, 6, tzinfo=UTC)
JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


def tariff(**differing: Any) -> Tariff:
    usual: dict[str, Any] = {
        "actor": None,
        "at": AT,
        "code": "radio-30",
        "technology": "radio",
        "title": "Радио 30",
        "speed_down_kbit": 30_000,
        "speed_up_kbit": 30_000,
        "connection_fee": Decimal(22_000),
        "monthly_fee": Decimal(8_900),
        "valid_from": JANUARY,
    }
    return set_tariff(**usual | differing)


def item(**differing: Any) -> Item:
    usual: dict[str, Any] = {
        "actor": None,
        "at": AT,
        "code": "mast-3",
        "kind": "material",
        "title": "Мачта 3 м",
        "unit": "piece",
        "price": Decimal(6_800),
        "valid_from": JANUARY,
    }
    return set_item(**usual | differing)


def test_every_company_begins_with_four_technologies_and_the_tax_of_the_land():
    codes = Technology.objects.values_list("code", flat=True)
    assert list(codes) == ["lan", "radio", "leased_line", "satellite"]
    assert all(VatRate.objects.values_list("ground", flat=True))


@pytest.mark.parametrize(
    ("kind", "day", "percent"),
    [
        ("base", date(2025, 12, 31), Decimal(20)),
        ("base", date(2026, 1, 1), Decimal(22)),
        ("reduced", date(2026, 6, 1), Decimal(10)),
        ("special5", date(2026, 6, 1), Decimal(5)),
        ("none", date(2026, 6, 1), None),
    ],
)
def test_the_rate_of_tax_is_that_of_the_day_of_service(
    kind: str, day: date, percent: Decimal | None
):
    assert vat_rate_on(kind, day).percent == percent


def test_a_rate_before_the_tables_beginning_is_not_invented():
    with pytest.raises(VatRate.DoesNotExist):
        vat_rate_on("base", date(2018, 12, 31))


def test_rates_do_not_overlap_and_name_their_ground():
    for wrong in (
        {"kind": "base", "percent": 25, "ground": "x", "valid_from": MARCH},
        {"kind": "none", "percent": 25, "ground": "x", "valid_from": date(2000, 1, 1)},
        {"kind": "reduced", "percent": None, "ground": "x", "valid_from": date(2000, 1, 1)},
        {"kind": "reduced", "percent": 10, "ground": "", "valid_from": date(2000, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            VatRate.objects.create(**{"valid_until": date(2027, 1, 1)} | wrong)


def test_a_new_price_begins_where_the_old_one_ends():
    tariff()
    tariff(monthly_fee=Decimal(9_900), valid_from=MARCH)
    fees = [tariff_on("radio-30", day) for day in (date(2026, 2, 28), MARCH)]
    assert [row and row.monthly_fee for row in fees] == [Decimal(8_900), Decimal(9_900)]
    assert tariff_on("radio-30", date(2025, 12, 31)) is None
    assert tariffs_on(MARCH, "radio").count() == 1
    assert tariffs_on(MARCH, "lan").count() == 0


def test_the_past_of_a_price_cannot_be_rewritten():
    tariff(valid_from=MARCH)
    for day in (JANUARY, MARCH):
        with pytest.raises(BadField, match="valid_from"):
            tariff(valid_from=day)
    later = Tariff.objects.get()
    later.pk, later.valid_from = None, MAY
    with pytest.raises(IntegrityError, match="tariff_code_no_overlap"), transaction.atomic():
        later.save()


def test_what_is_withdrawn_is_not_sold_from_that_day_and_may_come_back():
    withdraw(actor=None, at=AT, row=tariff(), on=MARCH)
    assert tariff_on("radio-30", MARCH) is None
    with pytest.raises(BadField, match="on"):
        withdraw(actor=None, at=AT, row=tariff(valid_from=MAY), on=MAY)
    assert tariff_on("radio-30", MAY) is not None
    assert tariff_on("radio-30", date(2026, 4, 1)) is None


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("code", "Радио"),
        ("code", "radio 30"),
        ("code", ""),
        ("technology", "pigeon"),
        ("title", ""),
        ("title", "\x00"),
        ("speed_down_kbit", 0),
        ("speed_up_kbit", 10**12),
        ("monthly_fee", Decimal("-0.01")),
        ("monthly_fee", Decimal("NaN")),
        ("connection_fee", Decimal(10) ** 10),
    ],
)
def test_a_tariff_that_cannot_be_right_names_its_field(field: str, given: Any):
    with pytest.raises(BadField) as refusal:
        tariff(**{field: given})
    assert refusal.value.params["field"] == field
    assert not Tariff.objects.exists()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kind", "spirit"),
        ("unit", "verst"),
        ("vat", "25"),
        ("price", Decimal("-1")),
        ("serial_numbered", True),
    ],
)
def test_an_item_that_cannot_be_right_names_its_field(field: str, given: Any):
    with pytest.raises(BadField) as refusal:
        item(**{field: given})
    assert refusal.value.params["field"] == field
    assert not Item.objects.exists()


def test_who_set_a_price_is_written_down():
    person = hire_person(
        actor=None, email="h@rusnet.example", name="Начальник", at=AT, roles=["commercial_head"]
    )
    assert item(actor=actor_of(person, AT), valid_from=MARCH).written_by == person
    assert item(code="mast-6").written_by is None


def test_rusnets_price_list_covers_all_technologies():
    load_price_list(at=AT, since=JANUARY)
    sold = tariffs_on(JANUARY)
    assert {row.technology_id for row in sold} == {"lan", "radio", "leased_line", "satellite"}
    assert sold.count() == 15
    assert items_on(JANUARY).count() == 44
    modem = item_on("sat-modem", JANUARY)
    assert modem is not None
    assert modem.serial_numbered
