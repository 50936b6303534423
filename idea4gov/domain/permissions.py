"""Who may do what: one table, asked with a viewer and a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from idea4gov.domain.errors import NotFound

Role = Literal["moderator", "valuator", "admin", "auditor"]
ROLES: tuple[Role, ...] = ("moderator", "valuator", "admin", "auditor")


@dataclass(frozen=True)
class Place:
    """Where something is: a province, or one local government in it."""

    province_code: str
    local_government_code: str | None = None


@dataclass(frozen=True)
class Grant:
    """A role over a scope: the nation (no codes), a province, or one local government of a province."""

    role: Role
    province_code: str | None = None
    local_government_code: str | None = None

    def covers(self, place: Place) -> bool:
        """Whether `place` lies in the scope; a grant in a province covers its local governments."""
        if self.province_code is None:
            return True
        if self.province_code != place.province_code:
            return False
        return self.local_government_code in (None, place.local_government_code)


@dataclass(frozen=True)
class Viewer:
    """The person behind a request, as the rules and every page need to know them.

    has_unread: whether a notice waits for them.
    """

    account_id: int
    person_id: int
    display_name: str
    language: str
    home_province_code: str
    grants: tuple[Grant, ...] = ()
    thai_numerals: bool = False
    has_unread: bool = False

    @property
    def is_official(self) -> bool:
        """Whether they hold any role at all."""
        return bool(self.grants)


NOBODY = 0
"""No person has this number."""


def person_of(viewer: Viewer | None) -> int:
    """The person who asks, for what a page says of them alone; NOBODY for people who are not logged in."""
    return viewer.person_id if viewer else NOBODY


# permission -> the roles that have it in their scope; "registered": everyone who logged in; "public": all.
PERMISSIONS: Mapping[str, frozenset[str]] = {
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
    "round:review": frozenset({"moderator", "valuator", "admin"}),
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
    "account:own": frozenset({"registered"}),
    "token:own": frozenset({"moderator", "valuator", "admin"}),
}


def may(viewer: Viewer | None, permission: str, place: Place | None = None) -> bool:
    """Whether `viewer` (None: not logged in) has `permission` at `place` (None: anywhere at all).

    Raises KeyError for a permission that is not in the table.
    """
    roles = PERMISSIONS[permission]
    if "public" in roles:
        return True
    if viewer is None:
        return False
    if "registered" in roles:
        return True
    return any(grant.role in roles and (place is None or grant.covers(place)) for grant in viewer.grants)


def require_at(viewer: Viewer, permission: str, place: Place) -> None:
    """Raise NotFound unless `viewer` has `permission` at `place`: outside one's scope nothing can be seen."""
    if not may(viewer, permission, place):
        raise NotFound()
