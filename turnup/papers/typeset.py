"""Typesetting: a template of a room and its data become a PDF, byte for byte the same each time.

A template is `turnup/<room>/typst/<name>.typ`, named here `<room>/<name>`. It reads its data by
`json(bytes(sys.inputs.data))`; data are shown as text, never run as markup.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from turnup.papers.shelf import hash_of

PACKAGE: Final = Path(__file__).resolve().parent.parent
FONTS: Final = Path(__file__).resolve().parent / "fonts"


class TypesettingError(Exception):
    """A template is wrong, or a value it needs is missing; the text names it."""


def typeset(
    template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the PDF of a template filled with data (anything JSON holds; money as text).

    A template reads pictures, named by the data, by `json(bytes(sys.inputs.pictures))`: each is a
    list of its bytes.

    Raises TypesettingError naming a value that the template uses and the data lack.
    """
    filled = json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)
    shown = json.dumps({name: list(content) for name, content in (pictures or {}).items()})
    try:
        pdf = typst.compile(
            _path_of(template),
            root=PACKAGE,
            font_paths=_fonts(),
            sys_inputs={"data": filled, "pictures": shown},
            timestamp=0,
        )
    except typst.TypstError as error:
        raise TypesettingError(f"{template}: {error.message}") from error
    assert isinstance(pdf, bytes), "one PDF, not a list of pages"
    return pdf


def source_hash(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the data in canonical JSON: a paper proves what it was made from."""
    line = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hash_of(line.encode())


def _path_of(template: str) -> Path:
    if not re.fullmatch(r"[a-z_]+/[a-z0-9_]+", template):
        raise TypesettingError(f"{template}: a template is named room/name")
    room, name = template.split("/")
    path = PACKAGE / room / "typst" / f"{name}.typ"
    if not path.exists():
        raise TypesettingError(f"{template}: there is no such template")
    return path


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts alone, so that a paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
