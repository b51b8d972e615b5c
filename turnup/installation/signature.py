"""A signature drawn on a screen: an SVG path of straight lines in a box of 600 × 200. No database.

A path is all that a screen tells of a pen, weighs two kilobytes, cannot carry anything but points,
and prints sharp at any size.
"""

import re
from typing import Annotated, Final

from pydantic import Field

WIDTH: Final = 600
HEIGHT: Final = 200
LONGEST: Final = 16_000
SHAPE: Final = r"^(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})*)*$"
FEWEST_POINTS: Final = 8
SMALLEST_SPAN: Final = 40

DrawnSignature = Annotated[str, Field(max_length=LONGEST, pattern=SHAPE)]


def is_drawn(path: str | None) -> bool:
    """Tell whether the path is a signature: more than a dot or a slip of the finger."""
    points = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", path or "")]
    if len(points) < FEWEST_POINTS:
        return False
    across = max(x for x, _y in points) - min(x for x, _y in points)
    along = max(y for _x, y in points) - min(y for _x, y in points)
    return across + along >= SMALLEST_SPAN


def as_svg(path: str) -> str:
    """Write the path as an SVG picture in dark blue, as with a pen."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{path}" fill="none" stroke="#1b2a6b" stroke-width="4" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
