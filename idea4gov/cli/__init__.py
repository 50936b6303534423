"""The command `idea4gov`.

A command's module is imported only when it is called: `verify` needs no database.
"""

import sys
from importlib import import_module
from typing import ClassVar

import click

from idea4gov.domain.errors import DomainError
from idea4gov.outside.private_files import keep_new_files_private
from idea4gov.outside.settings import ConfigError

EXIT_REFUSED = 1
# EX_CONFIG of sysexits.h.
EXIT_NOT_SET_UP = 78


class LazyGroup(click.Group):
    """A group that imports the module of a command only when it is called.

    parts: {name: (module, attribute, first sentence of its help)}.
    """

    parts: ClassVar[dict[str, tuple[str, str, str]]] = {
        "backup": (
            "idea4gov.cli.backup",
            "backup",
            "Back up the database into a new folder in DIR, while the site runs.",
        ),
        "check": (
            "idea4gov.cli.check",
            "check",
            "Check that counters, ballots, results and the audit log are intact.",
        ),
        "clock": (
            "idea4gov.cli.clock",
            "clock",
            "Compare the clock of this machine with that of the database.",
        ),
        "data": ("idea4gov.cli.data", "data", "Write the open data to files."),
        "db": ("idea4gov.cli.db", "db", "Create and migrate the database."),
        "demo": ("idea4gov.cli.demo", "demo", "Load the demo and print its log-ins."),
        "export": (
            "idea4gov.cli.export",
            "export",
            "Write the result of a board or a budget round to a file.",
        ),
        "files": ("idea4gov.cli.files", "files", "Look at where exports, daily files and renditions lie."),
        "identity": (
            "idea4gov.cli.identity",
            "identity",
            "Make and renew the keys under which national numbers are digested.",
        ),
        "mail": ("idea4gov.cli.mail", "mail", "Tell why mails do not arrive, and send them again."),
        "move": ("idea4gov.cli.move", "move", "Copy all rows of a database into an empty one."),
        "pb": ("idea4gov.cli.pb", "pb", "Import, count and export elections as Pabulib .pb files."),
        "places": ("idea4gov.cli.places", "places", "Load provinces and local governments."),
        "renderer": (
            "idea4gov.cli.renderer",
            "renderer",
            "Make the files that the website hands out, until Ctrl-C.",
        ),
        "report": ("idea4gov.cli.report", "report", "Print a report that can be given to anybody."),
        "restore": (
            "idea4gov.cli.restore",
            "restore",
            "Restore a backup into an empty database, or rehearse it.",
        ),
        "roll": (
            "idea4gov.cli.roll",
            "roll",
            "Draw a sample of a round's roll, and show its numbers.",
        ),
        "round": ("idea4gov.cli.round", "round_", "List the budget rounds of this site, and move them on."),
        "security": ("idea4gov.cli.security", "security", "Tell who did what, and when."),
        "serve": ("idea4gov.cli.serve", "serve", "Serve the website until Ctrl-C."),
        "sheet": ("idea4gov.cli.sheet", "sheet", "Show what an import of a sheet would take."),
        "traffic": ("idea4gov.cli.traffic", "traffic", "Hand out traffic data for a case."),
        "user": ("idea4gov.cli.user", "user", "Create accounts and grant roles."),
        "worker": ("idea4gov.cli.worker", "worker", "Run the background work of the site until Ctrl-C."),
        "verify": (
            "idea4gov.cli.verify",
            "verify",
            "Recount Pabulib .pb files and compare the results that they state.",
        ),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(self.parts)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in self.parts:
            return None
        module, attribute, _ = self.parts[name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.parts[name][2]) for name in sorted(self.parts)])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="idea4gov", message="%(prog)s %(version)s")
def cli() -> None:
    """Set up, run and check an installation of idea4gov."""


def main() -> None:
    """Run the command of the process. Errors end it with one sentence on standard error.

    Exit code: EXIT_REFUSED, or EXIT_NOT_SET_UP where a setting is missing or wrong.
    """
    keep_new_files_private()
    try:
        cli(standalone_mode=True)
    except DomainError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_REFUSED)
    except ConfigError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_NOT_SET_UP)
    except OSError as error:
        click.echo(f"Error: {error.strerror or error}: {error.filename or 'a file'}", err=True)
        sys.exit(EXIT_REFUSED)
