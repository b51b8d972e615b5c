"""The office: its working calendar and the standing versions of its standard."""

import csv
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from turnup.orders.chain import sha256
from turnup.orders.models import PublishedStandard
from turnup.standard import Standard, WorkCalendar, load, packaged


@cache
def office_calendar(country: str = "RU") -> WorkCalendar:
    """Give the company's working calendar: the country's, with its own `calendar.csv` over it."""
    return WorkCalendar(country, _overrides(Path(settings.DATA)), settings.TIME_ZONE)


def _overrides(data: Path) -> dict[date, bool]:
    """Read `calendar.csv` of the data directory: `2026-12-31,working` or `2026-12-30,off`."""
    path = data / "calendar.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row and not row[0].startswith("#")]
    return {date.fromisoformat(day.strip()): kind.strip() == "working" for day, kind, *_ in rows}


@cache
def standard_version(version: int) -> Standard:
    """Give a published standard. It never changes, so it is read once a process."""
    return load(PublishedStandard.objects.get(version=version).text, f"version {version}")


def standing_standard() -> Standard:
    """Give the standard that new orders begin under: the latest published."""
    latest = PublishedStandard.objects.order_by("-version").values_list("version", flat=True)
    return standard_version(latest[0])


def publish_standard(*, standard: Standard, now: datetime) -> PublishedStandard:
    """Publish a standard. The same text again changes nothing.

    Raises ValueError when that version was published with another text.
    """
    text_hash = sha256(standard.text)
    row, _ = PublishedStandard.objects.get_or_create(
        version=standard.version,
        defaults={
            "code": standard.code,
            "text": standard.text,
            "text_hash": text_hash,
            "published_at": now,
        },
    )
    if row.text_hash != text_hash:
        raise ValueError(
            f"version {standard.version} of the standard is published with another text; "
            "raise `version` in the file"
        )
    return row


def publish_packaged(*, now: datetime) -> PublishedStandard | None:
    """Publish the standard Turnup ships, where the company has published none of its own."""
    if PublishedStandard.objects.exists():
        return None
    return publish_standard(standard=packaged(), now=now)
