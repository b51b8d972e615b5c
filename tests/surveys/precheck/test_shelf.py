"""Where tiles are kept, and the commands that load them."""

import json
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from tests.surveys.precheck.ground import hill, tile, write_geotiff, write_hgt
from turnup.cli import terrain as terrain_commands
from turnup.surveys.precheck.terrain_shelf import FOLDER, TerrainShelf

run = CliRunner().invoke


def test_a_tile_is_kept_as_it_was(shelf: TerrainShelf) -> None:
    kept = tile(hill(51, 120, 40))
    shelf.keep(kept)
    (found,) = shelf.terrain().tiles
    assert np.array_equal(found.heights, kept.heights)
    assert (found.north, found.west, found.source) == (kept.north, kept.west, "made up")


def test_a_tile_of_the_same_grid_replaces_the_former(shelf: TerrainShelf) -> None:
    shelf.keep(tile(hill(51, 100)))
    before = shelf.terrain()
    shelf.keep(tile(hill(51, 200)))
    here = np.array([54.5]), np.array([36.5])
    assert shelf.terrain().heights(*here)[0] == 200
    assert before.heights(*here)[0] == 100, "who computes keeps what he has mapped"
    assert len(shelf.kept()) == 1


def test_an_empty_shelf_has_no_terrain(shelf: TerrainShelf) -> None:
    assert shelf.kept() == []
    assert shelf.terrain().tiles == ()


def test_tiles_are_removed_by_name_and_nothing_else_is(shelf: TerrainShelf) -> None:
    name = shelf.keep(tile(hill(51)))
    outside = shelf.folder.parent / "secret.json"
    outside.write_text("{}")
    assert not shelf.remove("../secret")
    assert outside.exists()
    assert shelf.remove(name)
    assert not shelf.remove(name)
    assert list(shelf.folder.iterdir()) == []


def test_the_commands_load_list_and_remove(tmp_path: Path) -> None:
    data = tmp_path / "company"
    north = write_hgt(tmp_path / "N54E036.hgt", hill(1201))
    south = write_geotiff(tmp_path / "dem.tif", hill(101))
    said = run(terrain_commands.commands, ["load", str(north), str(south), "--data", str(data)])
    assert said.exit_code == 0, said.output
    assert "54.000…55.000 N, 36.000…37.000 E, every 93 m" in said.output
    listed = run(terrain_commands.commands, ["list", "--json", "--data", str(data)])
    names = [one["name"] for one in json.loads(listed.output)]
    assert len(names) == 2
    removed = run(terrain_commands.commands, ["remove", names[0], "--data", str(data)])
    assert removed.exit_code == 0
    assert len(TerrainShelf(data / FOLDER).kept()) == 1
    again = run(terrain_commands.commands, ["remove", names[0], "--data", str(data)])
    assert again.exit_code == 1


def test_a_refused_tile_does_not_keep_the_others_out(tmp_path: Path) -> None:
    good, bad = write_geotiff(tmp_path / "a.tif", hill(101)), tmp_path / "b.tif"
    bad.write_bytes(b"no tiff")
    data = tmp_path / "company"
    files = [str(bad), str(good), str(tmp_path / "missing.hgt")]
    said = run(terrain_commands.commands, ["load", *files, "--data", str(data)])
    assert said.exit_code == 1
    assert sum(line.startswith("refused") for line in said.output.splitlines()) == 2
    assert len(TerrainShelf(data / FOLDER).kept()) == 1


def test_an_empty_list_says_how_to_fill_it(tmp_path: Path) -> None:
    said = run(terrain_commands.commands, ["list", "--data", str(tmp_path)])
    assert "turnup terrain load" in said.output
