"""Every pair of colours that carries text is readable: WCAG 2.2 AA, in light and in dark."""

import re
from pathlib import Path

import pytest

import turnup.ui

CSS = (Path(turnup.ui.__file__).parent / "static/ui/turnup.css").read_text()
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--tu-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS
    )
}
GROUNDS = ["paper", "surface", "raised", "sunken", "hover"]
TEXT = [(ink, ground) for ink in ("ink", "ink-soft") for ground in GROUNDS]
TEXT += [(tone, "surface") for tone in ("accent", "accent-strong", "good", "warn", "bad", "note")]
TEXT += [(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "note", "calm")]
TEXT += [
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("surface", "good"),
    ("ink", "warn-soft"),
    ("ink", "bad-soft"),
    ("accent", "warn-soft"),
]
EDGES = [("line-strong", "surface"), ("line-strong", "sunken"), ("accent", "paper")]
EDGES += [(f"series-{number}", "surface") for number in (1, 2, 3, 4)]


def luminance(colour: str) -> float:
    """Give the relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT, ids=lambda name: name)
def test_text_is_readable(ink: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[ink][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES, ids=lambda name: name)
def test_edges_of_controls_and_series_are_visible(edge: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[edge][scheme], TOKENS[ground][scheme]) >= 3
