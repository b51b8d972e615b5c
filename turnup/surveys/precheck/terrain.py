"""Heights of the ground: tiles of HGT and GeoTIFF files, and heights at any points in them."""

import math
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import tifffile
from numpy.typing import NDArray

HGT_SIZES: Final = {2 * 3601 * 3601: 3601, 2 * 1201 * 1201: 1201}
VOID: Final = -32768
LOWEST_M, HIGHEST_M = -500, 9000
LARGEST_PIXELS: Final = 200_000_000
METRES_PER_DEGREE: Final = 111_195
GEOGRAPHIC: Final = 2
PIXEL_IS_POINT: Final = 2
_MODEL_KEY, _RASTER_KEY = 1024, 1025
_SCALE, _TIEPOINT, _KEYS, _NODATA = 33550, 33922, 34735, 42113
_CONVERT: Final = "gdalwarp -t_srs EPSG:4326 -co COMPRESS=DEFLATE IN.tif OUT.tif"


class UnreadableTile(Exception):
    """A file that is no tile of terrain; its text says why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Heights in m on a grid of degrees; row 0 is the northernmost, column 0 the westernmost.

    `north` and `west` are those of the first height itself, not of its cell's corner. Voids are
    `VOID` in whole numbers and not-a-number in floats.
    """

    north: float
    west: float
    step_lat: float
    step_lon: float
    heights: NDArray[Any]
    source: str = ""
    south: float = field(init=False)
    east: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out the other two edges."""
        rows, columns = self.heights.shape
        object.__setattr__(self, "south", self.north - self.step_lat * (rows - 1))
        object.__setattr__(self, "east", self.west + self.step_lon * (columns - 1))

    @property
    def spacing_m(self) -> float:
        """Give how far rows are from one another, in m."""
        return self.step_lat * METRES_PER_DEGREE

    def covers(self, latitude: NDArray[Any], longitude: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which points lie within the grid, on its edges too."""
        slack = 1e-9
        inside = (latitude >= self.south - slack) & (latitude <= self.north + slack)
        inside &= (longitude >= self.west - slack) & (longitude <= self.east + slack)
        return inside

    def at(self, latitude: NDArray[Any], longitude: NDArray[Any]) -> NDArray[np.float64]:
        """Give the heights at points that the tile covers, between four neighbours (bilinear).

        A point with a void among its neighbours has no height: not-a-number.
        """
        rows, columns = self.heights.shape
        down = np.clip((self.north - latitude) / self.step_lat, 0, rows - 1)
        along = np.clip((longitude - self.west) / self.step_lon, 0, columns - 1)
        row = np.minimum(down.astype(np.intp), max(rows - 2, 0))
        column = np.minimum(along.astype(np.intp), max(columns - 2, 0))
        down -= row
        along -= column
        first = row * columns + column
        flat = self.heights.reshape(-1)
        upper = _between(flat, first, along)
        lower = _between(flat, first + columns, along)
        return upper + (lower - upper) * down


def _between(flat: NDArray[Any], first: NDArray[np.intp], share: Any) -> NDArray[np.float64]:
    left, right = _known(flat[first]), _known(flat[first + 1])
    return left + (right - left) * share


def _known(heights: NDArray[Any]) -> NDArray[np.float64]:
    if heights.dtype.kind == "f":
        return heights.astype(np.float64)
    return np.where(heights == VOID, np.nan, heights)


