"""Reads over files: their bytes, and whether rows and bytes agree (invariant I24)."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings

from turnup.papers.models import CompanyDetails, StoredFile
from turnup.papers.shelf import DamagedError, Shelf


def shelf() -> Shelf:
    """Return the company's shelf of stored bytes."""
    return Shelf(Path(settings.DATA) / "files")


def content_of(file: StoredFile) -> bytes:
    """Return the bytes as they were stored. Raises DamagedError when they are gone or changed."""
    return shelf().get(file.sha256)


def company_on(day: date) -> CompanyDetails | None:
    """Return our own company's details as they are on the day, or None where nobody gave them."""
    return CompanyDetails.objects.filter(since__lte=day).order_by("-since").first()


FORGOTTEN_SECONDS: Final = 86_400


@dataclass
class FileCheck:
    """What was looked at, and the SHA-256 of what does not agree."""

    checked: int = 0
    damaged: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)


def check_files() -> FileCheck:
    """Read every stored file and compare; name damaged or missing ones, and those no row names.

    A young file that no row names is no fault: its transaction may not have committed yet, or it
    has failed and the sweep is still to come. One that outlived the sweeps for a day is.
    """
    place, found = shelf(), FileCheck()
    named = set(StoredFile.objects.values_list("sha256", flat=True).distinct())
    for sha256 in sorted(named):
        found.checked += 1
        try:
            place.get(sha256)
        except DamagedError:
            found.damaged.append(sha256)
    found.orphans = sorted(
        sha256
        for sha256 in place.all()
        if sha256 not in named and place.is_older(sha256, FORGOTTEN_SECONDS)
    )
    return found
