"""`idea4gov renderer`: make the files that the website hands out, and answer requests that take long."""

import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from socket import socket
from time import monotonic, sleep
from types import FrameType
from typing import NamedTuple

import click

from config import ROOT, Config
from idea4gov.actions.kept_keys import pseudonyms
from idea4gov.actions.made_files import open_files
from idea4gov.actions.renditions import Materials, make_rendition
from idea4gov.cli.context import now, open_database
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.renditions import Rendition
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.maker_pool import (
    ANSWER_MEMORY_MIB,
    FILE_MEMORY_MIB,
    Ended,
    MakerPool,
    load_modules,
)
from idea4gov.outside.metrics_folder import count_alone
from idea4gov.outside.offload_listener import OffloadListener, answer_request
from idea4gov.outside.offloading import office_path
from idea4gov.outside.parent import end_with_supervisor
from idea4gov.outside.rendition_folder import COPIES, RenditionFolder, open_folder
from idea4gov.outside.signing import Signer
from idea4gov.outside.static_files import Assets

LOOK_SECONDS = 0.02
SWEEP_SECONDS = 60
# Pages go first: a file that takes a second longer to make hurts nobody.
NICENESS = 5
MIB = 1024 * 1024
PRELOAD = ("idea4gov.cli.renderer", "idea4gov.outside.document_files", "idea4gov.offload_app")
OFFLOADED = "idea4gov.offload_app:app"
STATIC = ROOT / "static" / "dist"


class Door(NamedTuple):
    """Where requests that take long come in, and the processes that answer them."""

    listener: OffloadListener
    answerers: MakerPool[socket]

    def let_in(self) -> None:
        """Begin to answer what has come, as far as there is room."""
        self.answerers.collect()
        while self.answerers.has_room and (link := self.listener.take()):
            # The process has a copy of the connection: when it ends, the server is told.
            with link:
                self.answerers.start(link)


@click.command()
@click.option("--supervised", "is_supervised", is_flag=True, hidden=True, help="End with the starter.")
def renderer(is_supervised: bool) -> None:
    """Make the files that the website hands out, until Ctrl-C.

    `idea4gov serve` starts a renderer by itself. It makes PDF, DOCX and XLSX files, share images and long
    texts, once for each state of what they show, and answers requests with photos or sheets, so that no
    server process is busy with them.
    """
    count_alone()
    config = Config.from_env()
    if is_supervised:
        end_with_supervisor()
    signal.signal(signal.SIGTERM, _stop)
    os.nice(NICENESS)
    with open_database(waits=True):
        pass
    folder = open_folder(config.rendition_dir, database_url=config.database_url)
    folder.clear()
    load_modules(PRELOAD)
    makers, copiers = (
        MakerPool(partial(_make, config), size=config.renderers, memory_mib=FILE_MEMORY_MIB)
        for _pool in range(2)
    )
    doors = [
        Door(OffloadListener(path), _answerers(config.renderers))
        for path in (folder.offload_socket, office_path(folder.offload_socket))
    ]
    click.echo("The renderer is ready.")
    try:
        _work(folder, makers, copiers, doors, max_bytes=config.rendition_mib * MIB)
    except KeyboardInterrupt:
        pass
    finally:
        makers.end()
        copiers.end()
        for door in doors:
            door.answerers.end()
            door.listener.close()


def _answerers(size: int) -> MakerPool[socket]:
    return MakerPool(partial(answer_request, OFFLOADED), size=size, memory_mib=ANSWER_MEMORY_MIB)


def _work(
    folder: RenditionFolder,
    makers: MakerPool[Rendition],
    copiers: MakerPool[Rendition],
    doors: Sequence[Door],
    *,
    max_bytes: int,
) -> None:
    swept = monotonic()
    while True:
        for ended in (*makers.collect(), *copiers.collect()):
            folder.done(ended.asked, failed=ended.failed)
            _report(ended)
        while makers.has_room and (asked := folder.take()):
            makers.start(asked)
        while copiers.has_room and (asked := folder.take(COPIES)):
            copiers.start(asked)
        for door in doors:
            door.let_in()
        if monotonic() - swept > SWEEP_SECONDS:
            folder.sweep(max_bytes=max_bytes)
            swept = monotonic()
        sleep(LOOK_SECONDS)


def _report(ended: Ended[Rendition]) -> None:
    kind, subject, file_format, name = ended.asked[:4]
    how = "Failed to make" if ended.failed else "Made"
    click.echo(" ".join(filter(None, (how, kind, subject, name, file_format))))


def _make(config: Config, rendition: Rendition) -> None:
    with open_database(migrated=False) as database:
        publisher = Publisher(config.public_url, pseudonyms(database, Signer(config.all_secrets)))
        country_map = CountryMap.load(STATIC, Assets.load(STATIC))
        files = open_files(database, config.files_place)
        materials = Materials(config.public_url, publisher, country_map, files)
        make_rendition(
            database,
            open_folder(config.rendition_dir, database_url=config.database_url),
            rendition,
            materials,
            now=now(),
        )


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
