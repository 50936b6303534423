"""`idea4gov serve`: run the website, with a renderer and a worker beside it."""

import socket
import ssl
import sys
from dataclasses import replace
from pathlib import Path

import click

from config import ROOT, Config
from idea4gov.actions.demo import refuse_demo_in_production
from idea4gov.cli.context import Number, open_database
from idea4gov.cli.demo import renew_passwords
from idea4gov.outside.metrics_folder import counting_together
from idea4gov.outside.server import Certificate
from idea4gov.outside.server import serve as serve_wsgi
from idea4gov.outside.stopping import Stop
from idea4gov.outside.supervisor import supervised
from idea4gov.store.rights import has_more_rights, list_missing

WORKER = (sys.executable, "-m", "idea4gov", "worker", "--supervised")
RENDERER = (sys.executable, "-m", "idea4gov", "renderer", "--supervised")

WITHOUT_PROXY = (
    "Warning: IDEA4GOV_TRUSTED_PROXIES is 0. If a proxy stands in front of this site, all visitors have its "
    "address and count as one: set it to the number of proxies."
)
OWNS_TABLES = (
    "Warning: the website's role of the database may change the schema, and drop what protects votes and "
    "logs. Give it one that serves alone: docs/operations-reference.md, Two roles."
)
NO_SETTINGS = (
    "Warning: sessions of the database have another {names} than `idea4gov db upgrade` gives to their role. "
    "Run it; behind PgBouncer, then say RECONNECT on its console, or start it again."
)
NO_MAIL = (
    "No worker runs beside this site: mails, with their links and codes, wait until `idea4gov worker` runs."
)


@click.command()
@click.option("--host", help="Address to listen on (default: HOST, else 127.0.0.1).")
@click.option("--port", type=Number(1, 65535), help="Port to listen on (default: PORT, else 8000).")
@click.option(
    "--workers",
    type=Number(1, 64),
    help="Number of server processes (default: IDEA4GOV_WORKERS, else 2).",
)
@click.option(
    "--worker/--no-worker",
    "has_worker",
    default=True,
    show_default=True,
    help="Also run `idea4gov worker`, as a process beside the website.",
)
def serve(host: str | None, port: int | None, workers: int | None, has_worker: bool) -> None:
    """Serve the website until Ctrl-C.

    Requests in progress are finished first.
    """
    stop = Stop()
    config = Config.from_env()
    host, port = host or config.host, port or config.port
    replace(config, host=host).check()
    with open_database(waits=True, pause=stop.pause) as database, database.transaction() as db:
        if config.is_development:
            renew_passwords(db, config)
        else:
            refuse_demo_in_production(db)
            if has_more_rights(db):
                click.secho(OWNS_TABLES, err=True, fg="yellow")
        if missing := list_missing(db):
            click.secho(NO_SETTINGS.format(names=", ".join(missing)), err=True, fg="yellow")
    if not (config.is_development or config.trusted_proxies):
        click.secho(WITHOUT_PROXY, err=True, fg="yellow")
    if config.is_development and not has_worker:
        click.secho(NO_MAIL, err=True, fg="yellow")
    _require_free(host, port)
    # The renderer is always beside the website: they share a folder.
    beside = supervised(RENDERER, WORKER) if has_worker else supervised(RENDERER)
    with beside, counting_together():
        serve_wsgi(
            "wsgi:app",
            host=host,
            port=port,
            workers=workers or config.workers,
            certificate=_certificate(config),
            stop=stop,
            # Of wsgi.py: the program `idea4gov` does not look there.
            folder=ROOT,
        )


def _certificate(config: Config) -> Certificate | None:
    """Raises ClickException where its files cannot be used."""
    if not config.tls_certificate:
        return None
    files = Certificate(Path(config.tls_certificate), Path(config.tls_key))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*files)
    except OSError as error:
        raise click.ClickException(
            f"IDEA4GOV_TLS_CERTIFICATE and IDEA4GOV_TLS_KEY cannot be used: {error.strerror or error}. "
            "They name a certificate and its key, both in PEM and readable by this user."
        ) from error
    return files


def _require_free(host: str, port: int) -> None:
    """Raise ClickException if another process listens there.

    Otherwise both would share the port, and each would get a part of the requests.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses it, or choose another PORT."
        ) from error
