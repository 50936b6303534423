"""Mails to the owner of an account about what happened to it: one mechanism, bounded for each account."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.domain.account_changes import (
    CHANGES,
    ROLE_NAMES,
    WHOLE_COUNTRY,
    Change,
    InWords,
    moment_in_words,
)
from idea4gov.domain.permissions import Place, Role
from idea4gov.domain.throttle import MAIL_ABOUT_ACCOUNT, Limit, network_of
from idea4gov.store import accounts
from idea4gov.store.places import reading as places
from idea4gov.store.throttle import add_attempt


def tell_owner(
    db: Session,
    account_id: int,
    change: Change,
    *,
    site: str,
    now: datetime,
    address: str = "",
    detail: InWords | None = None,
) -> None:
    """Mail the owner of a confirmed account what just happened to it, in the transaction in which it does.

    site: public address of this site. address: the IP address of the request; "" where there was none.
    detail: which role, which token. After MAIL_ABOUT_ACCOUNT.times a day no more mails leave.
    """
    owner = accounts.get_account(db, account_id)
    if not owner.is_confirmed:
        return
    if not may_mail(db, MAIL_ABOUT_ACCOUNT, account_id, now=now):
        return
    language = owner.language
    what = CHANGES[change].of(language)
    mail.enqueue(
        db,
        recipient=owner.email,
        template="account_change",
        language=language,
        now=now,
        reader=owner.display_name,
        what=what,
        detail=f"{what}: {detail.of(language)}" if detail else what,
        when=moment_in_words(now, language),
        network=network_of(address) or ("ไม่ทราบ" if language == "th" else "unknown"),
        site=site,
    )


def may_mail(db: Session, limit: Limit, account_id: int, *, now: datetime) -> bool:
    """Count one more mail of a kind to the owner of an account. Returns whether it may still be sent."""
    return add_attempt(db, limit, str(account_id), now=now) <= limit.times


def role_in_words(db: Session, role: Role, place: Place | None) -> InWords:
    """A role with the place where it is held. place: None for the whole country."""
    where = WHOLE_COUNTRY
    if place is not None and place.local_government_code:
        found = places.find_local_government(db, place.local_government_code)
        where = InWords(found.name_th, found.name_en) if found else where
    elif place is not None:
        province = places.find_province(db, place.province_code)
        where = InWords(province.name_th, province.name_en) if province else where
    name = ROLE_NAMES[role]
    return InWords(f"{name.th} ({where.th})", f"{name.en} ({where.en})")
