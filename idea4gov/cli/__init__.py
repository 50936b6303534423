"""The command `idea4gov`: each command's module is loaded when called, so `verify` needs no database."""

import sys
from importlib import import_module
from typing import ClassVar

import click

from config import ConfigError
from idea4gov.domain.errors import DomainError

EXIT_REFUSED = 1
EXIT_NOT_SET_UP = 78  # EX_CONFIG of sysexits.h


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own: name -> (module, attribute, what --help says)."""

    parts: ClassVar[dict[str, tuple[str, str, str]]] = {
        "check": ("idea4gov.cli.check", "check", "Prove that counters, results and the audit log are whole."),
        "data": ("idea4gov.cli.data", "data", "Write the files of the open data."),
        "db": ("idea4gov.cli.db", "db", "Create and migrate the database."),
        "demo": ("idea4gov.cli.demo", "demo", "Load the demo (development only)."),
        "export": ("idea4gov.cli.export", "export", "Write results to a file."),
        "pb": ("idea4gov.cli.pb", "pb", "Import, tally and export participatory-budgeting elections."),
        "places": ("idea4gov.cli.places", "places", "Load provinces and local governments."),
        "round": ("idea4gov.cli.round", "round_", "Seal, count and confirm budget rounds held here."),
        "serve": ("idea4gov.cli.serve", "serve", "Serve the website."),
        "user": ("idea4gov.cli.user", "user", "Create accounts and grant roles."),
        "worker": ("idea4gov.cli.worker", "worker", "Write long exports and the day's open data."),
        "verify": ("idea4gov.cli.verify", "verify", "Recount published .pb files; needs no database."),
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
    """Run and look after an installation of idea4gov."""


def main() -> None:
    """Entry point: an error is one sentence on standard error, and an exit code that means something."""
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
