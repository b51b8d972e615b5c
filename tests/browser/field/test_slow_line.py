"""Photos over a slow line that breaks, and a queue that goes out with the program closed."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.desk.readers import Office
from tests.field.crew import agreed_soon
from turnup.field.models import Item, PhotoPart, SitePhoto, VisitMark

pytestmark = pytest.mark.django_db(transaction=True)

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 60_000, "uploadThroughput": 60_000}


def cellar() -> bytes:
    """Give a photo that stays a few hundred kilobytes after the phone has made it small."""
    made = BytesIO()
    Image.effect_noise((1500, 1100), 30).convert("RGB").save(made, "JPEG", quality=70)
    return made.getvalue()


def test_a_photo_goes_on_where_the_line_broke(
    phone: Callable[[], Page], office: Office, tmp_path: Path
) -> None:
    agreed_soon(office)
    page = phone()
    page.locator("a.visit").click()
    expect(page.locator("input[data-photo]")).to_be_attached()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.method == "PUT" else None)
    photo = tmp_path / "cellar.jpg"
    photo.write_bytes(cellar())
    page.locator("input[data-photo]").set_input_files(photo)
    expect(page.locator("#bar")).to_contain_text("Снимок отправляется")
    expect(page.locator("#bar")).not_to_contain_text("отправляется: 0", timeout=30_000)
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    expect(page.locator("#bar")).to_contain_text("Сохранено на телефоне: 1")
    held = PhotoPart.objects.latest("begins")
    assert not SitePhoto.objects.exists()

    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": False})
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#bar")).to_contain_text("Всё отправлено", timeout=60_000)
    kept = SitePhoto.objects.get()
    assert kept.width == 1500
    assert not PhotoPart.objects.exists()
    first = f"/parts/{held.begins}?"
    assert sum(first in url for url in asked) == 1, "what had come was sent again"


def test_the_browser_wakes_the_queue_with_the_program_closed(
    phone: Callable[[], Page], office: Office
) -> None:
    agreed_soon(office)
    page = phone()
    page.context.set_offline(True)
    page.locator("a.visit").click()
    page.get_by_role("button", name="В пути").click()
    expect(page.locator(".marked")).to_have_count(1)
    origin = page.evaluate("location.origin")
    page.goto("about:blank")
    page.context.set_offline(False)

    worker = page.context.new_cdp_session(page)
    found: list[dict[str, str]] = []
    worker.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"])
    )
    worker.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    waking = {"origin": origin, "registrationId": found[0]["registrationId"], "tag": "field"}
    worker.send("ServiceWorker.dispatchSyncEvent", {**waking, "lastChance": False})
    for _ in range(50):
        if VisitMark.objects.exists():
            break
        page.wait_for_timeout(200)
    assert VisitMark.objects.get().mark == "on_the_way"
    assert Item.objects.get().outcome == "done"
