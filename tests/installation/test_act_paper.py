"""The act's paper: what it says, both signatures, kept byte for byte and sealed."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.walk import Provider
from turnup.installation.act_words import act_data
from turnup.installation.actions import make_act, seal_act
from turnup.installation.models import CompletionAct
from turnup.installation.signature import is_drawn
from turnup.orders.models import Order
from turnup.papers.queries import content_of
from turnup.papers.seal import is_sealed
from turnup.standard.refusals import BadField
from turnup.stock.actions import keep_item, open_place, receive_goods
from turnup.stock.actions.goods import Goods
from turnup.stock.queries import find_device

PEN = "M40 120L52 96L66 131L81 90L97 128L120 101L150 118L182 99L210 120"


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def signed(company: Provider, **said: object) -> CompletionAct:
    order = company.take_until(company.open_order(), "line_connected")
    company.take(order, "line_connected", readings={"loss_pct": "2"}, port="sw-4 / 12")
    company.take(order, "line_set_up", speed_down_kbit=98500, speed_up_kbit=96000)
    company.take(order, "act_signed", **said)
    return CompletionAct.objects.get(order=order)


def test_the_act_names_address_works_devices_and_both_who_signed(company: Provider) -> None:
    left = [{"name": "Терминал", "serial": "ONT-1"}]
    act = signed(
        company,
        works="проложен кабель\nнастроена линия",
        equipment=left,
        customer_signature=PEN,
        crew_signature=PEN,
        signatory_post="директор",
    )
    data = act_data(act)
    assert data["act_ip"] == act.ip_address
    assert data["works"] == ["Проложен кабель", "Настроена линия"]
    assert data["equipment"] == [["1", "Терминал", "ONT-1", "шт.", "1"]]
    assert ["Измеренная скорость", "98,5 Мбит/с / 96 Мбит/с (приём / передача)"] in data["line"]
    assert [one["out"] for one in data["readings"]] == [True]
    assert [one["name"] for one in data["sides"]][1] == act.signatory_name
    assert all(one["picture"] for one in data["sides"])


def test_the_paper_is_made_once_and_the_seal_comes_after_its_bytes(company: Provider) -> None:
    act = signed(company, customer_signature=PEN, crew_signature=PEN)
    plain = make_act(act=act, at=company.now)
    sealed = seal_act(act=act, at=company.now)
    assert make_act(act=act, at=company.now).pk == plain.pk
    assert seal_act(act=act, at=company.now).pk == sealed.pk
    assert content_of(sealed.file).startswith(content_of(plain.file))
    assert is_sealed(content_of(sealed.file))


def test_a_dot_is_no_signature(company: Provider) -> None:
    with pytest.raises(BadField) as caught:
        signed(company, customer_signature="M10 10L11 11")
    assert caught.value.params["field"] == "customer_signature"
    assert not CompletionAct.objects.exists()
    assert is_drawn(PEN)
    assert not is_drawn("")


def test_a_device_of_another_customer_is_not_left_again(company: Provider) -> None:
    signed(company, equipment=[{"name": "Терминал", "serial": "ONT-1"}])
    with pytest.raises(BadField) as caught:
        signed(company, equipment=[{"name": "Терминал", "serial": "ONT-1"}])
    assert caught.value.params["field"] == "equipment.0.serial"
    assert caught.value.params["order"] == Order.objects.earliest("number").number


def test_a_reading_that_cannot_be_is_refused(company: Provider) -> None:
    order = company.take_until(company.open_order(), "line_connected")
    for readings in ({"loss_pct": "101"}, {"fathoms": "1"}):
        with pytest.raises(BadField):
            company.take(order, "line_connected", readings=readings)


def test_a_device_of_the_stock_is_installed_by_the_act(company: Provider) -> None:
    item = keep_item(code="ont", title="Терминал", unit="piece", serial_numbered=True)
    goods = [Goods(code=item.code, serials=("ONT-1",))]
    place = open_place(kind="warehouse", name="Склад акта")
    receive_goods(actor=None, at=company.now, place=place, goods=goods)
    act = signed(company, equipment=[{"name": "Терминал", "serial": "ont-1"}])
    device = find_device("ONT-1")
    assert device
    assert device.place.order_id == act.order_id
