"""One's letters in the program: read on their page, counted in the menu until they are."""

import pytest
from django.utils import timezone

from tests.desk.readers import Office, open_office
from turnup.messages.actions import write_letters
from turnup.orders.models import JournalEntry


@pytest.fixture
def office(db: None) -> Office:
    """Give a provider whose people are all signed in."""
    return open_office()


def test_a_letter_is_counted_read_and_no_longer_counted(office: Office) -> None:
    order = office.until_open(office.open_order(), "visit_agreed")
    entry = JournalEntry.objects.filter(order=order, step="visit_planned").get()
    write_letters(entry_id=entry.id, channels=["inapp"], at=timezone.now())
    manager = office["account_manager"]
    page = manager.get("/letters").content.decode()
    assert f"№ {order.number}" in page
    assert '<span class="tu-count">1</span>' in page
    manager.post("/letters/read", {})
    page = manager.get("/letters").content.decode()
    assert f"№ {order.number}" in page
    assert 'class="tu-count"' not in page
    assert f"№ {order.number}" not in office["lawyer"].get("/letters").content.decode()
