"""`turnup terrain …`: heights of the ground for the pre-check, from HGT and GeoTIFF tiles."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turnup.cli.app import DATA, NO, Data, app, fail, use_data

if TYPE_CHECKING:
    from turnup.surveys.precheck.terrain import Tile
    from turnup.surveys.precheck.terrain_shelf import TerrainShelf

commands = typer.Typer(
    no_args_is_help=True, help="Terrain for the pre-check: load tiles, list what is loaded."
)
app.add_typer(commands, name="terrain")


@commands.command()
def load(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Tiles: .hgt, .hgt.zip, .tif, .tiff.")
    ],
    data: Data = DATA,
) -> None:
    """Load tiles of terrain: SRTM's HGT (also zipped) and GeoTIFF with a grid in degrees.

    A tile of the same grid replaces the one loaded before; running servers see it at once.

    Exit codes: 0 all loaded, 1 some were refused (each with its reason), 2 could not.
    """
    shelf, refused = _shelf(data), 0
    with typer.progressbar(files, label="Loading terrain", item_show_func=_name) as waiting:
        said = []
        for path in waiting:
            loaded = _load(shelf, path)
            said.append(loaded)
            refused += loaded.startswith("refused")
    for line in said:
        typer.echo(line)
    if refused:
        fail(f"{refused} of {len(files)} tiles were not loaded", NO)


@commands.command(name="list")
def list_tiles(
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    data: Data = DATA,
) -> None:
    """List the tiles that are loaded, from north to south. Exit codes: 0 listed, 2 could not."""
    kept = _shelf(data).kept()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in kept]))
        return
    if not kept:
        typer.echo("No terrain is loaded: turnup terrain load FILE…")
    for one in kept:
        typer.echo(
            f"{one.name}  {one.south:.4f}…{one.north:.4f} N  {one.west:.4f}…{one.east:.4f} E  "
            f"every {one.spacing_m:.0f} m  {one.source}"
        )


@commands.command()
def remove(
    name: Annotated[str, typer.Argument(help="The tile's name, as `list` shows it.")],
    data: Data = DATA,
) -> None:
    """Take a tile away. Exit codes: 0 gone, 1 there is none of this name, 2 could not."""
    if not _shelf(data).remove(name):
        fail(f"no tile is called {name}; turnup terrain list shows what is loaded", NO)


def _shelf(data: Path) -> "TerrainShelf":
    from turnup.surveys.precheck.terrain_shelf import FOLDER, TerrainShelf

    use_data(data)
    return TerrainShelf(data.absolute() / FOLDER)


def _load(shelf: "TerrainShelf", path: Path) -> str:
    """Load one tile and say what came of it."""
    from turnup.surveys.precheck.terrain import UnreadableTile, read_tile

    try:
        tile = read_tile(path)
        shelf.keep(tile)
    except UnreadableTile as fault:
        return f"refused {path}: {fault}"
    except OSError as fault:
        return f"refused {path}: {fault.strerror or fault}"
    return f"loaded  {path}: {_described(tile)}"


def _described(tile: "Tile") -> str:
    from turnup.surveys.precheck.terrain import void_share

    void = void_share(tile)
    gaps = f", {void:.1%} without heights" if void else ""
    return (
        f"{tile.south:.3f}…{tile.north:.3f} N, {tile.west:.3f}…{tile.east:.3f} E, "
        f"every {tile.spacing_m:.0f} m{gaps}"
    )


def _name(path: Path | None) -> str:
    return path.name if path else ""
