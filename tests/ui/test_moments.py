"""Moments and sums read as people of each language write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from turnup.ui import moments

NOW = datetime(2026, 11, 7, 9, 0, tzinfo=UTC)  # noon in Moscow


@pytest.mark.parametrize(
    ("language", "gap", "text"),
    [
        ("ru", timedelta(hours=-1), "1 час назад"),
        ("ru", timedelta(days=2), "через 2 дня"),
        ("ru", timedelta(seconds=5), "только что"),
        ("en", timedelta(hours=-27), "1 day ago"),
    ],
)
def test_how_far_a_moment_is(language: str, gap: timedelta, text: str) -> None:
    with translation.override(language):
        assert moments.relative(NOW + gap, NOW) == text


@pytest.mark.parametrize(
    ("due", "turn", "text"),
    [
        (NOW - timedelta(days=2), "overdue", "просрочено на 2 дня"),
        (NOW + timedelta(hours=6), "today", "срок сегодня, 18:00"),
        (NOW + timedelta(hours=13), "ahead", "срок вс 8 нояб., 01:00"),
        (NOW + timedelta(days=40), "ahead", "срок 17 дек., 12:00"),
        (None, "open", ""),
    ],
)
def test_where_a_term_stands(due: datetime | None, turn: str, text: str) -> None:
    with translation.override("ru"):
        assert moments.turn(due, NOW) == turn
        assert moments.due_text(due, NOW) == text


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        ("ru", Decimal("15550.50"), "15\xa0550,50 ₽"),
        ("ru", 4200, "4\xa0200 ₽"),
        ("en", "1250000", "₽1,250,000"),
        ("en", Decimal("-0.05"), "-₽0.05"),
    ],
)
def test_sums(language: str, amount: Decimal | int | str, text: str) -> None:
    with translation.override(language):
        assert moments.money(amount).replace("\u202f", "\xa0") == text


def test_a_date_has_no_hour() -> None:
    with translation.override("ru"):
        assert moments.absolute(date(2026, 11, 7)) == "7 нояб. 2026"
