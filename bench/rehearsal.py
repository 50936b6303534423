"""Back up a large site under load, rehearse the backup, restore it elsewhere, and see that all is as before.

    python -m bench.rehearsal [--engine sqlite]

The site: 100,000 proposals, 50,000 ballots in a sealed round and some in one that goes on, 300 photos. While
it is backed up, thirty people a second write. Prints seconds and memory of each step, and what was compared.
It keeps nothing.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from sqlalchemy import insert, select, update

from bench.engines import opened, parser_of, tell_each
from bench.errors import BenchError
from bench.large_urn import ANNOUNCED, CLOSED, FIRST, PAGE, fill
from bench.pages import website
from bench.processes import PROGRAMS, Cost, ask, measured
from bench.rounds import Voting, begin_voting
from bench.seeding import Seeded, seed
from bench.visitors import Visitors, production_settings
from idea4gov.actions.rounds.settling import settle
from idea4gov.domain.photos import digest_of
from idea4gov.domain.rounds.receipts import code_of, digest_code
from idea4gov.store.models import BudgetRound, CastBallot, Photo, PhotoFile
from idea4gov.store.session import Database
from scripts.drill.book import DONE, Book
from scripts.drill.load import RATE, Door, Load, prepare
from tests.conftest import NOON
from tests.pictures import file_of
from tests.services.postgres import own_database

PROPOSALS, BALLOTS, PHOTOS, VOTERS = 100_000, 50_000, 300, 9_000
PHOTO_SIZE = (1_600, 1_200)
# Where others use the machine, too, some are turned away.
BUSY = "503"
RECEIPT = code_of(b"ten octets")
SETTINGS_URL = "IDEA4GOV_DATABASE_URL"


class Site(NamedTuple):
    """A filled site. sealed: the round whose urn is sealed. voting: the one that goes on."""

    settings: dict[str, str]
    seeded: Seeded
    sealed: int
    voting: Voting


class Seen(NamedTuple):
    """What has to be the same after a restore. heads: {round: (digest, seed)}. photos: of all bytes."""

    heads: dict[int, Any]
    photos: str


def main() -> None:
    """Measure what the command line asks for."""
    parser = parser_of("bench.rehearsal", __doc__)
    asked = parser.parse_args()
    tell_each(asked.engine, lambda url, folder: rehearse(make_site(url), folder))


def make_site(url: str) -> Site:
    """Fill an empty, migrated database."""
    seeded = seed(url, proposals=PROPOSALS, voters=VOTERS, searched=True)
    voting = begin_voting(seeded)
    with opened(url) as database:
        began = datetime.now(UTC) - 2 * (ANNOUNCED - NOON)
        sealed = fill(database, BALLOTS, now=began)
        with database.transaction() as db:
            db.execute(
                update(CastBallot)
                .where(CastBallot.id == FIRST)
                .values(receipt_digest=digest_code(RECEIPT), label=digest_code(RECEIPT))
            )
            _add_photos(db)
        for moment in (CLOSED, ANNOUNCED):
            settle(database, sealed.id, page_url=PAGE, now=began + (moment - NOON))
    return Site(production_settings(url), seeded, sealed.id, voting)


def _add_photos(db: Any) -> None:
    picture = Image.effect_noise(PHOTO_SIZE, 60)
    full, thumbnail = (file_of(picture.resize(size), "WEBP") for size in (PHOTO_SIZE, (480, 360)))
    for number in range(1, PHOTOS + 1):
        # Each of its own, at the end of the file, where nobody reads.
        content = full + number.to_bytes(4)
        row = {
            "proposal_id": number,
            "position": 1,
            "name": f"{number:032x}",
            "digest": digest_of(content, thumbnail),
            "width": PHOTO_SIZE[0],
            "height": PHOTO_SIZE[1],
            "added_at": datetime.now(UTC),
        }
        photo_id = db.execute(insert(Photo).values(row).returning(Photo.id)).scalar_one()
        db.execute(insert(PhotoFile).values(photo_id=photo_id, full=content, thumbnail=thumbnail))


def rehearse(site: Site, folder: Path) -> Iterator[str]:
    """Yield a line for each step. Raises BenchError where something is not as before."""
    visitors = Visitors(site.settings, site.seeded)
    backups, book = folder / "backups", Book()
    with website(site.settings, folder / "before.log") as port:
        before = look(site, port, visitors)
        writes = prepare(visitors, site.voting, site.seeded.voters)
        with Load(Door(port, tls=False), writes, book):
            yield _line(f"backup under {RATE} writes a second", _run(site.settings, "backup", str(backups)))
    answers, longest = book.answers(), max(one.seconds for one in book.entries)
    if not set(answers) <= {DONE, BUSY}:
        raise BenchError(f"people were answered {dict(answers)} during the backup")
    yield f"meanwhile {answers[DONE]:,} confirmed, {answers[BUSY]:,} turned away, {longest:.1f} s at most"
    yield _line("rehearsal", _run(site.settings, "restore", "--rehearse", str(backups)))
    with elsewhere(site.settings[SETTINGS_URL], folder) as url:
        there = {**site.settings, SETTINGS_URL: url}
        yield _line("restore", _run(there, "restore", str(backups), "--to", url))
        _run(there, "db", "upgrade")
        with website(there, folder / "after.log") as port:
            after = look(site._replace(settings=there), port, visitors)
        if before != after:
            raise BenchError(f"before: {before}\nafter: {after}")
        yield "sessions, the receipt, digests of the rounds and photos are as before"
        yield _line("check", _run(there, "check"))
    visitors.close()


def look(site: Site, port: int, visitors: Visitors) -> Seen:
    """What an auditor sees. Raises BenchError where a session, a receipt or a photo is gone."""
    with opened(site.settings[SETTINGS_URL]) as database:
        heads, photos = _digests(database)
    found = ask(port, visitors.sends(f"/rounds/{site.sealed}/find-ballot", {"code": RECEIPT}))
    shown = {
        "the page of somebody who is logged in": ask(port, visitors.reads("/me")[0]).status == 200,
        "the ballot of a receipt": digest_code(RECEIPT) in found.body.decode(),
        "a photo": ask(port, visitors.visits(f"/photos/{1:032x}.webp")[0]).status == 200,
    }
    missing = [what for what, is_shown in shown.items() if not is_shown]
    if missing:
        raise BenchError(f"not shown: {', '.join(missing)}")
    return Seen(heads, photos)


def _digests(database: Database) -> tuple[dict[int, Any], str]:
    with database.snapshot() as db:
        rounds = select(BudgetRound.board_id, BudgetRound.digest, BudgetRound.tie_seed)
        heads = {row[0]: tuple(row[1:]) for row in db.execute(rounds)}
        photos = sha256()
        for row in db.execute(select(PhotoFile.full, PhotoFile.thumbnail).order_by(PhotoFile.photo_id)):
            photos.update(row.full + row.thumbnail)
    return heads, photos.hexdigest()


@contextmanager
def elsewhere(url: str, folder: Path) -> Iterator[str]:
    """An empty place on the same engine; gives its URL."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'restored.sqlite3'}"
        return
    empty: AbstractContextManager[str] = own_database(url)
    with empty as there:
        yield there


def _run(settings: dict[str, str], *words: str) -> Cost:
    return measured([str(PROGRAMS / "idea4gov"), *words], settings)


def _line(what: str, cost: Cost) -> str:
    return f"{what:32}{cost.seconds:8.1f} s {cost.peak_mib:6.0f} MiB  {cost.output.splitlines()[-1][:90]}"


if __name__ == "__main__":
    main()
