"""What nobody asks for by HTTP: a seal, a count, a mail, a photo; bytes of rows and of memory."""

import io
import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from PIL import Image
from sqlalchemy import text

from bench.cost_table import Single
from bench.cpu import database_processes, megabytes_held, seconds_used
from bench.engines import opened
from bench.large_urn import ANNOUNCED, CLOSED, PAGE
from bench.large_urn import fill as fill_urn
from bench.mails import fill as fill_outbox
from bench.mails import now, relay
from bench.processes import PROGRAMS, clean_environment
from config import ROOT
from idea4gov.actions.mail_delivery import deliver_due
from idea4gov.actions.rounds.settling import settle
from idea4gov.outside.images import make_safe
from idea4gov.outside.mail import Mailer

BALLOTS, MAILS = 20_000, 300
PHOTO_SIZE = (4_000, 3_000)
WORKER_STARTS_SECONDS = 6
ROWS = {
    "ballot": ("ballot", ("voter_roll", "ballot", "ballot_line")),
    "proposal": ("proposal", ("proposal",)),
    "account": ("account", ("person", "account", "residence")),
    "support": ("support", ("support",)),
}
"""What -> the table that counts it, and those that hold it."""


def urn(engine: str, url: str) -> Iterator[Single]:
    """Milliseconds of a core for each ballot when a round is sealed, and when it is counted and announced."""
    with opened(url) as database:
        made = fill_urn(database, BALLOTS)
        for name, moment in (("seal, each ballot", CLOSED), ("count, each ballot", ANNOUNCED)):
            used = _used_by(url, partial(settle, database, made.id, page_url=PAGE, now=moment))
            yield Single(name, engine, 1000 * used / BALLOTS, "ms")


def mail(engine: str, url: str) -> Single:
    """Milliseconds of a core for each mail, to a relay that answers at once."""
    port = multiprocessing.Value("i", 0)
    process = multiprocessing.Process(target=relay, args=(port, 0.0), daemon=True)
    process.start()
    while port.value == 0:
        time.sleep(0.01)
    mailer = Mailer(f"smtp://127.0.0.1:{port.value}", "x@example.org", connections=15)
    with opened(url) as database:
        with database.transaction() as db:
            db.execute(text("DELETE FROM outgoing_mail"))
        fill_outbox(database, MAILS)
        used = _used_by(url, lambda: deliver_due(database, mailer, now))
    process.terminate()
    return Single("mail", engine, 1000 * used / MAILS, "ms")


def photo(engine: str) -> Single:
    """Milliseconds of a core for a photo of 12 million pixels, some 8 MB."""
    noise = Image.frombytes("RGB", (2_000, 1_500), Random(0).randbytes(9_000_000)).resize(PHOTO_SIZE)
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=87)
    began = time.process_time()
    make_safe(file.getvalue(), number=1, name="photo.jpg")
    size = len(file.getvalue()) / 1e6
    return Single(f"photo of {size:.0f} MB", engine, 1000 * (time.process_time() - began), "ms")


def bytes_per_row(engine: str, url: str) -> Iterator[Single]:
    """Bytes in the database, with indexes, on PostgreSQL, which tells them by table; nothing for SQLite."""
    with opened(url) as database, database.reading() as db:
        if database.is_sqlite:
            return
        for name, (counted, tables) in ROWS.items():
            count = db.execute(text(f"SELECT count(*) FROM {counted}")).scalar_one()
            sizes = " + ".join(f"pg_total_relation_size('{table}')" for table in tables)
            size = db.execute(text(f"SELECT {sizes}")).scalar_one()
            yield Single(f"row of a {name}", engine, size / max(1, count), "bytes")


def worker_memory(engine: str, settings: dict[str, str]) -> Single:
    """MiB that the worker holds some seconds after its start."""
    command = [str(PROGRAMS / "idea4gov"), "worker"]
    worker = subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(settings), stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        time.sleep(WORKER_STARTS_SECONDS)
        return Single("worker", engine, megabytes_held(worker.pid), "MiB")
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(20)


def _used_by(url: str, act: Callable[[], object]) -> float:
    """Seconds of a core that this process and PostgreSQL used for an act."""
    pids = database_processes(url)
    before = time.process_time() + seconds_used(pids)
    act()
    return time.process_time() + seconds_used(pids) - before
