"""Photos in parts over a slow line: what has come stays, the rest is sent on, once."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from PIL import Image

from tests.desk.readers import Office
from tests.field.crew import Phone, on_site, picture
from turnup.field.actions.parts import sweep_parts
from turnup.field.models import PhotoPart, SitePhoto
from turnup.orders.models import Order

PART = 4_000


def noise() -> bytes:
    """Give a picture of some twenty kilobytes."""
    made = BytesIO()
    Image.effect_noise((220, 160), 60).convert("RGB").save(made, "JPEG")
    return made.getvalue()


def part(
    phone: Phone, order: Order, photo_id: UUID, content: bytes, begins: int, **changes: Any
) -> Any:
    at = phone.clock().isoformat().replace("+", "%2B")
    size = changes.get("size", len(content))
    query = f"order={order.id}&kind=place&at={at}&sent_at={at}&size={size}"
    piece = changes.get("piece", content[begins : begins + PART])
    return phone.reader.client.put(
        f"/field/photos/{photo_id}/parts/{begins}?{query}", piece, content_type="image/jpeg"
    )


def came(phone: Phone, photo_id: UUID) -> int:
    found: int = phone.reader.get(f"/field/photos/{photo_id}/parts").json()["received"]
    return found


def send(phone: Phone, order: Order, photo_id: UUID, content: bytes) -> Any:
    begins = came(phone, photo_id)
    while True:
        answer = part(phone, order, photo_id, content, begins)
        begins = answer.json()["received"]
        if answer.json()["outcome"] == "done":
            return answer


def test_a_photo_in_parts_is_the_photo_that_was_taken(office: Office) -> None:
    order, phone = on_site(office)
    content, one = noise(), uuid4()
    assert len(content) > 2 * PART
    assert send(phone, order, one, content).status_code == 201
    assert phone.photo(order, content, one).status_code == 200  # whole, it is the very same
    assert SitePhoto.objects.get().width == 220
    assert not PhotoPart.objects.exists()


def test_a_line_that_breaks_loses_no_part_that_came(office: Office) -> None:
    order, phone = on_site(office)
    content, one = noise(), uuid4()
    part(phone, order, one, content, 0)
    part(phone, order, one, content, PART)
    assert came(phone, one) == 2 * PART
    again = part(phone, order, one, content, PART)  # its answer never reached the phone
    assert again.json() == {"outcome": "part", "received": 2 * PART}
    gap = part(phone, order, one, content, 3 * PART)
    assert gap.json()["received"] == 2 * PART
    assert send(phone, order, one, content).status_code == 201
    last = part(phone, order, one, content, len(content) - 1)
    assert last.json()["outcome"] == "done"
    assert SitePhoto.objects.count() == 1


def test_a_part_of_another_persons_photo_comes_to_nothing(office: Office) -> None:
    order, phone = on_site(office)
    content, one = noise(), uuid4()
    part(phone, order, one, content, 0)
    stranger = Phone(office["tech_support"])
    assert came(stranger, one) == 0
    part(stranger, order, one, b"x" * len(content), 0)
    assert send(phone, order, one, content).status_code == 201
    assert part(stranger, order, one, content, PART).status_code == 422


def test_parts_that_make_no_picture_are_refused_and_forgotten(office: Office) -> None:
    order, phone = on_site(office)
    answer = part(phone, order, uuid4(), b"%PDF-1.7 no picture", 0)
    assert answer.status_code == 422
    assert "JPEG" in answer.json()["detail"]
    assert not PhotoPart.objects.exists()


def test_parts_and_photos_have_their_limits(office: Office) -> None:
    order, phone = on_site(office)
    content = noise()
    for changes in (
        {"piece": b""},
        {"piece": b"x" * (1024 * 1024 + 1), "size": 5_000_000},
        {"size": 21 * 1024 * 1024},
        {"piece": content, "size": 10},
    ):
        assert part(phone, order, uuid4(), content, 0, **changes).status_code == 422, changes
    assert not PhotoPart.objects.exists()


def test_an_order_that_is_not_there_takes_no_part(office: Office) -> None:
    order, phone = on_site(office)
    order.id = uuid4()
    assert part(phone, order, uuid4(), picture(), 0).status_code == 404


def test_what_never_came_whole_is_forgotten(office: Office) -> None:
    order, phone = on_site(office)
    part(phone, order, uuid4(), noise(), 0)
    assert sweep_parts(now=timezone.now()) == 0
    assert sweep_parts(now=timezone.now() + timedelta(days=15)) == 1
