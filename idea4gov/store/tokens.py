"""Reads and writes of personal tokens."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.permissions import Viewer
from idea4gov.store.accounts import find_viewer
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, ApiToken
from idea4gov.store.records import list_records, select_into

SHOWN = 50


class TokenCard(NamedTuple):
    """A token as its owner sees it: the secret is seen only once, when it is made."""

    id: int
    name: str
    for_answers: bool
    for_milestones: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class TokenViewer(NamedTuple):
    """The account of a token, and what the token may do. scopes: see domain.tokens."""

    token_id: int
    viewer: Viewer
    scopes: tuple[str, ...]


def list_tokens(db: Session, account_id: int) -> list[TokenCard]:
    """The tokens of an account, newest first, the last SHOWN."""
    token = table(ApiToken).c
    query = select_into(TokenCard, token).where(token.account_id == account_id)
    return list_records(db, query.order_by(token.id.desc()).limit(SHOWN))


def count_valid(db: Session, account_id: int, *, now: datetime) -> int:
    """How many of an account's tokens work now. Lock the account first."""
    query = select(func.count()).where(ApiToken.account_id == account_id, _is_valid(now))
    return db.scalar(query) or 0


def add_token(
    db: Session,
    account_id: int,
    *,
    name: str,
    secret_digest: str,
    scopes: Collection[str],
    expires_at: datetime,
    now: datetime,
) -> int:
    """Store a new token. Returns its id."""
    values = {
        "account_id": account_id,
        "name": name,
        "secret_digest": secret_digest,
        "for_answers": "answers" in scopes,
        "for_milestones": "milestones" in scopes,
        "created_at": now,
        "expires_at": expires_at,
    }
    return db.scalars(insert(ApiToken).values(**values).returning(ApiToken.id)).one()


def revoke_token(db: Session, account_id: int, token_id: int, *, now: datetime) -> bool:
    """End a token. False when the account has no such token, or it has ended."""
    ended = db.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return rowcount(ended) == 1


def revoke_tokens(db: Session, account_id: int, *, now: datetime) -> None:
    """End every token of an account."""
    mine = ApiToken.account_id == account_id
    db.execute(update(ApiToken).where(mine, ApiToken.revoked_at.is_(None)).values(revoked_at=now))


def find_by_secret(db: Session, secret_digest: str, *, now: datetime) -> TokenViewer | None:
    """The token with this digest and its account's present grants; None when revoked, expired or unknown."""
    row = db.execute(
        select(
            ApiToken.id,
            ApiToken.for_answers,
            ApiToken.for_milestones,
            ApiToken.account_id,
            Account.session_number,
        )
        .join(Account, Account.id == ApiToken.account_id)
        .where(ApiToken.secret_digest == secret_digest, _is_valid(now))
    ).one_or_none()
    if row is None:
        return None
    viewer = find_viewer(db, row.account_id, session_number=row.session_number)
    assert viewer is not None
    chosen = {"answers": row.for_answers, "milestones": row.for_milestones}
    # It was made on a confirmed device.
    viewer = replace(viewer, on_confirmed_device=True)
    return TokenViewer(row.id, viewer, tuple(scope for scope, given in chosen.items() if given))


def _is_valid(now: datetime) -> ColumnElement[bool]:
    return and_(ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
