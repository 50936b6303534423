"""`idea4gov serve`: the website."""

import socket

import click

from config import Config
from idea4gov.actions.demo import refuse_demo_in_production
from idea4gov.cli.context import open_database
from idea4gov.outside.server import serve as serve_wsgi


@click.command()
@click.option("--host", help="Address to listen on (default: HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: PORT, else 8000).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (default: IDEA4GOV_WORKERS, else 2).")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the website until Ctrl-C; requests in flight are finished."""
    config = Config.from_env()
    with open_database() as database, database.reading() as db:
        if not config.is_development:
            refuse_demo_in_production(db)
    host, port = host or config.host, port or config.port
    _require_free(host, port)
    serve_wsgi("wsgi:app", host=host, port=port, workers=workers or config.workers)


def _require_free(host: str, port: int) -> None:
    """Say so when somebody else listens there: the two would share the port, and each answer half."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses it, or choose another PORT."
        ) from error
