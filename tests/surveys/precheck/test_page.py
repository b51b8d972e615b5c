"""The page of the pre-check: what it shows, to whom, and what it says is lacking."""

import re

import pytest
from django.conf import settings

from tests.desk.readers import Office, open_office
from tests.surveys.precheck.ground import hill, tile
from turnup.customers.models import AccessRecord, Site
from turnup.orders.models import Order
from turnup.surveys.inventory_actions import demo_inventory
from turnup.surveys.inventory_models import Sector
from turnup.surveys.precheck.terrain_shelf import TerrainShelf

KALUGA = (54.513845, 36.261215)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def order(office: Office) -> Order:
    found = office.open_order()
    locate(found, *KALUGA)
    return found


def locate(order: Order, latitude: float | None, longitude: float | None) -> None:
    Site.objects.filter(pk=order.site_id).update(latitude=latitude, longitude=longitude)


def page(office: Office, order: Order, query: str = "", role: str = "survey_engineer") -> str:
    answer = office[role].get(f"/orders/{order.number}/precheck{query}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_it_shows_three_outlooks_a_profile_and_the_numbers(office: Office, order: Order) -> None:
    demo_inventory()
    html = page(office, order)
    assert html.count("sv-tile") >= 3
    assert re.search(r'<svg class="sv-sheet"[^>]*role="img"', html)
    assert "<title id=" in html
    assert "Профиль трассы до сектора KLG-" in html
    assert "Экспресс-АМУ1" in html
    assert "Заключение даёт экспертиза" in html
    assert "180,3" in html
    assert "Чего не хватает" not in html


def test_it_speaks_english(office: Office, order: Order) -> None:
    demo_inventory()
    office["survey_engineer"].client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = page(office, order)
    assert "The survey gives the verdict" in html
    assert "Profile of the way to sector KLG-" in html
    assert "180.3" in html
    assert "Френеля" not in html


def test_a_site_without_coordinates_is_told_so(office: Office, order: Order) -> None:
    demo_inventory()
    locate(order, None, None)
    html = page(office, order)
    assert "У точки нет координат" in html
    assert '<svg class="sv-sheet"' not in html


def test_without_inventory_it_says_what_is_lacking(office: Office, order: Order) -> None:
    html = page(office, order)
    for text in ("нет секторов", "нет подключённых зданий", "нет спутников"):
        assert text in html
    assert html.count("Не рассчитано") == 3


def test_without_terrain_nothing_is_likely_by_radio(
    office: Office, order: Order, shelf: TerrainShelf
) -> None:
    demo_inventory()
    for kept in shelf.kept():
        shelf.remove(kept.name)
    html = page(office, order)
    assert "Без рельефа" in html
    assert "Рельеф загружен не на всём пути" in html
    radio = html[html.index('id="radio"') : html.index('id="lan"')]
    assert "Вероятно" not in radio


def test_a_hill_is_marked_and_the_mast_is_told(
    office: Office, order: Order, shelf: TerrainShelf
) -> None:
    demo_inventory()
    for kept in shelf.kept():
        shelf.remove(kept.name)
    shelf.keep(tile(hill(1201, 150, 25)))
    locate(order, 54.50, 36.40)
    Sector.objects.exclude(code="KLG-EAST-A").delete()
    site = Sector.objects.get().site
    site.latitude, site.longitude = 54.50, 36.60
    site.save()
    html = page(office, order)
    assert "земля выше линии прямой видимости" in html
    assert 'data-tone="bad"><path' in html
    needed = re.search(r"(?:С антенной на высоте|Антенну пришлось бы поднять на) (\d+)", html)
    assert needed
    higher = page(office, order, f"?height_m={needed[1]}")
    assert "земля выше линии прямой видимости" not in higher


def test_a_sector_is_chosen_and_the_form_keeps_it(office: Office, order: Order) -> None:
    demo_inventory()
    html = page(office, order, "?sector=KLG-NORTH-B&height_m=15,5")
    assert "Профиль трассы до сектора KLG-NORTH-B" in html
    assert 'name="sector" value="KLG-NORTH-B"' in html
    assert 'value="15,5"' in html
    assert "?sector=KLG-TV-B&amp;height_m" in html or "height_m=15%2C5&amp;sector=" in html


def test_an_unknown_sector_shows_the_best(office: Office, order: Order) -> None:
    demo_inventory()
    assert "sv-profile" in page(office, order, "?sector=no-such")


@pytest.mark.parametrize(
    "query", ["?height_m=high", "?height_m=-1", "?speed_mbps=1e999", "?height_m=nan"]
)
def test_a_faulty_figure_is_refused_beside_its_field(
    office: Office, order: Order, query: str
) -> None:
    demo_inventory()
    answer = office["survey_engineer"].get(f"/orders/{order.number}/precheck{query}")
    assert answer.status_code == 422
    assert "tu-fault" in answer.content.decode()


def test_who_may_not_see_the_order_finds_nothing(office: Office, order: Order) -> None:
    demo_inventory()
    assert office["lawyer"].get(f"/orders/{order.number}/precheck").status_code == 403
    assert office["noc_head"].get("/orders/999999/precheck").status_code == 404
    assert "sv-tile" in page(office, order, role="account_manager")


def test_reading_it_leaves_an_access_record(office: Office, order: Order) -> None:
    before = AccessRecord.objects.count()
    page(office, order)
    record = AccessRecord.objects.latest("id")
    assert AccessRecord.objects.count() == before + 1
    assert (record.what, record.customer_id) == ("pre-check", order.customer_id)
