"""`idea4gov verify`: recount published elections, without database and settings."""

from pathlib import Path

import click

from idea4gov.cli.recount import ABOUT, EXCLUSIVE, EXIT_CODES, read_pair, recount


def _pairs(
    _context: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> list[tuple[str, str]]:
    try:
        return [read_pair(text) for text in texts]
    except ValueError as error:
        raise click.BadParameter("name two projects, as A,B") from error


@click.command("verify", help=f"{ABOUT}\n\nIt needs no database and no settings.\n\n\b\n{EXIT_CODES}")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--exclusive", metavar="A,B", multiple=True, callback=_pairs, help=EXCLUSIVE)
@click.pass_context
def verify(context: click.Context, files: tuple[Path, ...], exclusive: list[tuple[str, str]]) -> None:
    """Recount files, print the verdicts, and exit with the code of the worst."""
    lines, code = recount(files, exclusive)
    for line in lines:
        click.echo(line)
    context.exit(code)
