"""The phone's program as files, and its version: phones fetch it anew when a byte of it changes."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.templatetags.static import static

HERE: Final = Path(__file__).resolve().parent
OWN: Final = HERE / "static"
FROM_UI: Final = (
    "ui/icons.svg",
    "ui/vendor/golos-text/golos-text-cyrillic.woff2",
    "ui/vendor/golos-text/golos-text-latin.woff2",
)
PAGE: Final = HERE / "templates" / "field" / "app.html"


@cache
def files() -> tuple[str, ...]:
    """Return the static files that the program is made of, by their names below `static/`."""
    own = sorted(path for path in OWN.rglob("*") if path.suffix in {".js", ".css", ".svg", ".png"})
    return (*(str(path.relative_to(OWN)) for path in own), *FROM_UI)


@cache
def version() -> str:
    """Return a hash over the program's own files and texts."""
    digest = hashlib.sha256()
    texts = sorted((HERE / "locale").rglob("*.po"))
    for path in (*sorted(OWN.rglob("*.*")), *sorted(PAGE.parent.rglob("*.html")), *texts):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def addresses() -> list[str]:
    """Return the addresses that a phone keeps, under the names that the program asks by."""
    plain = [f"/static/{name}" for name in files()]
    return sorted({*plain, *map(static, files())})
