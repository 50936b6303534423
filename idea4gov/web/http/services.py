"""What a request may use: settings, database, clock and modules of outside, put together by create_app."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Config
from idea4gov.actions.clock import ClockWatch
from idea4gov.actions.security_log import EventLog
from idea4gov.domain.clock import ClockReading, ClockWrong
from idea4gov.domain.made_files import FileStore
from idea4gov.domain.places.finding import LEAST_LETTERS, PlaceName, PlaceNames
from idea4gov.domain.synonyms import Synonyms
from idea4gov.outside.bounded_cache import MIB, BoundedCache
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.failure_log import FailureLog
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.outside.list_reader import start_list_reader
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.rendition_folder import RenditionFolder
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer
from idea4gov.outside.static_files import Assets
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.store.places.reading import list_place_names
from idea4gov.store.session import Database, ReadOnlyDatabase
from idea4gov.web.http.synonyms import bundled_synonyms

PLACE_NAMES_MIB, PLACE_NAMES_SECONDS = 64, 600


def utc_now() -> datetime:
    """The present time, aware UTC."""
    return datetime.now(UTC)


def _no_log() -> EventLog:
    """A security log that is written nowhere."""
    return EventLog(SecurityLog(""))


def _no_traffic() -> TrafficLog:
    """Traffic data that is written nowhere."""
    return TrafficLog("")


def _no_keys() -> IdentityKeys:
    """No key of national numbers: every digest is refused."""
    return IdentityKeys("")


def _place_names() -> BoundedCache[str, PlaceNames]:
    return BoundedCache(max_bytes=PLACE_NAMES_MIB * MIB, seconds=PLACE_NAMES_SECONDS)


@dataclass(frozen=True)
class Services:
    """The services of an application, built once per process.

    pseudonym: makes one of a text (actions/kept_keys.py). clock: returns the present time, aware UTC; tests
    replace it. clock_watch: compares it with the database's; None: it counts as right. country_map: without
    shapes when none was built. place_names: of the database, read again after a while, because `places load`
    runs elsewhere. renditions: the folder that is shared with the makers of files. files: where those lie
    that every machine needs. makes_renditions: whether files are made in this process: in tests.
    identity_keys: of national numbers. read_list: begins to read the sheet of a list of eligible people,
    elsewhere.
    """

    config: Config
    database: Database
    assets: Assets
    passwords: Passwords
    signer: Signer
    pseudonym: Callable[[str], str]
    renditions: RenditionFolder
    files: FileStore
    clock: Callable[[], datetime] = utc_now
    clock_watch: ClockWatch | None = None
    country_map: CountryMap = field(default_factory=CountryMap)
    security_log: EventLog = field(default_factory=_no_log)
    traffic_log: TrafficLog = field(default_factory=_no_traffic)
    failures: FailureLog = field(default_factory=FailureLog)
    makes_renditions: bool = False
    identity_keys: IdentityKeys = field(default_factory=_no_keys)
    read_list: Callable[[int, bytes], object] = start_list_reader
    synonyms: Synonyms = field(default_factory=bundled_synonyms)
    place_names: BoundedCache[str, PlaceNames] = field(default_factory=_place_names)


def services() -> Services:
    """The services of the running application."""
    parts = cast(Services, current_app.extensions["idea4gov"])
    return replace(parts, database=ReadOnlyDatabase(parts.database)) if writing_is_refused() else parts


def refuse_writing() -> None:
    """Let every transaction of this request raise WritingRefused from now on."""
    g.refuses_writing = True


def writing_is_refused() -> bool:
    """Whether refuse_writing() was called for this request."""
    return "refuses_writing" in g


def transaction() -> AbstractContextManager[Session]:
    """A session that writes: everything in the block is committed, or nothing."""
    return services().database.transaction()


def install_reading(app: Flask) -> None:
    """Return the connection that a request has read with to the pool, at the end of the request."""
    app.teardown_appcontext(end_reading)


@contextmanager
def reading() -> Iterator[Session]:
    """A session that reads. All of them in one request use the same connection."""
    if "reader" not in g:
        g.end_of_reading = ExitStack()
        g.reader = g.end_of_reading.enter_context(_source().reading())
    db: Session = g.reader
    try:
        yield db
    except BaseException:
        # The connection itself may have failed, and the error page may have to read.
        end_reading()
        raise
    db.expunge_all()


def end_reading(_error: BaseException | None = None) -> None:
    """Return the connection to the pool now. The next reading() takes another one."""
    g.pop("reader", None)
    end = g.pop("end_of_reading", None)
    if end is not None:
        end.close()


def find_places(query: str, limit: int) -> list[PlaceName]:
    """The places that are called so, the best first, at most `limit` (see PlaceNames.find)."""
    return _names().find(query, limit) if len(query) >= LEAST_LETTERS else []


def nearest_places(query: str, limit: int) -> list[PlaceName]:
    """The places that may be meant by a query with a slip in it (see PlaceNames.nearest)."""
    return _names().nearest(query, limit) if len(query) >= LEAST_LETTERS else []


def _names() -> PlaceNames:
    with reading() as db:
        return services().place_names.get_or_make("all", lambda: PlaceNames(list_place_names(db)))


def snapshot() -> AbstractContextManager[Session]:
    """A session that reads for an export: every statement sees the database at the same moment."""
    return _source().snapshot()


def reads_from_standby() -> bool:
    """Whether this request has read from a standby (see read_near)."""
    return "source" in g and g.source.engine is not services().database.engine


def _source() -> Database:
    """The database, or a standby where this may lag: the same one for all that one view reads."""
    if not g.get("may_lag", False):
        return services().database
    if "source" not in g:
        g.source = services().database.reader()
    return cast(Database, g.source)


def now() -> datetime:
    """The present time, aware UTC: by this machine's clock, or by the database's where they are far apart."""
    parts = services()
    moment = parts.clock()
    return moment if parts.clock_watch is None else parts.clock_watch.correct(moment)


def read_clock() -> ClockReading:
    """This machine's clock, compared with the database's."""
    watch, moment = services().clock_watch, services().clock()
    return ClockReading(moment, moment, is_certain=True) if watch is None else watch.read(moment)


def ask_clock() -> None:
    """Let now() know how far this machine's clock is from the database's. Before what writes or logs in."""
    # Without the database the request fails where it needs it.
    with suppress(SQLAlchemyError):
        read_clock()


def clock_fault() -> ClockReading | None:
    """The comparison of a clock on which nobody may rely; None while it is right."""
    found = read_clock()
    return None if found.is_right else found


def right_now() -> datetime:
    """The time for what cannot be undone. Raises ClockWrong unless this machine's clock is surely right."""
    found = read_clock()
    if not found.is_right:
        raise ClockWrong()
    return found.now


def round_time() -> datetime:
    """The time for what moves a round on and can be undone. Raises ClockWrong where the clock is wrong.

    After an outage of which nobody knows how long it was, this machine's clock is good enough for that.
    """
    found = read_clock()
    if found.done_until is None:
        raise ClockWrong()
    return found.now


def ballot_time() -> datetime:
    """The time for ballots: the later of this machine's and the database's, for both end the voting."""
    return read_clock().latest
