"""Whether a command that a file names is one of the installed ones."""

import click

from idea4gov.cli import cli


def require_command(words: list[str]) -> None:
    """Raise where the installed command has no such command or option."""
    command: click.Command = cli
    for word in words:
        if word.startswith("--"):
            context = click.Context(command)
            options = [
                name for each in command.get_params(context) for name in (*each.opts, *each.secondary_opts)
            ]
            assert word in options, f"{command.name} has no {word}"
        elif isinstance(command, click.Group):
            below = command.get_command(click.Context(command), word)
            assert below, f"{command.name} has no {word}"
            command = below
