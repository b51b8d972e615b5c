"""Small made-up terrain for the tests: a slope, a hill, files of it."""

from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from turnup.surveys.precheck.terrain import Tile

NORTH, WEST = 55.0, 36.0


def hill(size: int = 241, base: float = 150.0, top: float = 0.0) -> NDArray[np.float32]:
    """Give heights of one square degree: flat, with a round hill in its middle."""
    far = np.hypot(*np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j])
    heights: NDArray[np.float32] = (base + top * np.exp(-((far / 0.05) ** 2))).astype(np.float32)
    return heights


def tile(heights: NDArray[Any]) -> Tile:
    """Give a tile of one degree whose north-west corner is 55 N 36 E."""
    step = 1 / (len(heights) - 1)
    return Tile(NORTH, WEST, step, step, heights, "made up")


def write_hgt(path: Path, heights: NDArray[Any]) -> Path:
    path.write_bytes(heights.astype(">i2").tobytes())
    return path


def write_geotiff(path: Path, heights: NDArray[Any], **how: Any) -> Path:
    """Write heights as GeoTIFF in degrees; `model`, `scale`, `nodata` and `point` can be told."""
    model, point = how.pop("model", 2), how.pop("point", False)
    scale = how.pop("scale", 1 / (len(heights) - 1))
    nodata = how.pop("nodata", None)
    shift = 0.0 if point else scale / 2
    keys = (1, 1, 0, 2, 1024, 0, 1, model, 1025, 0, 1, 2 if point else 1)
    tags: list[Any] = [
        (33550, "d", 3, (scale, scale, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, WEST - shift, NORTH + shift, 0.0), True),
        (34735, "H", len(keys), keys, True),
    ]
    if nodata is not None:
        tags.append((42113, "s", 0, str(nodata), True))
    tifffile.imwrite(path, heights, extratags=tags, metadata=None, **how)
    return path