@dataclass(frozen=True, slots=True)
class Terrain:
    """All the tiles that a company has loaded; where they overlap the finest counts."""

    tiles: Sequence[Tile] = ()

    def heights(
        self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Give the heights in m at points of any shape; not-a-number where none is loaded."""
        found = np.full(latitude.shape, np.nan)
        for tile in sorted(self.tiles, key=lambda one: one.step_lat):
            wanted = tile.covers(latitude, longitude) & np.isnan(found)
            if wanted.all():
                return tile.at(latitude, longitude)
            if wanted.any():
                found[wanted] = tile.at(latitude[wanted], longitude[wanted])
        return found


# ------------------------------------------------------- reading
def read_tile(path: Path) -> Tile:
    """Read a tile of HGT (also zipped) or GeoTIFF. Raises UnreadableTile, OSError."""
    suffix = path.suffix.lower()
    if suffix == ".hgt":
        return _checked(_hgt(path.name, path.read_bytes()))
    if suffix == ".zip":
        return _checked(_zipped(path))
    if suffix in (".tif", ".tiff"):
        return _checked(_geotiff(path))
    raise UnreadableTile("not a tile of terrain: give .hgt, .hgt.zip, .tif or .tiff")


def _checked(tile: Tile) -> Tile:
    """Refuse what cannot be heights on Earth."""
    if min(tile.heights.shape) < 2:
        raise UnreadableTile("a tile has at least two rows and two columns")
    on_earth = tile.south >= -90.01 and tile.north <= 90.01 and -180.01 <= tile.west <= 180.01
    if not (on_earth and tile.east <= 180.51):
        raise UnreadableTile("its corners do not lie on Earth")
    known = tile.heights[~_voids(tile.heights)]
    if known.size and (known.min() < LOWEST_M or known.max() > HIGHEST_M):
        raise UnreadableTile(f"its heights are not metres: {known.min()} to {known.max()}")
    return tile


def _voids(heights: NDArray[Any]) -> NDArray[np.bool_]:
    return np.isnan(heights) if heights.dtype.kind == "f" else heights == VOID


def void_share(tile: Tile) -> float:
    """Give the share of a tile that has no heights, 0 to 1."""
    return float(_voids(tile.heights).mean())


def _zipped(path: Path) -> Tile:
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [one for one in packed.infolist() if one.filename.lower().endswith(".hgt")]
            if len(inside) != 1:
                raise UnreadableTile("a zip file holds exactly one .hgt file")
            if inside[0].file_size not in HGT_SIZES:
                raise UnreadableTile("its .hgt file has neither 1201² nor 3601² heights")
            return _hgt(Path(inside[0].filename).name, packed.read(inside[0]))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as fault:
        raise UnreadableTile(f"the zip file is damaged: {fault}") from fault


def _hgt(name: str, content: bytes) -> Tile:
    """Read SRTM's own form: big-endian whole metres, the name giving the south-west corner."""
    size = HGT_SIZES.get(len(content))
    if size is None:
        raise UnreadableTile("an .hgt file has 1201² or 3601² heights of two bytes")
    latitude, longitude = _corner(name)
    heights = np.frombuffer(content, dtype=">i2").astype(np.int16).reshape(size, size)
    step = 1 / (size - 1)
    return Tile(latitude + 1.0, float(longitude), step, step, heights, name)


def _corner(name: str) -> tuple[int, int]:
    letters = name[:7].upper()
    try:
        latitude, longitude = int(letters[1:3]), int(letters[4:7])
    except ValueError:
        latitude = longitude = 999
    if letters[:1] not in ("N", "S") or letters[3:4] not in ("E", "W") or longitude > 180:
        raise UnreadableTile("an .hgt file is named by its south-west corner, such as N54E036.hgt")
    return latitude * (-1 if letters[0] == "S" else 1), longitude * (-1 if letters[3] == "W" else 1)


def _geotiff(path: Path) -> Tile:
    try:
        with tifffile.TiffFile(path) as file:
            page = file.pages[0]
            assert isinstance(page, tifffile.TiffPage)
            if page.ndim != 2 or math.prod(page.shape) > LARGEST_PIXELS:
                raise UnreadableTile("one band of at most 200 million heights is wanted")
            north, west, step_lat, step_lon = _grid(page)
            heights = _without_nodata(_pixels(path, page), page)
    except (tifffile.TiffFileError, ValueError, IndexError, zlib.error, struct.error) as fault:
        raise UnreadableTile(f"it cannot be read ({fault}); convert it: {_CONVERT}") from fault
    return Tile(north, west, step_lat, step_lon, heights, path.name)


def _grid(page: tifffile.TiffPage) -> tuple[float, float, float, float]:
    """Give the first height's place and the steps, all in degrees, from the GeoTIFF tags."""
    keys = _geo_keys(page)
    if keys.get(_MODEL_KEY, GEOGRAPHIC) != GEOGRAPHIC:
        raise UnreadableTile(f"its grid is not in degrees; convert it: {_CONVERT}")
    scale, tie = _tag(page, _SCALE), _tag(page, _TIEPOINT)
    if scale is None or tie is None or len(scale) < 2 or len(tie) < 6:
        raise UnreadableTile(f"it does not say where it lies; convert it: {_CONVERT}")
    step_lon, step_lat = float(scale[0]), float(scale[1])
    if not (0 < step_lon <= 1 and 0 < step_lat <= 1):
        raise UnreadableTile(f"its grid is not in degrees; convert it: {_CONVERT}")
    half = 0.0 if keys.get(_RASTER_KEY) == PIXEL_IS_POINT else 0.5
    west = tie[3] + (half - tie[0]) * step_lon
    north = tie[4] - (half - tie[1]) * step_lat
    return float(north), float(west), step_lat, step_lon


def _geo_keys(page: tifffile.TiffPage) -> dict[int, int]:
    told = _tag(page, _KEYS) or ()
    entries = zip(*(told[4 + part :: 4] for part in range(4)), strict=False)
    return {key: value for key, place, _count, value in entries if place == 0}


def _tag(page: tifffile.TiffPage, code: int) -> Any:
    tag = page.tags.get(code)
    return None if tag is None else tag.value


def _pixels(path: Path, page: tifffile.TiffPage) -> NDArray[Any]:
    if page.predictor == tifffile.PREDICTOR.FLOATINGPOINT:
        return _floating(path, page)
    return page.asarray()


def _floating(path: Path, page: tifffile.TiffPage) -> NDArray[np.float32]:
    """Undo the floating-point predictor (TIFF Technical Note 3), which tifffile alone cannot.

    Copernicus publishes its elevation model this way: float32, deflate, in tiles.
    """
    deflated = (tifffile.COMPRESSION.ADOBE_DEFLATE, tifffile.COMPRESSION.DEFLATE)
    if page.dtype != np.float32 or page.compression not in deflated:
        raise ValueError("a floating-point predictor without deflate or float32")
    rows, columns = page.shape
    high, wide = (
        (page.tilelength, page.tilewidth) if page.is_tiled else (page.rowsperstrip, columns)
    )
    across = -(-columns // wide)
    whole = np.full((-(-rows // high) * high, across * wide), np.nan, np.float32)
    with path.open("rb") as file:
        for index, (offset, size) in enumerate(
            zip(page.dataoffsets, page.databytecounts, strict=True)
        ):
            if not size:
                continue
            file.seek(offset)
            part = _part(file.read(size), wide)[:high]
            top, left = index // across * high, index % across * wide
            whole[top : top + len(part), left : left + wide] = part
    return whole[:rows, :columns]


def _part(packed: bytes, wide: int) -> NDArray[np.float32]:
    """Give the rows of one strip or tile: differences of bytes, the highest bytes first."""
    unpacked = np.frombuffer(zlib.decompress(packed), np.uint8)
    summed = np.cumsum(unpacked.reshape(-1, 4 * wide), axis=1, dtype=np.uint8)
    shuffled = summed.reshape(-1, 4, wide).transpose(0, 2, 1)
    return np.ascontiguousarray(shuffled).view(">f4")[..., 0].astype(np.float32)


def _without_nodata(heights: NDArray[Any], page: tifffile.TiffPage) -> NDArray[Any]:
    """Bring heights to int16 with `VOID` or to float32 with not-a-number for what has none."""
    told = _tag(page, _NODATA)
    nodata = float(str(told).strip("\x00 ")) if told is not None else math.nan
    if heights.dtype.kind in "iu" and heights.dtype.itemsize <= 4:
        kept = np.where(
            (heights == nodata) | (np.abs(heights.astype(np.int64)) > 2**15 - 1), VOID, heights
        )
        return kept.astype(np.int16)
    if heights.dtype.kind != "f":
        raise ValueError(f"heights of the kind {heights.dtype}")
    kept = heights.astype(np.float32)
    kept[(kept == np.float32(nodata)) | ~np.isfinite(kept) | (kept < LOWEST_M - 1e4)] = np.nan
    return kept
