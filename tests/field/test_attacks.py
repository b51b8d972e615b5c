"""What a clumsy or a bad hand may send: each is answered, and kept where it may be right."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from tests.desk.readers import Office
from tests.field.crew import ACT, PEN, SET_UP, Phone, on_site
from turnup.field.models import Item, SitePhoto
from turnup.installation.models import CompletionAct, Visit
from turnup.orders.models import JournalEntry, Order

WHY = "Проверено по телефону с бригадой"


def set_up(office: Office) -> tuple[Order, Phone]:
    """Give an order whose act may be signed."""
    order, phone = on_site(office)
    phone.outcomes(phone.act(order, "line_connected"), phone.act(order, "line_set_up", **SET_UP))
    return order, phone


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer_signature", ""),
        ("customer_signature", "M300 100"),
        ("customer_signature", "M1 1L2 2L3 3L4 4"),
        ("customer_signature", "<svg onload=alert(1)>"),
        ("customer_signature", PEN + "L9999 9999"),
        ("crew_signature", ""),
        ("crew_signature", None),
        ("signatory_name", ""),
        ("works", ""),
        ("ip_address", "203.0.113.250"),
        ("ip_address", "10.0.0.300"),
        ("equipment", [{"name": "ONT", "serial": "A"}, {"name": "ONT", "serial": "A"}]),
        ("equipment", [{"name": "ONT", "quantity": -5}]),
        ("number", "2026-1"),
    ],
)
def test_an_act_that_cannot_be_is_refused_in_words_and_kept(
    office: Office, field: str, value: Any
) -> None:
    order, phone = set_up(office)
    told = phone.send(phone.act(order, "act_signed", **{**ACT, field: value})).json()["items"][0]
    assert told["outcome"] == "refused"
    assert told["problem"]["detail"]
    assert not CompletionAct.objects.exists()
    item = Item.objects.get(step="act_signed")
    assert item.said
    assert item.said["works"] == (value if field == "works" else ACT["works"])


def test_what_the_customer_signed_is_recorded_as_it_is_or_not_at_all(office: Office) -> None:
    order, phone = set_up(office)
    assert phone.visit
    phone.visit.starts_at -= timedelta(hours=1)
    assert phone.outcomes(phone.act(order, "act_signed", **ACT)) == {"act_signed": "conflict"}
    path = f"/from-site/{Item.objects.get(step='act_signed').pk}"
    lead = office["crew_lead"]
    assert 'value="amend"' not in lead.get(path).content.decode()
    forged = {"_how": "amend", "_reason": WHY, "works": "Ничего", "signatory_name": "Кто-то"}
    lead.post(path, forged)
    assert not CompletionAct.objects.filter(works="Ничего").exists()
    lead.post(path, {"_how": "apply", "_reason": WHY})
    act = CompletionAct.objects.get(order=order)
    assert (act.works, act.signatory_name) == (ACT["works"], ACT["signatory_name"])


def test_the_visit_of_another_order_opens_no_door(office: Office) -> None:
    _mine, phone = on_site(office)
    other, _phone = on_site(office)
    found = phone.outcomes(
        phone.act(other, "line_connected"),
        phone.act(other, "", kind="mark", mark="arrived"),
        phone.act(other, "", kind="goods", what="installed", serial="ONT-1"),
    )
    assert found == {"line_connected": "conflict", "mark": "refused", "goods": "refused"}
    assert "line_connected" in office.opened(other)


def test_a_picture_that_unpacks_to_more_than_any_camera_takes_is_refused(office: Office) -> None:
    order, phone = on_site(office)
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 500_000
    answer = phone.photo(order, bomb.getvalue())
    assert answer.status_code == 422
    assert "пиксел" in answer.json()["detail"]
    assert not SitePhoto.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"schema": 1}', b"\xff\xfe", b'{"schema":' + b"[" * 90_000],
)
def test_a_queue_that_is_none_is_answered(office: Office, body: bytes) -> None:
    phone = Phone(office["installer"])
    answer = phone.reader.client.post("/field/queue", body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"]


def test_more_than_a_batch_at_once_is_refused_whole(office: Office) -> None:
    order, phone = on_site(office)
    one = phone.act(order, "", kind="tick", point="address_set", done=True)
    assert phone.send(*({**one, "id": str(uuid4())} for _ in range(101))).status_code == 422
    assert not Item.objects.exists()


def test_two_taps_on_the_button_are_one_act(office: Office) -> None:
    order, phone = set_up(office)
    first, second = phone.act(order, "act_signed", **ACT), phone.act(order, "act_signed", **ACT)
    assert phone.outcomes(first) == phone.outcomes(second) == {"act_signed": "done"}
    assert JournalEntry.objects.filter(order=order, step="act_signed").count() == 1


@pytest.mark.parametrize("lag", [timedelta(days=20_000), timedelta(days=-9_000)])
def test_a_clock_that_began_anew_loses_nothing(office: Office, lag: timedelta) -> None:
    order, phone = on_site(office)
    phone.lag = lag
    assert phone.outcomes(phone.act(order, "line_connected", ago=30)) == {"line_connected": "done"}
    item = Item.objects.get()
    assert item.clock_note == "shifted"
    assert abs(item.happened_at - timezone.now()) < timedelta(minutes=2)


def test_an_old_queue_after_the_order_was_closed_changes_nothing(office: Office) -> None:
    order, phone = set_up(office)
    phone.outcomes(phone.act(order, "act_signed", **ACT))
    while opened := office.opened(order):
        office.record(order, opened[0])
    order.refresh_from_db()
    assert order.closed == "completed"
    entries = JournalEntry.objects.count()
    late = Phone(office["installer"], Visit.objects.get(order=order, released_at=None))
    found = late.outcomes(
        late.act(order, "line_connected", ago=90, port="sw-1 / 1"),
        late.act(order, "line_set_up", ago=60, **{**SET_UP, "speed_down_kbit": 1}),
        late.act(order, "act_signed", ago=30, **{**ACT, "works": "Другое"}),
    )
    assert set(found.values()) == {"conflict"}
    assert JournalEntry.objects.count() == entries
    assert Item.objects.filter(outcome="conflict", said__isnull=False).count() == 3
