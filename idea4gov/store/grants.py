"""Reads and writes of role grants: who holds which office, and where."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.permissions import ACTING_ROLES, Place, Role
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, LocalGovernment, Province, RoleGrant
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

_grant, _account = table(RoleGrant).c, table(Account).c


@dataclass(frozen=True)
class GrantCard:
    """An office with the names of its place; without codes and names it is the whole nation's."""

    account_id: int
    role: Role
    province_code: str | None
    local_government_code: str | None
    province_name_th: str | None
    province_name_en: str | None
    local_government_name_th: str | None
    local_government_name_en: str | None


class Admin(NamedTuple):
    """An administrator who is told something by mail."""

    email: str
    language: str
    display_name: str


def list_grants(db: Session, *account_ids: int) -> list[GrantCard]:
    """The offices of these accounts, in the order in which they were given."""
    return list_records(
        db,
        select_into(
            GrantCard,
            account_id=RoleGrant.account_id,
            role=RoleGrant.role,
            province_code=RoleGrant.province_code,
            local_government_code=RoleGrant.local_government_code,
            province_name_th=Province.name_th,
            province_name_en=Province.name_en,
            local_government_name_th=LocalGovernment.name_th,
            local_government_name_en=LocalGovernment.name_en,
        )
        .outerjoin(Province, Province.code == RoleGrant.province_code)
        .outerjoin(LocalGovernment, LocalGovernment.code == RoleGrant.local_government_code)
        .where(RoleGrant.account_id.in_(account_ids))
        .order_by(RoleGrant.id),
    )


def list_official_names(db: Session, province_code: str, *, but: int | None = None) -> list[str]:
    """The names of the officials of the nation, of a province and of its local governments.

    but: id of an account that is left out.
    """
    statement = (
        select(_account.display_name)
        .distinct()
        .join_from(table(RoleGrant), table(Account), _account.id == _grant.account_id)
        .where(or_(_grant.province_code.is_(None), _grant.province_code == province_code))
    )
    if but is not None:
        statement = statement.where(_account.id != but)
    return list(db.scalars(statement))


def list_admins(db: Session, *, limit: int) -> list[Admin]:
    """How to reach the administrators of the nation; without one, of every administrator.

    Only confirmed addresses, at most `limit`.
    """
    statement = (
        select(_account.email, _account.language, _account.display_name, _grant.scope)
        .distinct()
        .join_from(table(RoleGrant), table(Account), _account.id == _grant.account_id)
        .where(_grant.role == "admin", _account.email_confirmed_at.is_not(None))
        .order_by(_account.email)
    )
    found = db.execute(statement).all()
    chosen = [one for one in found if one.scope == _scope(None)] or found
    return list(dict.fromkeys(Admin(one.email, one.language, one.display_name) for one in chosen))[:limit]


def add_grant(db: Session, account_id: int, role: Role, place: Place | None, *, now: datetime) -> bool:
    """Give an office at `place` (None: the nation). Returns whether it is new."""
    return insert_or_nothing(
        db,
        RoleGrant,
        account_id=account_id,
        role=role,
        scope=_scope(place),
        province_code=place and place.province_code,
        local_government_code=place and place.local_government_code,
        place_key=place_key(place),
        granted_at=now,
    )


def delete_grant(db: Session, account_id: int, role: Role, place: Place | None) -> bool:
    """Take an office away. Returns whether the account held it."""
    taken = db.execute(
        delete(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.place_key == place_key(place),
        )
    )
    return rowcount(taken) == 1


def place_key(place: Place | None) -> str:
    """A place as one comparable text: "", "20" or "20/2094"."""
    if place is None:
        return ""
    return "/".join(filter(None, (place.province_code, place.local_government_code)))


def _scope(place: Place | None) -> str:
    if place is None:
        return "nation"
    return "local_government" if place.local_government_code else "province"


def count_officials(db: Session, place: Place) -> int:
    """How many people act for `place`; the accounts of one person are one."""
    account = table(Account).c
    query = (
        select(func.count(account.person_id.distinct()))
        .select_from(table(RoleGrant).join(table(Account), account.id == _grant.account_id))
        .where(_acts_for(place.province_code, place.local_government_code))
    )
    return db.scalar(query) or 0


def is_official(
    account_id: ColumnElement[int],
    province_code: ColumnElement[str],
    local_government_code: ColumnElement[str | None],
) -> ColumnElement[bool]:
    """Whether the account acts for the place, as a condition on a row that has these columns."""
    acts = _acts_for(province_code, local_government_code)
    return select(_grant.id).where(_grant.account_id == account_id, acts).exists()


def _acts_for(province_code: Any, local_government_code: Any) -> ColumnElement[bool]:
    """The grants of acting roles that cover a place: what Grant.covers says, asked of the database."""
    return and_(
        _grant.role.in_(ACTING_ROLES),
        or_(
            _grant.province_code.is_(None),
            and_(
                _grant.province_code == province_code,
                or_(
                    _grant.local_government_code.is_(None),
                    _grant.local_government_code == local_government_code,
                ),
            ),
        ),
    )
