"""Moments as text: UTC, microseconds, a trailing Z; one form, so that hashes agree."""

from datetime import UTC, datetime
from typing import overload


@overload
def moment_text(moment: datetime) -> str: ...
@overload
def moment_text(moment: None) -> None: ...
def moment_text(moment: datetime | None) -> str | None:
    """Write an aware moment as `2026-01-12T09:30:00.000000Z`; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@overload
def read_moment(text: str) -> datetime: ...
@overload
def read_moment(text: None) -> None: ...
def read_moment(text: str | None) -> datetime | None:
    """Read what `moment_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)
