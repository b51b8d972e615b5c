"""The `turnup` command. Further commands come as modules of this package, listed in MODULES."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def turnup() -> None:
    """Turnup connects a provider's customers: from request to service, every gate kept."""


def main() -> None:
    """Run the command line."""
    app()
