"""`turnup standard`: show, check, draw and print the connection standard."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from turnup.cli.app import DATA, NO, Data, app, fail, ready_django

if TYPE_CHECKING:
    from turnup.standard import Standard

commands = typer.Typer(no_args_is_help=True, help="Show, check, draw and print the standard.")
app.add_typer(commands, name="standard")

Language = Annotated[Literal["ru", "en"], typer.Option("--language", "-l", help="ru or en.")]
Source = Annotated[
    Path | None,
    typer.Option("--file", exists=True, dir_okay=False, help="A file instead of the standing one."),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Write here instead of stdout.")]


@commands.command()
def show(language: Language = "ru", file: Source = None, data: Data = DATA) -> None:
    """Print the standing standard (or a file's) as text."""
    from turnup.standard.show import show as text_of

    typer.echo(text_of(_standard(file, data), language), nl=False)


@commands.command()
def check(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Check a standard's file. Exit code 1 names every fault with its line and key."""
    from turnup.standard import FaultyStandard, load

    try:
        standard = load(file)
    except FaultyStandard as faulty:
        typer.echo(str(faulty), err=True)
        raise typer.Exit(NO) from None
    typer.echo(
        f"{file.name}: {standard.code} version {standard.version}, "
        f"{len(standard.stages)} stages, {len(standard.steps)} steps: no faults"
    )


@commands.command()
def diagram(
    language: Language = "ru", file: Source = None, out: Out = None, data: Data = DATA
) -> None:
    """Draw the standard as SVG: the stages as columns, the gates visible."""
    from turnup.standard.diagram import draw

    picture = draw(_standard(file, data), language)
    if out is None:
        typer.echo(picture, nl=False)
    else:
        out.write_text(picture, encoding="utf-8")
        typer.echo(f"{out}: {len(picture.encode())} bytes")


@commands.command("print")
def print_pdf(
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the PDF goes.")],
    language: Language = "ru",
    file: Source = None,
    data: Data = DATA,
) -> None:
    """Print the standard as the regulation for the director to sign (PDF)."""
    standard = _standard(file, data)
    ready_django(data, anew=file is not None)
    from turnup.orders.regulation import print_regulation

    pdf = print_regulation(standard, language)
    out.write_bytes(pdf)
    typer.echo(f"{out}: {len(pdf)} bytes")


@commands.command()
def publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], data: Data = DATA
) -> None:
    """Bring a new version into force: new orders begin under it, others keep theirs.

    Exit code 1: the file has faults, or its version was published with another text.
    """
    from datetime import UTC, datetime

    from turnup.standard import FaultyStandard, load

    try:
        standard = load(file)
    except FaultyStandard as faulty:
        fail(str(faulty), NO)
    ready_django(data)
    from turnup.orders.office import publish_standard

    try:
        row = publish_standard(standard=standard, now=datetime.now(UTC))
    except ValueError as error:
        fail(str(error), NO)
    typer.echo(f"{row.code} version {row.version} is in force for new orders")


def _standard(file: Path | None, data: Path) -> "Standard":
    """Give the file's standard, or the one that stands in the data folder's database."""
    from turnup.standard import load

    if file is not None:
        return load(file)
    ready_django(data)
    from turnup.orders.office import standing_standard

    return standing_standard()
