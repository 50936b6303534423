"""Consents: note what a person agreed to, show it to them, and end it where the law lets them."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain.consents import CONSENTS, ConsentInUse, Given, NotedPurpose, check_withdrawable
from idea4gov.domain.permissions import Viewer
from idea4gov.store import accounts, consents, notices, residences, retention


def record_consent(db: Session, person_id: int, purpose: NotedPurpose, *, now: datetime) -> None:
    """Note that a person agreed to the words of today, or was told them, in the transaction of the act."""
    consents.add_consent(db, person_id, purpose, CONSENTS[purpose].version, now=now)


def list_own_consents(db: Session, viewer: Viewer) -> list[Given]:
    """What the viewer agreed to, also what has ended."""
    return consents.list_consents(db, viewer.account_id, viewer.person_id)


def withdraw_consent(db: Session, viewer: Viewer, purpose: str, *, now: datetime) -> NotedPurpose:
    """End a consent of the viewer, with the data that rests on it. Returns which one it was.

    Once more changes nothing. Raises UnknownPurpose, NotWithdrawable, ConsentInUse.
    """
    checked = check_withdrawable(purpose)
    accounts.lock_account(db, viewer.account_id)
    if checked == "residence":
        if retention.is_in_use(db, viewer.person_id):
            raise ConsentInUse()
        residences.delete_residence(db, viewer.person_id)
    else:
        notices.set_notice_mail(db, viewer.account_id, False)
    consents.end_consents(db, [viewer.person_id], [checked], now=now)
    return checked
