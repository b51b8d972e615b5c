"""Where a company's tiles of terrain are kept: a folder of arrays that are mapped, not read.

Terrain is public and can be loaded again, so it is no part of the database or of its backups.
"""

import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from turnup.surveys.precheck.terrain import Terrain, Tile

FOLDER = "terrain"
"""Below the data folder."""


@dataclass(frozen=True, slots=True)
class KeptTile:
    """What is known of a tile without its heights; edges in degrees, spacing in m."""

    name: str
    source: str
    south: float
    north: float
    west: float
    east: float
    spacing_m: float
    rows: int
    columns: int


class TerrainShelf:
    """One folder of tiles, for many processes. A tile of the same grid replaces the former."""

    def __init__(self, folder: Path):
        self.folder = folder

    def keep(self, tile: Tile) -> str:
        """Lay a tile down and return its name; it is there as a whole or not at all."""
        rows, columns = tile.heights.shape
        name = f"{tile.north:+09.4f}{tile.west:+010.4f}_{rows}x{columns}"
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {
            "source": tile.source,
            "north": tile.north,
            "west": tile.west,
            "step_lat": tile.step_lat,
            "step_lon": tile.step_lon,
        }
        draft = self.folder / f".{secrets.token_hex(8)}"
        try:
            with draft.open("wb") as file:
                np.save(file, np.ascontiguousarray(tile.heights), allow_pickle=False)
            os.replace(draft, self._heights(name))
            draft.write_text(json.dumps(told))
            os.replace(draft, self.folder / f"{name}.json")
        finally:
            draft.unlink(missing_ok=True)
        return name

    def remove(self, name: str) -> bool:
        """Take a tile away; tell whether there was one."""
        told = self.folder / f"{name}.json"
        if not told.is_file() or told.parent != self.folder:
            return False
        told.unlink()
        self._heights(name).unlink(missing_ok=True)
        return True

    def kept(self) -> list[KeptTile]:
        """Give what is kept, from north to south and west to east."""
        tiles = [
            KeptTile(
                name, tile.source, tile.south, tile.north, tile.west, tile.east,
                tile.spacing_m, *tile.heights.shape,
            )
            for name, tile in self._tiles()
        ]  # fmt: skip
        return sorted(tiles, key=lambda one: (-one.north, one.west, one.spacing_m))

    def terrain(self) -> Terrain:
        """Give all tiles, mapped into memory; the folder is read again once it has changed."""
        try:
            changed = self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            return Terrain()
        return _terrain(self.folder, changed)

    def _tiles(self) -> list[tuple[str, Tile]]:
        found = []
        for path in sorted(self.folder.glob("*.json")):
            told = json.loads(path.read_text())
            heights = np.load(self._heights(path.stem), mmap_mode="r", allow_pickle=False)
            found.append((path.stem, Tile(heights=heights, **told)))
        return found

    def _heights(self, name: str) -> Path:
        return self.folder / f"{name}.npy"


@lru_cache(maxsize=4)
def _terrain(folder: Path, changed: int) -> Terrain:
    """Give the tiles of a folder as it was when it last changed."""
    return Terrain([tile for _name, tile in TerrainShelf(folder)._tiles()])
