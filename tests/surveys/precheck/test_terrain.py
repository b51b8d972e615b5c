"""Tiles of terrain: what is read, what is refused, and heights between the points."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.surveys.precheck.ground import NORTH, WEST, hill, tile, write_geotiff, write_hgt
from turnup.surveys.precheck.terrain import (
    VOID,
    Terrain,
    Tile,
    UnreadableTile,
    read_tile,
    void_share,
)


def slope(size: int = 1201) -> NDArray[np.int16]:
    """Rise a metre a row from north to south."""
    return np.repeat(np.arange(size, dtype=np.int16), size).reshape(size, size)


def height(found: Tile, latitude: float, longitude: float) -> float:
    return float(Terrain([found]).heights(np.array([latitude]), np.array([longitude]))[0])


def test_an_hgt_tile_is_named_by_its_corner(tmp_path: Path) -> None:
    found = read_tile(write_hgt(tmp_path / "N54E036.hgt", slope()))
    assert (found.north, found.south, found.west, found.east) == (55.0, 54.0, 36.0, 37.0)
    assert height(found, 55.0, 36.0) == 0
    assert height(found, 54.0, 37.0) == 1200
    assert height(found, 54.5, 36.5) == 600
    assert found.spacing_m == pytest.approx(92.7, abs=0.1)


def test_south_and_west_are_told_apart(tmp_path: Path) -> None:
    found = read_tile(write_hgt(tmp_path / "s23w044.hgt", slope()))
    assert (found.north, found.west) == (-22.0, -44.0)


def test_a_zipped_hgt_tile_is_read(tmp_path: Path) -> None:
    plain = write_hgt(tmp_path / "N54E036.hgt", slope())
    packed = tmp_path / "N54E036.SRTMGL3.hgt.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(plain, "N54E036.hgt")
    assert np.array_equal(read_tile(packed).heights, read_tile(plain).heights)


WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"point": True},
    {"compression": "deflate"},
    {"compression": "deflate", "tile": (64, 64)},
    {"byteorder": ">"},
    {"bigtiff": True},
)


@pytest.mark.parametrize("how", WAYS, ids=str)
@pytest.mark.parametrize("kind", ["int16", "uint16", "int32", "float32", "float64"])
def test_a_geotiff_tile_lies_where_its_tags_say(
    tmp_path: Path, how: dict[str, Any], kind: str
) -> None:
    heights = slope(101)
    found = read_tile(write_geotiff(tmp_path / "a.tif", heights.astype(kind), **how))
    assert found.north == pytest.approx(NORTH)
    assert found.west == pytest.approx(WEST)
    assert found.heights.dtype in (np.int16, np.float32)
    assert np.array_equal(found.heights, heights)


@pytest.mark.parametrize("across", [64, 48])
def test_the_floating_point_predictor_of_copernicus_is_undone(tmp_path: Path, across: int) -> None:
    heights = hill(64, 150, 40) + np.linspace(0, 1, 64, dtype=np.float32)
    path = _with_predictor(tmp_path / "dem.tif", heights, across)
    assert np.array_equal(read_tile(path).heights, heights)


def _with_predictor(path: Path, heights: NDArray[np.float32], across: int) -> Path:
    """Write strips of float32 as Technical Note 3 wants them: tifffile writes them as integers."""
    write_geotiff(
        path, heights.view(np.int32), compression="deflate", predictor=2, rowsperstrip=across
    )
    with tifffile.TiffFile(path, mode="r+") as file:
        page = file.pages[0]
        assert isinstance(page, tifffile.TiffPage)
        strips = [heights[top : top + across] for top in range(0, len(heights), across)]
        packed = [_predicted(strip) for strip in strips]
        with path.open("r+b") as raw:
            raw.seek(0, 2)
            places = []
            for one in packed:
                places.append(raw.tell())
                raw.write(one)
        page.tags[273].overwrite(places if len(places) > 1 else places[0])
        page.tags[279].overwrite(
            [len(one) for one in packed] if len(packed) > 1 else len(packed[0])
        )
        page.tags[317].overwrite(3)
        page.tags[339].overwrite(3)
    return path


def _predicted(strip: NDArray[np.float32]) -> bytes:
    wide = strip.shape[1]
    planes = strip.astype(">f4").view(np.uint8).reshape(len(strip), wide, 4).transpose(0, 2, 1)
    row = planes.reshape(len(strip), 4 * wide)
    return zlib.compress(np.diff(row, axis=1, prepend=np.uint8(0)).astype(np.uint8).tobytes())


@pytest.mark.parametrize("kind", ["int16", "float32"])
def test_what_has_no_height_is_void(tmp_path: Path, kind: str) -> None:
    heights = slope(11).astype(kind)
    heights[5, 5] = -9999
    found = read_tile(write_geotiff(tmp_path / "a.tif", heights, nodata=-9999))
    assert void_share(found) == pytest.approx(1 / 121)
    assert np.isnan(height(found, NORTH - 0.5, WEST + 0.5))
    assert np.isnan(height(found, NORTH - 0.47, WEST + 0.47))
    assert height(found, NORTH - 0.2, WEST + 0.2) == pytest.approx(2)


def test_a_void_of_hgt_is_void() -> None:
    heights = slope(11)
    heights[0, 0] = VOID
    assert np.isnan(height(tile(heights), NORTH, WEST))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"x", "give .hgt"),
        ("N54E036.hgt", b"too short", "1201"),
        ("somewhere.hgt", bytes(2 * 1201 * 1201), "corner"),
        ("N54E999.hgt", bytes(2 * 1201 * 1201), "corner"),
        ("a.tif", b"II no tiff", "cannot be read"),
        ("a.zip", b"PK no zip", "damaged"),
    ],
)
def test_what_is_no_tile_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableTile, match=why):
        read_tile(tmp_path / name)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("N54E036.hgt", bytes(50_000_000))
    with pytest.raises(UnreadableTile, match="neither"):
        read_tile(path)


@pytest.mark.parametrize(
    ("how", "why"),
    [({"model": 1}, "degrees"), ({"scale": 30.0}, "degrees"), ({"compression": "lzma"}, None)],
)
def test_a_grid_in_metres_is_refused(tmp_path: Path, how: dict[str, Any], why: str | None) -> None:
    path = write_geotiff(tmp_path / "a.tif", slope(11), **how)
    if why is None:
        assert read_tile(path).heights.shape == (11, 11)
        return
    with pytest.raises(UnreadableTile, match=why):
        read_tile(path)


def test_a_picture_is_no_terrain(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((20, 20, 3), np.uint8), photometric="rgb")
    with pytest.raises(UnreadableTile, match="one band"):
        read_tile(tmp_path / "a.tif")


def test_heights_in_centimetres_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTile, match="not metres"):
        read_tile(write_geotiff(tmp_path / "a.tif", slope(11) + np.int16(15_000)))


@given(st.floats(0, 1), st.floats(0, 1))
def test_between_points_a_plane_is_a_plane(north: float, east: float) -> None:
    rows, columns = np.mgrid[0:21, 0:21]
    plane = tile((3.0 * rows + 5.0 * columns).astype(np.float32))
    found = height(plane, NORTH - north, WEST + east)
    assert found == pytest.approx(60 * north + 100 * east, abs=1e-6)


def test_the_finest_tile_counts_and_gaps_are_filled() -> None:
    coarse, fine = tile(hill(11, 100)), Tile(54.6, 36.4, 0.01, 0.01, hill(21, 200), "fine")
    both = Terrain([coarse, fine])
    found = both.heights(np.array([54.5, 54.9, 60.0]), np.array([36.5, 36.5, 36.5]))
    assert found[:2].tolist() == [200, 100]
    assert np.isnan(found[2])
