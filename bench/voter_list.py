"""Load a list of made-up people and look some of them up: seconds, most memory, and one look-up.

    python -m bench.voter_list [--people 50000] [--engine sqlite]

The sheet is a CSV in memory; the key is one that this version makes, at its full cost. It keeps nothing.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from bench.engines import parser_of, tell_each
from bench.processes import peak_mib
from idea4gov.actions.voter_lists import begin_list, load_list
from idea4gov.domain.identity.national_numbers import check_digit
from idea4gov.outside.identity_keys import IdentityKeys, new_key_line
from idea4gov.store import voter_lists as store
from idea4gov.store.session import Database
from tests.factories import SAEN_SUK
from tests.officials import add_official

LOOK_UPS = 50


def measure(url: str, people: int, _folder: Path) -> Iterator[str]:
    """The lines of the table for one engine."""
    database, keys, numbers = Database(url), IdentityKeys(new_key_line()), made_up(people)
    with database.transaction() as db:
        official = add_official(db)
        list_id = begin_list(db, official, SAEN_SUK, "บัญชี", keys=keys, now=now())
    rows = (f"{number},{at},{at % 20 + 1},{2490 + at % 60}" for at, number in enumerate(numbers))
    sheet = "\n".join(("เลขประจำตัวประชาชน,บ้านเลขที่,หมู่,ปีเกิด", *rows)).encode()
    begun = time.monotonic()
    load_list(database, keys, list_id, sheet, clock=now)
    seconds = time.monotonic() - begun
    with database.reading() as db:
        found = store.find_list(db, list_id)
    assert found is not None
    assert (found.state, found.lines) == ("draft", people)
    yield f"{people:,} people, {len(sheet) / 1e6:.1f} MB: {seconds:,.0f} s, {people / seconds:.0f} a second"
    yield f"most memory {peak_mib():.0f} MiB"
    yield f"one look-up, digest and row: {median(look_ups(database, keys, list_id, numbers)):.0f} ms"
    database.dispose()


def look_ups(database: Database, keys: IdentityKeys, list_id: int, numbers: list[str]) -> Iterator[float]:
    """Milliseconds of each of LOOK_UPS look-ups."""
    for number in numbers[:: max(1, len(numbers) // LOOK_UPS)]:
        begun = time.monotonic()
        with database.reading() as db:
            assert store.find_line(db, list_id, keys.digests(number))
        yield 1_000 * (time.monotonic() - begun)


def made_up(people: int) -> list[str]:
    """National numbers that nobody need have, each once."""
    chance = Random(1)
    twelve = map(str, chance.sample(range(10**11, 9 * 10**11), people))
    return [digits + check_digit(digits) for digits in twelve]


def now() -> datetime:
    """The present time, aware UTC."""
    return datetime.now(UTC)


def main() -> None:
    """Measure what the command line asks for."""
    parser = parser_of("bench.voter_list", __doc__)
    parser.add_argument("--people", type=int, default=50_000)
    asked = parser.parse_args()
    tell_each(asked.engine, lambda url, folder: measure(url, asked.people, folder))


if __name__ == "__main__":
    main()
