"""Officials with their scopes, and the rows that they act on."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.permissions import Grant, Role, Viewer
from idea4gov.store.models import AuditEntry, Comment, Proposal, RoleGrant, Support
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_local_government, add_province, hold, insert, viewer_of

SI_RACHA, BANG_PA_IN = "2072", "1405"


def add_official(
    db: Session,
    *,
    province: str | None = "20",
    local_government: str | None = "2094",
    role: Role = "moderator",
    email: str | None = None,
    password_hash: str = "-",
) -> Viewer:
    """An official of a local government; of its province when that is None; of the nation when both are."""
    account_id = add_account(db, email, display_name="สมหญิง รักถิ่น", password_hash=password_hash)
    if local_government:
        add_local_government(db, local_government)
    elif province:
        add_province(db, province)
    given = Grant(role, province, local_government)
    db.add(
        RoleGrant(
            account_id=account_id,
            role=role,
            scope="local_government" if local_government else "province" if province else "nation",
            province_code=given.province_code,
            local_government_code=given.local_government_code,
            place_key="/".join(code for code in (province, local_government) if code),
            granted_at=NOON,
        )
    )
    db.flush()
    return viewer_of(db, account_id)


def add_comment(
    db: Session,
    proposal_id: int,
    *,
    author_id: int | None = None,
    parent_id: int | None = None,
    body: str = "เห็นด้วยครับ",
    state: str = "published",
) -> int:
    """A comment, or a reply, with its proposal's counter."""
    comment = Comment(
        proposal_id=proposal_id,
        author_id=author_id or add_account(db),
        parent_id=parent_id,
        parent_depth=None if parent_id is None else 0,
        depth=0 if parent_id is None else 1,
        state=state,
        body=body,
        body_html=f"<p>{body}</p>",
        hidden_reason="โฆษณา" if state == "hidden" else None,
        created_at=NOON,
    )
    hold(db, db.get_one(Proposal, proposal_id)).comment_count += state == "published"
    return insert(db, comment).id


def support(db: Session, proposal_id: int, *person_ids: int) -> None:
    """Supports of these persons, with the proposal's counter."""
    db.add_all(Support(proposal_id=proposal_id, person_id=one, created_at=NOON) for one in person_ids)
    db.flush()
    db.execute(
        update(Proposal)
        .where(Proposal.id == proposal_id)
        .values(support_count=Proposal.support_count + len(person_ids))
    )


def acts(database: Database) -> list[str]:
    """The acts in the audit log, the first one first."""
    with database.reading() as db:
        return list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def count_rows(database: Database, model: type) -> int:
    """How many rows a table has."""
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0
