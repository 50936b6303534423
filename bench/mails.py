"""Measure how fast mails leave: `python -m bench.mails`, against a relay that answers after 20 ms.

The relay is a process of its own. Each answer to a command, and the greeting, come after the pause.
"""

import argparse
import asyncio
import multiprocessing
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from time import perf_counter

from idea4gov.actions.mail_delivery import deliver_due
from idea4gov.outside.mail import Mailer
from idea4gov.store.mail import add_mail, count_mails
from idea4gov.store.migrate import upgrade
from idea4gov.store.session import Database

TARGET_MAILS, TARGET_SECONDS = 300, 3.0


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.mails", description=__doc__)
    parser.add_argument("--mails", type=int, default=TARGET_MAILS)
    parser.add_argument("--milliseconds", type=int, default=20, help="pause of the relay before each answer")
    parser.add_argument("--connections", type=int, default=15)
    parser.add_argument("--database", help="URL of an empty database (default: a new SQLite file)")
    return parser.parse_args()


def relay(port: "Synchronized[int]", pause_seconds: float) -> None:
    """Answer on a free port, whose number is told by `port`, for ever."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(text: str) -> None:
            await asyncio.sleep(pause_seconds)
            writer.write(f"{text}\r\n".encode())
            await writer.drain()

        await say("220 relay")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                await say("354 go on")
                await reader.readuntil(b"\r\n.\r\n")
            await say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                break
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(serve())


def now() -> datetime:
    """The present time, aware UTC."""
    return datetime.now(UTC)


def fill(database: Database, mails: int) -> None:
    """Put so many mails into the outbox."""
    with database.transaction() as db:
        for number in range(mails):
            subject = f"[บอกเรา ถึงรัฐ] ใบรับบัตรลงคะแนน {number}"
            add_mail(db, recipient=f"m{number}@example.org", subject=subject, body="ก" * 800, now=now())


def seconds_of(act: Callable[[], int]) -> tuple[float, int]:
    """How long an act takes, and what it returns."""
    begin = perf_counter()
    done = act()
    return perf_counter() - begin, done


def main() -> None:
    """Send the mails, and say how long it took."""
    asked, port = arguments(), multiprocessing.Value("i", 0)
    process = multiprocessing.Process(target=relay, args=(port, asked.milliseconds / 1000), daemon=True)
    process.start()
    while port.value == 0:
        pass
    with tempfile.TemporaryDirectory() as folder:
        database = Database(asked.database or f"sqlite:///{Path(folder) / 'mails.sqlite3'}", pool_size=1)
        upgrade(database)
        fill(database, asked.mails)
        mailer = Mailer(f"smtp://127.0.0.1:{port.value}", "x@example.org", connections=asked.connections)
        seconds, sent = seconds_of(lambda: deliver_due(database, mailer, now))
        with database.reading() as db:
            left, _, given_up = count_mails(db, now())
        database.dispose()
    process.terminate()
    print(f"{sent} mails in {seconds:.2f} s over {asked.connections} connections, {left + given_up} left")


if __name__ == "__main__":
    main()
