"""`idea4gov traffic`: traffic data for an officer under the Computer Crime Act."""

from datetime import date
from pathlib import Path

import click

from config import Config
from idea4gov.actions.traffic import export_traffic
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.cli.noted import noted
from idea4gov.domain.days import read_day
from idea4gov.domain.errors import Invalid
from idea4gov.domain.traffic import extract_of
from idea4gov.outside.traffic_log import TrafficLog


class Day(click.ParamType[date]):
    """A day as people type it, in either era."""

    name = "day"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error with the reason if it is none."""
        if isinstance(value, date):
            return value
        try:
            return read_day(value)
        except Invalid as error:
            self.fail(str(error), param, ctx)


@click.group()
def traffic() -> None:
    """Hand out traffic data for a case."""


@traffic.command()
@click.option("--from", "first", type=Day(), required=True, help="The first day, in Thai time.")
@click.option("--to", "last", type=Day(), required=True, help="The last day, which is included.")
@click.option("--for", "case", required=True, help="The number of the case, and the office that asks.")
@click.option("--account", type=NUMBER, help="Only the requests of the account with this number.")
@click.option("--address", help="Only the requests from this network address.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("traffic.jsonl"),
    show_default=True,
    help="The new file.",
)
def export(
    first: date, last: date, case: str, account: int | None, address: str | None, output: Path
) -> None:
    """Write the requests of some days into a new file, which this user alone may read.

    The audit log tells for which case that was, and of which days. Of each request there are time, network
    address, account, method, the kind of page and the status; not what was read, written or voted for.
    """
    asked = extract_of(first, last, account=account, address=address)
    log = TrafficLog(_folder())
    with noted("command", "traffic export", case=case), open_database() as database:
        count = export_traffic(database, log, asked, output, case=case, now=now())
    click.echo(f"{count} requests are in {output}.")


def _folder() -> str:
    """The folder of the log. Nothing must not look like a day without visitors."""
    config = Config.from_env()
    if not Path(config.security_log_dir).is_dir():
        raise click.ClickException(
            f"There is no traffic log in {config.security_log_dir!r}. Set IDEA4GOV_SECURITY_LOG_DIR as for "
            "the website."
        )
    return config.security_log_dir
