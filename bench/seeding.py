"""A municipality with one discussion board, in bulk: people, proposals, supports, comments and answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, text

from bench.engines import opened
from idea4gov.actions.search import fill_index
from idea4gov.outside.passwords import Passwords
from idea4gov.store.base import Base
from idea4gov.store.models import (
    Account,
    Board,
    Comment,
    LocalGovernment,
    OfficialAnswer,
    Person,
    Proposal,
    Province,
    Support,
)

Row = Mapping[str, Any]
BATCH = 5_000
PROVINCE, LOCAL_GOVERNMENT, BOARD = "20", "2094", 1
CROWD = 1_000  # people who have supported before the measurement
COMMENTS = 50
ANSWERED_EACH = 10
PASSWORD = "ทะเลบางแสนสวยงาม"
START = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
CATEGORIES = ("environment", "roads_transport", "health", "education", "safety", "other")
TITLE = "ตั้งถังขยะแยกประเภทตลอดแนวหาดบางแสน จุดที่ {number}"
BODY = (
    "ทุกวันหยุดยาว ขยะจากนักท่องเที่ยวล้นถังก่อนเที่ยง และลมพัดถุงพลาสติกลงทะเล "
    "ขอให้เทศบาลตั้งถังแยกขยะเปียก ขยะแห้ง และขวด ทุกหนึ่งร้อยเมตร พร้อมป้ายที่อ่านง่าย "
    "และจัดรถเก็บรอบบ่ายเพิ่มอีกหนึ่งรอบในวันเสาร์และวันอาทิตย์ "
)
# In every text; and in one of a thousand.
COMMON_WORD, RARE_WORD, RARELY = "ขยะ", "โลมาอิรวดี", 1_000


@dataclass(frozen=True)
class Seeded:
    """What stands in a database. voters: ids of accounts (and of their persons) who supported nothing yet."""

    url: str
    proposals: int
    voters: range


def seed(url: str, *, proposals: int, voters: int, searched: bool) -> Seeded:
    """Fill an empty, migrated database; rows are numbered from 1 in the order of their making.

    searched: put the proposals into the search index too.
    """
    password_hash = Passwords(memory_kib=19_456, rounds=2).hash(PASSWORD)
    people = CROWD + voters
    with opened(url) as database, database.engine.begin() as connection:
        _add(connection, Province, [_named(code=PROVINCE, region="east")])
        _add(
            connection, LocalGovernment, [_named(code=LOCAL_GOVERNMENT, province_code=PROVINCE, kind="town")]
        )
        _add(connection, Person, ({"created_at": START} for _ in range(people)))
        _add(connection, Account, (_account(number, password_hash) for number in _upto(people)))
        _add(connection, Board, [_board(proposals)])
        _add(connection, Proposal, (_proposal(number) for number in _upto(proposals)))
        _add(connection, Support, (row for number in _upto(proposals) for row in _supports(number)))
        _add(connection, Comment, _comments())
        _add(connection, OfficialAnswer, (_answer(number) for number in range(1, proposals, ANSWERED_EACH)))
    if searched:
        _index(url)
    _gather_statistics(url)
    return Seeded(url, proposals, range(CROWD + 1, people + 1))


def _upto(count: int) -> range:
    return range(1, count + 1)


def _add(connection: Connection, model: type[Base], rows: Iterable[Row]) -> None:
    waiting: Iterator[Row] = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        connection.execute(insert(model.__table__), batch)  # type: ignore[arg-type]


def _named(**values: Any) -> Row:
    return {"name_th": "แสนสุข", "name_en": "Saen Suk", "sort_key": "แสนสุข", **values}


def _account(number: int, password_hash: str) -> Row:
    return {
        "person_id": number,
        "email": email_of(number),
        "password_hash": password_hash,
        "display_name": f"สมชาย ใจดี {number}",
        "home_province_code": PROVINCE,
        "language": "th",
        "consented_at": START,
        "consent_version": "1",
        "email_confirmed_at": START,
        "created_at": START,
    }


def email_of(account_id: int) -> str:
    """The e-mail address of an account made here; everyone's password is PASSWORD."""
    return f"citizen{account_id}@pb.example.org"


def _board(proposals: int) -> Row:
    return {
        "kind": "discussion",
        "state": "open",
        "province_code": PROVINCE,
        "local_government_code": LOCAL_GOVERNMENT,
        "title": "ขยะหาดบางแสน เราจะจัดการร่วมกันอย่างไร",
        "body": BODY,
        "body_html": f"<p>{BODY}</p>",
        "opened_by_id": 1,
        "last_number": proposals,
        "proposal_count": proposals,
        "created_at": START,
    }


def _proposal(number: int) -> Row:
    return {
        "board_id": BOARD,
        "province_code": PROVINCE,
        "number": number,
        "author_id": 1 + number % CROWD,
        "state": "published",
        "title": TITLE.format(number=number),
        "body": f"{RARE_WORD} {BODY}{BODY}" if number % RARELY == 0 else BODY * 2,
        "body_html": f"<p>{BODY}</p><p>{BODY}</p>",
        "excerpt": BODY[:180],
        "category": CATEGORIES[number % len(CATEGORIES)],
        "local_government_code": LOCAL_GOVERNMENT if number % 2 else None,
        "support_count": number % 5,
        "comment_count": COMMENTS if number == 1 else 0,
        "is_answered": number % ANSWERED_EACH == 1,
        "created_at": START + timedelta(seconds=number),
    }


def _supports(number: int) -> Iterator[Row]:
    for turn in range(number % 5):
        person = 1 + (number * 7 + turn) % CROWD
        yield {"proposal_id": number, "person_id": person, "created_at": START}


def _comments() -> Iterator[Row]:
    """Fifty on the first proposal: every fifth is a reply to the one before."""
    for number in _upto(COMMENTS):
        is_reply = number % 5 == 0
        yield {
            "proposal_id": 1,
            "author_id": 1 + number % CROWD,
            "parent_id": number - 1 if is_reply else None,
            "parent_depth": 0 if is_reply else None,
            "depth": int(is_reply),
            "state": "published",
            "body": BODY,
            "body_html": f"<p>{BODY}</p>",
            "created_at": START + timedelta(minutes=number),
        }


def _answer(number: int) -> Row:
    return {
        "proposal_id": number,
        "author_id": 1,
        "body": BODY,
        "body_html": f"<p>{BODY}</p>",
        "answered_at": START + timedelta(days=3),
    }


def _index(url: str) -> None:
    with opened(url) as database:
        fill_index(database)


def _gather_statistics(url: str) -> None:
    """PostgreSQL would do this by itself within minutes; the measurement begins at once."""
    with opened(url) as database:
        if not database.is_sqlite:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
