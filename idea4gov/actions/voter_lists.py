"""Use cases of lists of eligible people: load one, look at it, take it over, give it to a round, ask it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.rounds.drafts import get_place
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.errors import DomainError
from idea4gov.domain.identity.national_numbers import read_national_number
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.proposal_sheets import SheetEmpty, SheetTooLarge
from idea4gov.domain.rounds.phases import FROZEN_PHASES
from idea4gov.domain.voter_list_sheets import (
    OF_LISTS,
    REFUSALS,
    ListEmpty,
    ListTooLarge,
    ReadList,
    house_text,
    name_text,
    read_list,
)
from idea4gov.domain.voter_lists import (
    DRAFT_KEPT,
    MAX_LINES,
    MOST_READ_AT_ONCE,
    SILENT,
    DigestedLine,
    FoundLine,
    ListFixed,
    ListInUse,
    ListMissing,
    ListNotReady,
    NotOnList,
    NoVoterList,
    OtherPlace,
    OthersReading,
    VoterLine,
    clean_list_name,
)
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.outside.sheet_reading import read_sheet
from idea4gov.store import voter_lists as store
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.session import Database
from idea4gov.store.voter_lists import ListCard

LISTED: Final = 20
AT_ONCE: Final = 200
"""Lines of one transaction: some two seconds of digesting lie between two of them."""
LOG = logging.getLogger(__name__)


def list_own_lists(db: Session, viewer: Viewer, local_government_code: str) -> list[ListCard]:
    """The lists of a local government for its officials, the newest first. Raises NotFound."""
    get_place(db, viewer, local_government_code)
    return store.list_lists(db, local_government_code, limit=LISTED)


def get_list(db: Session, viewer: Viewer, list_id: int) -> ListCard:
    """A list for the officials of its place. Raises NoVoterList, NotFound."""
    found = store.find_list(db, list_id)
    if found is None:
        raise NoVoterList()
    require_at(viewer, "round:edit", found.place)
    return found


def begin_list(
    db: Session, viewer: Viewer, local_government_code: str, name: str, *, keys: IdentityKeys, now: datetime
) -> int:
    """A list whose sheet is about to be read. Returns its id.

    Raises NotFound, NoIdentityKey, BadListName, OthersReading.
    """
    get_place(db, viewer, local_government_code)
    keys.require()
    if store.count_reading(db, heard_since=now - SILENT) >= MOST_READ_AT_ONCE:
        raise OthersReading()
    return store.add_list(
        db,
        local_government_code=local_government_code,
        name=clean_list_name(name),
        loaded_by_id=viewer.account_id,
        now=now,
    )


def load_list(
    database: Database, keys: IdentityKeys, list_id: int, sheet: bytes, *, clock: Callable[[], datetime]
) -> None:
    """Read the sheet of a list and digest its lines; it takes minutes, and nothing of the sheet stays.

    What is wrong with the sheet is written to the list. Returns at once where the list is gone.
    """
    try:
        with database.reading() as db:
            found = store.find_list(db, list_id)
        if found is None:
            return
        _digest(database, keys, found, sheet, clock)
    except NoVoterList:
        LOG.info("voter_list_gone id=%d", list_id)


def _digest(
    database: Database, keys: IdentityKeys, found: ListCard, sheet: bytes, clock: Callable[[], datetime]
) -> None:
    try:
        keys.require()
        read = _read(sheet, found.local_government_code, clock())
    except DomainError as error:
        with database.transaction() as db:
            code = error.code if error.code in REFUSALS else "sheet_refused"
            store.end_reading(db, found.id, "refused", refusal=code, now=clock())
        return
    rows = len(read.lines) + len(read.problems)
    with database.transaction() as db:
        store.note_rows(db, found.id, rows=rows, problems=read.problems, twice=read.twice, now=clock())
        if not read.lines:
            # With its problems, which say why.
            store.end_reading(db, found.id, "refused", refusal=ListEmpty.code, now=clock())
            return
    for first in range(0, len(read.lines), AT_ONCE):
        lines = _digest_lines(keys, found.local_government_code, read.lines[first : first + AT_ONCE])
        with database.transaction() as db:
            store.add_lines(db, found.id, lines, now=clock())
    with database.transaction() as db:
        store.end_reading(db, found.id, "draft", refusal=None, now=clock())


def _read(sheet: bytes, place: str, now: datetime) -> ReadList:
    try:
        page = read_sheet(sheet, OF_LISTS).page()
    except SheetTooLarge as error:
        raise ListTooLarge(most=MAX_LINES) from error
    except SheetEmpty as error:
        raise ListEmpty() from error
    return read_list(page, place=place, year=now.year)


def _digest_lines(keys: IdentityKeys, place: str, lines: list[VoterLine]) -> list[DigestedLine]:
    digests = keys.digest_all([(line.text, line.kind) for line in lines])
    return [
        DigestedLine(
            line=line.line,
            kind=line.kind,
            digest=digest,
            house_digest=keys.quick_digest(house_text(place, line.village, line.house)).digest
            if line.house
            else None,
            village=line.village,
            birth_year=line.birth_year,
            voter_class=line.voter_class,
        )
        for line, digest in zip(lines, digests, strict=True)
    ]


def take_list_over(db: Session, viewer: Viewer, list_id: int, *, now: datetime) -> ListCard:
    """Make a list that was read one that a round can have. Raises NoVoterList, NotFound, ListNotReady."""
    found = get_list(db, viewer, list_id)
    if not store.take_over(db, list_id):
        raise ListNotReady()
    _record(db, viewer, "load_voter_list", found, {"lines": found.lines, "refused": found.refused}, now)
    return found


def delete_list(db: Session, viewer: Viewer, list_id: int, *, now: datetime) -> ListCard:
    """Delete a list that no round has. Raises NoVoterList, NotFound, ListInUse."""
    found = get_list(db, viewer, list_id)
    if store.list_uses(db, [list_id]):
        raise ListInUse()
    try:
        with db.begin_nested():
            store.delete_list(db, list_id)
    except IntegrityError as error:
        raise ListInUse() from error
    if found.state == "active":
        _record(db, viewer, "delete_voter_list", found, {"lines": found.lines}, now)
    return found


def get_round_for_list(db: Session, viewer: Viewer, round_id: int) -> HostedRound:
    """A round whose list the viewer may choose. Raises NotFound, ListFixed."""
    return _choosable(viewer, hosted.get_hosted(db, round_id))


def _choosable(viewer: Viewer, found: HostedRound) -> HostedRound:
    require_at(viewer, "round:edit", found.place)
    if found.phase in FROZEN_PHASES or found.cancelled_at is not None:
        raise ListFixed()
    return found


def choose_list(db: Session, viewer: Viewer, round_id: int, list_id: int | None, *, now: datetime) -> None:
    """Give a round its list of eligible people, or none.

    Raises NotFound, ListFixed, ListNotReady, OtherPlace, and ListMissing where a published round needs one.
    """
    # Before the list: a freeze and another press of the button wait, or are seen here.
    found = _choosable(viewer, hosted.lock_hosted(db, round_id))
    before = store.find_round_list(db, round_id)
    given = store.lock_list(db, list_id) if list_id is not None else None
    if list_id is not None and (given is None or given.state != "active"):
        raise ListNotReady(field="voter_list")
    if given and given.local_government_code != found.local_government_code:
        raise OtherPlace(field="voter_list")
    if (before.id if before else None) == list_id:
        return
    if given is None and found.published_at is not None and "list" in found.doors:
        raise ListMissing(field="voter_list")
    store.set_round_list(db, round_id, list_id)
    act: AuditAct = "give_voter_list" if given else "take_voter_list"
    data = {"list": list_id, "lines": given.lines if given else 0}
    record(
        db,
        actor_id=viewer.account_id,
        act=act,
        subject_kind="round",
        subject_id=round_id,
        place=found.place,
        data=data,
        now=now,
    )


def find_own_line(
    db: Session, keys: IdentityKeys, round_id: int, *, number: str = "", house: str = "", name: str = ""
) -> FoundLine:
    """The line of a round's list by a national number; where it has none, by a house and a name or code.

    Whoever asks was counted before: each try costs some 16 ms of a core. Raises NoVoterList where the round
    has no list, NotOnList, NoIdentityKey, and what read_national_number raises.
    """
    given = store.find_round_list(db, round_id)
    if given is None:
        raise NoVoterList()
    if number:
        digests = keys.digests(read_national_number(number))
    else:
        digests = keys.digests(name_text(given.local_government_code, house, name), "name")
    found = store.find_line(db, given.id, digests)
    if found is None:
        raise NotOnList()
    return found


def clear_lists(database: Database, *, now: datetime) -> None:
    """Delete lists that nobody took over in time, and what is left of those whose reader died."""
    over, silent = now - DRAFT_KEPT, now - SILENT
    with database.reading() as db:
        unfinished = store.list_unfinished(db, loaded_before=over, heard_before=silent)
    for list_id in unfinished:
        with database.transaction() as db:
            found = store.find_list(db, list_id)
            if found and found.loaded_at < over:
                store.delete_list(db, list_id)
            elif found:
                store.mark_lost(db, list_id)


def _record(
    db: Session, viewer: Viewer, act: AuditAct, found: ListCard, data: dict[str, int], now: datetime
) -> None:
    record(
        db,
        actor_id=viewer.account_id,
        act=act,
        subject_kind="voter_list",
        subject_id=found.id,
        place=found.place,
        data=data,
        now=now,
    )
