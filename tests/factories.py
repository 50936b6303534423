"""Rows for tests, made in the shortest way that the constraints allow; each returns the new row's key."""

from datetime import UTC, datetime, timedelta
from itertools import count
from secrets import token_hex
from typing import TypeVar

from sqlalchemy.orm import Session

from idea4gov.domain.mailboxes import mailbox_of
from idea4gov.domain.permissions import Grant, Viewer
from idea4gov.domain.photos import NewPhoto, SafePhoto
from idea4gov.store.base import Base
from idea4gov.store.models import (
    Account,
    Board,
    District,
    LocalGovernment,
    Person,
    Proposal,
    Province,
    RoleGrant,
    Subdistrict,
)
from idea4gov.store.photos import add_photos
from tests.conftest import NOON

LATER_THAN_ANY_TEST = datetime(2999, 1, 1, tzinfo=UTC)
CHON_BURI, AYUTTHAYA, SAEN_SUK = "20", "14", "2094"
_serial = count(1)
Row = TypeVar("Row", bound=Base)


def hold(db: Session, row: Row) -> Row:
    """Let the session know a row to its end: it forgets one that nobody holds, and reads it again."""
    db.info.setdefault("held", set()).add(row)
    return row


def insert(db: Session, row: Row) -> Row:
    """Add a row, and give it its key."""
    db.add(row)
    db.flush()
    return hold(db, row)


def is_there(db: Session, model: type[Base], key: str) -> bool:
    """Whether there is a row with this key."""
    row = db.get(model, key)
    return row is not None and hold(db, row) is row


def add_province(
    db: Session, code: str = CHON_BURI, name_th: str = "ชลบุรี", name_en: str = "Chon Buri"
) -> str:
    """A province, unless it is there."""
    if not is_there(db, Province, code):
        insert(db, Province(code=code, name_th=name_th, name_en=name_en, region="east", sort_key=name_th))
    return code


def add_local_government(
    db: Session,
    code: str = SAEN_SUK,
    name_th: str = "เทศบาลเมืองแสนสุข",
    name_en: str = "Saen Suk Town Municipality",
) -> str:
    """A town municipality in the province that its code begins with, unless it is there."""
    if not is_there(db, LocalGovernment, code):
        province_code = add_province(db, code[:2])
        row = LocalGovernment(
            code=code,
            kind="town",
            name_th=name_th,
            name_en=name_en,
            province_code=province_code,
            sort_key=name_th,
        )
        insert(db, row)
    return code


def add_subdistrict(
    db: Session, code: str = "200104", name_th: str = "แสนสุข", name_en: str = "Saen Suk"
) -> str:
    """A subdistrict with its district."""
    add_province(db, code[:2])
    if not is_there(db, District, code[:4]):
        row = District(code=code[:4], province_code=code[:2], name_th="เมืองชลบุรี", name_en="Mueang Chon Buri")
        insert(db, row)
    place = Subdistrict(
        code=code, district_code=code[:4], province_code=code[:2], name_th=name_th, name_en=name_en
    )
    return insert(db, place).code


def add_account(
    db: Session,
    email: str | None = None,
    *,
    display_name: str = "สมชาย ใจดี",
    password_hash: str = "-",
    confirmed: bool = True,
    is_demo: bool = False,
    now: datetime = NOON,
) -> int:
    """A citizen of Chon Buri with a person of their own."""
    add_province(db)
    person = insert(db, Person(created_at=now))
    email = email or f"citizen{next(_serial)}@example.org"
    account = Account(
        person_id=person.id,
        email=email,
        mailbox=mailbox_of(email),
        password_hash=password_hash,
        display_name=display_name,
        home_province_code=CHON_BURI,
        consented_at=now,
        consent_version="1",
        email_confirmed_at=now if confirmed else None,
        is_demo=is_demo,
        created_at=now,
    )
    return insert(db, account).id


def grant(
    db: Session, account_id: int, role: str = "moderator", *, local_government: str | None = SAEN_SUK
) -> None:
    """A role at a local government (None: the nation)."""
    province = None
    if local_government is not None:
        province = add_local_government(db, local_government)[:2]
    db.add(
        RoleGrant(
            account_id=account_id,
            role=role,
            scope="local_government" if local_government else "nation",
            province_code=province,
            local_government_code=local_government,
            place_key=f"{province}/{local_government}" if local_government else "",
            granted_at=NOON,
        )
    )
    db.flush()


def viewer_of(db: Session, account_id: int) -> Viewer:
    """The viewer of a session on a confirmed device, in which the password was just typed."""
    account = db.get_one(Account, account_id)
    grants = tuple(
        Grant(row.role, row.province_code, row.local_government_code)
        for row in db.query(RoleGrant).filter_by(account_id=account_id).order_by(RoleGrant.id)
    )
    return Viewer(
        account.id,
        account.person_id,
        account.display_name,
        account.language,
        account.home_province_code,
        grants,
        confirmed_at=LATER_THAN_ANY_TEST,
        has_short_password=account.has_short_password,
        on_confirmed_device=True,
    )


def add_board(
    db: Session,
    opened_by_id: int | None = None,
    *,
    title: str = "ขยะหาดบางแสน",
    province_code: str = CHON_BURI,
    local_government_code: str | None = None,
    state: str = "open",
    kind: str = "discussion",
    now: datetime = NOON,
) -> int:
    """A discussion board, open since `now`."""
    add_province(db, province_code)
    if local_government_code:
        add_local_government(db, local_government_code)
    board = Board(
        kind=kind,
        state=state,
        province_code=province_code,
        local_government_code=local_government_code,
        title=title,
        body="เราจะจัดการร่วมกันอย่างไร",
        body_html="<p>เราจะจัดการร่วมกันอย่างไร</p>",
        opened_by_id=opened_by_id or add_account(db),
        closed_at=now if state in ("closed", "archived") else None,
        created_at=now,
    )
    return insert(db, board).id


def add_proposal(
    db: Session,
    board_id: int,
    author_id: int | None = None,
    *,
    title: str = "ถังขยะแยกประเภททุก 100 เมตร",
    support_count: int = 0,
    category: str = "environment",
    state: str = "published",
    now: datetime = NOON,
) -> int:
    """A proposal, numbered next on its board. support_count: the counter alone, without support rows."""
    board = hold(db, db.get_one(Board, board_id))
    board.last_number += 1
    board.proposal_count += state == "published"
    proposal = Proposal(
        board_id=board_id,
        province_code=board.province_code,
        number=board.last_number,
        author_id=author_id or add_account(db),
        state=state,
        title=title,
        body="ตั้งถังแยกขยะให้เห็นชัด",
        body_html="<p>ตั้งถังแยกขยะให้เห็นชัด</p>",
        excerpt="ตั้งถังแยกขยะให้เห็นชัด",
        category=category,
        support_count=support_count,
        hidden_reason="โฆษณา" if state == "hidden" else None,
        created_at=now + timedelta(seconds=board.last_number),
    )
    return insert(db, proposal).id


def new_photo(alt: str | None = None, *, full: bytes = b"full", width: int = 1600) -> NewPhoto:
    """A photo to be added; its files are no pictures."""
    return NewPhoto(token_hex(16), alt, SafePhoto(width, 1200, full, b"thumbnail"))


def add_photo(db: Session, proposal_id: int, alt: str | None = None, *, now: datetime = NOON) -> str:
    """A photo at the first free position of a proposal. Returns its name."""
    photo = new_photo(alt)
    add_photos(db, proposal_id, [photo], now=now)
    return photo.name
