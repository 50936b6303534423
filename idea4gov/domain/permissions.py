"""Who may do what, as one table of permissions and roles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, get_args

from idea4gov.domain.errors import NotFound

Role = Literal["moderator", "valuator", "admin", "auditor"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Permission = Literal[
    "board:read",
    "board:open",
    "board:edit",
    "board:adopt",
    "board:close",
    "proposal:post",
    "proposal:import",
    "proposal:edit-own",
    "comment:post",
    "comment:edit-own",
    "ballot:cast",
    "paper:enter",
    "roll:mark",
    "support:give",
    "report:post",
    "board:follow",
    "appeal:post",
    "content:moderate",
    "answer:post",
    "round:edit",
    "round:review",
    "round:suspend",
    "round:cancel",
    "round:step-back",
    "round:report",
    "round:object",
    "document:take",
    "letterhead:edit",
    "desk:enter",
    "desk:read",
    "audit:read",
    "site:watch",
    "account:own",
    "token:own",
]
ACTING_ROLES: tuple[Role, ...] = ("moderator", "valuator", "admin")
"""The roles that act and write in the name of an office; auditors only read."""


@dataclass(frozen=True)
class Place:
    """Where something is: in a province, or in one local government of it."""

    province_code: str
    local_government_code: str | None = None


@dataclass(frozen=True)
class Grant:
    """A role within a scope: the nation (no codes), a province, or one local government of a province."""

    role: Role
    province_code: str | None = None
    local_government_code: str | None = None

    def covers(self, place: Place) -> bool:
        """Whether `place` is in the scope. A grant for a province covers its local governments."""
        if self.province_code is None:
            return True
        if self.province_code != place.province_code:
            return False
        return self.local_government_code in (None, place.local_government_code)


@dataclass(frozen=True)
class Viewer:
    """The logged-in person who makes a request. has_unread: whether they have an unread notice.

    session_id, confirmed_at: their session, and when the password was last typed in it; None for a token.
    has_short_password: whether it has fewer characters than an official needs. on_confirmed_device: whether
    they showed on this device that they read the account's mail; without it their roles are worth nothing.
    """

    account_id: int
    person_id: int
    display_name: str
    language: str
    home_province_code: str
    grants: tuple[Grant, ...] = ()
    thai_numerals: bool = False
    has_unread: bool = False
    session_id: int | None = None
    confirmed_at: datetime | None = None
    has_short_password: bool = False
    on_confirmed_device: bool = False

    @property
    def is_official(self) -> bool:
        """Whether they have any role, on whatever device."""
        return bool(self.grants)

    @property
    def acting_grants(self) -> tuple[Grant, ...]:
        """The roles in which they can act on this device."""
        return self.grants if self.on_confirmed_device else ()

    @property
    def must_lengthen_password(self) -> bool:
        """Whether they have to choose a longer password before they act in the name of an office."""
        return self.is_official and self.has_short_password


NOBODY = 0
"""A person id that nobody has."""


def person_of(viewer: Viewer | None) -> int:
    """The id of the person who makes a request; NOBODY if they are not logged in."""
    return viewer.person_id if viewer else NOBODY


# permission -> the roles that have it in their scope; "registered": everyone who logged in; "public": all.
PERMISSIONS: Mapping[Permission, frozenset[Role | Literal["registered", "public"]]] = {
    "board:read": frozenset({"public"}),
    "board:open": frozenset({"registered"}),
    "board:edit": frozenset({"moderator", "admin"}),
    "board:adopt": frozenset({"moderator", "admin"}),
    "board:close": frozenset({"moderator", "admin"}),
    "proposal:post": frozenset({"registered"}),
    "proposal:import": frozenset({"moderator", "admin"}),
    "proposal:edit-own": frozenset({"registered"}),
    "comment:post": frozenset({"registered"}),
    "comment:edit-own": frozenset({"registered"}),
    "ballot:cast": frozenset({"registered"}),
    "paper:enter": frozenset({"moderator", "admin"}),
    "roll:mark": frozenset({"moderator", "admin"}),
    "support:give": frozenset({"registered"}),
    "report:post": frozenset({"registered"}),
    "board:follow": frozenset({"registered"}),
    "appeal:post": frozenset({"registered"}),
    "content:moderate": frozenset({"moderator", "admin"}),
    "answer:post": frozenset({"moderator", "admin"}),
    "round:edit": frozenset({"moderator", "admin"}),
    "round:review": frozenset(ACTING_ROLES),
    "round:suspend": frozenset({"moderator", "admin"}),
    "round:cancel": frozenset({"admin"}),
    "round:step-back": frozenset({"admin"}),
    "round:report": frozenset({"moderator", "admin"}),
    "round:object": frozenset({"registered"}),
    "document:take": frozenset({"moderator", "admin"}),
    "letterhead:edit": frozenset({"moderator", "admin"}),
    "desk:enter": frozenset(ROLES),
    "desk:read": frozenset({"moderator", "admin", "auditor"}),
    "audit:read": frozenset({"moderator", "admin", "auditor"}),
    "site:watch": frozenset({"admin"}),
    "account:own": frozenset({"registered"}),
    "token:own": frozenset(ACTING_ROLES),
}


def is_for_officials(permission: Permission) -> bool:
    """Whether only those who have a role have a permission."""
    return not PERMISSIONS[permission] & {"public", "registered"}


def may(viewer: Viewer | None, permission: Permission, place: Place | None = None) -> bool:
    """Whether a viewer has a permission at a place.

    viewer: None if not logged in. place: None asks whether they have the permission anywhere. Raises KeyError
    for a permission that is not in the table.
    """
    roles = PERMISSIONS[permission]
    if "public" in roles:
        return True
    if viewer is None:
        return False
    if "registered" in roles:
        return True
    return any(
        grant.role in roles and (place is None or grant.covers(place)) for grant in viewer.acting_grants
    )


def waits_for_device(viewer: Viewer, permission: Permission) -> bool:
    """Whether a viewer has a permission somewhere, but not before they confirm this device."""
    return not may(viewer, permission) and may(replace(viewer, on_confirmed_device=True), permission)


def require_at(viewer: Viewer, permission: Permission, place: Place) -> None:
    """Raise NotFound unless `viewer` has `permission` at `place`: things outside one's scope stay unseen."""
    if not may(viewer, permission, place):
        raise NotFound()


def may_in_nation(viewer: Viewer, permission: Permission) -> bool:
    """Whether `viewer` has `permission` in the whole nation."""
    roles = PERMISSIONS[permission]
    return any(grant.role in roles and grant.province_code is None for grant in viewer.acting_grants)


def require_nation(viewer: Viewer, permission: Permission) -> None:
    """Raise NotFound unless `viewer` has `permission` in the whole nation."""
    if not may_in_nation(viewer, permission):
        raise NotFound()
