"""Use cases of personal tokens: make one, revoke it, find the official who sends it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.accounts.owner_mails import tell_owner
from idea4gov.actions.audit import record
from idea4gov.domain.account_changes import InWords
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sessions import require_confirmed
from idea4gov.domain.tokens import (
    MOST,
    PURPOSE,
    TooManyTokens,
    clean_lifetime,
    clean_scopes,
    clean_token_name,
)
from idea4gov.outside.signing import Signer
from idea4gov.store import accounts, tokens
from idea4gov.store.tokens import TokenViewer


def make_token(
    db: Session,
    viewer: Viewer,
    signer: Signer,
    *,
    name: str,
    scopes: Iterable[str],
    days: str,
    site: str,
    address: str = "",
    now: datetime,
) -> str:
    """Make a token by which an official's systems act, and return it. Only its digest is stored.

    scopes: keys of domain.tokens. days: of its life, as typed. site: public address of this site.
    address: the IP address of the request. Raises NotFound (no official), PasswordNeeded, TooManyTokens,
    Invalid with data `field`.
    """
    name, chosen, lifetime = clean_token_name(name), clean_scopes(scopes), clean_lifetime(days)
    if not viewer.is_official:
        raise NotFound()
    require_confirmed(viewer, now=now)
    token, digest = _draw(signer)
    # Without the lock, two requests at once could both count one token less than MOST.
    accounts.lock_account(db, viewer.account_id)
    if tokens.count_valid(db, viewer.account_id, now=now) >= MOST:
        raise TooManyTokens()
    token_id = tokens.add_token(
        db,
        viewer.account_id,
        name=name,
        secret_digest=digest,
        scopes=chosen,
        expires_at=now + lifetime,
        now=now,
    )
    _record(db, viewer, "make_token", token_id, {"scopes": list(chosen), "days": lifetime.days}, now)
    detail = InWords(name, name)
    tell_owner(db, viewer.account_id, "new_token", site=site, address=address, detail=detail, now=now)
    return token


def _draw(signer: Signer) -> tuple[str, str]:
    """A new token, and the digest by which it is found."""
    token = signer.new_token(PURPOSE)
    digest = signer.secret_digest(PURPOSE, token)
    assert digest is not None
    return token, digest


def revoke_token(db: Session, viewer: Viewer, token_id: int, *, now: datetime) -> None:
    """Revoke one of the viewer's tokens for good. Raises NotFound."""
    if not tokens.revoke_token(db, viewer.account_id, token_id, now=now):
        raise NotFound()
    _record(db, viewer, "revoke_token", token_id, {}, now)


def find_by_token(db: Session, signer: Signer, token: str, *, now: datetime) -> TokenViewer | None:
    """The official who sends this token; None when it is unknown, revoked or expired."""
    digest = signer.secret_digest(PURPOSE, token)
    return tokens.find_by_secret(db, digest, now=now) if digest else None


def _record(
    db: Session, viewer: Viewer, act: AuditAct, token_id: int, data: dict[str, object], now: datetime
) -> None:
    record(
        db,
        actor_id=viewer.account_id,
        act=act,
        subject_kind="token",
        subject_id=token_id,
        place=None,
        data=data,
        now=now,
    )
