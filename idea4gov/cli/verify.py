"""`idea4gov verify`: recount published elections, without database and settings."""

from pathlib import Path

import click

from idea4gov.cli.recount import (
    ABOUT,
    EXCLUSIVE,
    EXIT_CODES,
    LOG_OPTIONS,
    YES,
    check_log,
    read_pair,
    recount,
    worst,
)


def _pairs(
    _context: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> list[tuple[str, str]]:
    try:
        return [read_pair(text) for text in texts]
    except ValueError as error:
        raise click.BadParameter("name two projects, as A,B") from error


@click.command("verify", help=f"{ABOUT}\n\nIt needs no database and no settings.\n\n\b\n{EXIT_CODES}")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--log", metavar="FILE", help=LOG_OPTIONS["log"])
@click.option("--heads", metavar="FILE", help=LOG_OPTIONS["heads"])
@click.option("--since", metavar="FILE", help=LOG_OPTIONS["since"])
@click.option("--leaf", metavar="HEX", help=LOG_OPTIONS["leaf"])
@click.option("--exclusive", metavar="A,B", multiple=True, callback=_pairs, help=EXCLUSIVE)
@click.pass_context
def verify(
    context: click.Context,
    files: tuple[Path, ...],
    exclusive: list[tuple[str, str]],
    log: str | None,
    heads: str | None,
    since: str | None,
    leaf: str | None,
) -> None:
    """Recount files, check a log, print the verdicts, and exit with the code of the worst."""
    if not files and not log:
        raise click.UsageError("Missing argument 'FILE...'.")
    lines, code = recount(files, exclusive) if files else ([], YES)
    if log:
        more, worse = check_log(log, heads, since=since, leaf=leaf, files=files)
        lines, code = [*lines, *more], worst(code, worse)
    for line in lines:
        click.echo(line)
    context.exit(code)
