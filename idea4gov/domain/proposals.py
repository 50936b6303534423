"""Rules of proposals: their text, category and place, and who may read or change one."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.errors import N_, Conflict, Forbidden, Invalid, NotFound
from idea4gov.domain.fields import all_fields
from idea4gov.domain.permissions import Place, Viewer, may
from idea4gov.domain.text import clean_line, clean_text
from idea4gov.domain.throttle import Limit

ProposalState = Literal["draft", "published", "hidden", "merged", "withdrawn"]
TITLE_MAX_LENGTH = 120
BODY_MAX_LENGTH = 5_000
EXCERPT_LENGTH = 180
POSTS = Limit("post-proposal", 10, timedelta(hours=1))
EDITS = Limit("edit-proposal", 30, timedelta(hours=1))

_PLACE = re.compile(r"(?P<kind>lg|sd)-(?P<code>[0-9]{2,8})", re.ASCII)


class UnknownCategory(Invalid):
    """The category is not one of CATEGORIES."""

    code = "unknown_category"
    message = N_("Please choose a category from the list.")


class PlaceElsewhere(Invalid):
    """The place of the proposal is not in the province of its board."""

    code = "place_elsewhere"
    message = N_("This place is not in the province of the board. Please choose another one, or none.")


class StaleProposal(Conflict):
    """The proposal was changed after the form was opened."""

    code = "stale_proposal"
    message = N_(
        "The proposal was changed while you were writing. Both texts are shown below: nothing is lost. "
        "Take over what you need, then save again."
    )


class NotPublished(Conflict):
    """The proposal is hidden or withdrawn, so it cannot be changed."""

    code = "proposal_not_published"
    message = N_("This proposal is no longer published, so it cannot be changed.")


class NotYourProposal(Forbidden):
    """Only the author can change or withdraw a proposal."""

    code = "not_your_proposal"
    message = N_("Only the person who wrote this proposal can change or withdraw it.")


@dataclass(frozen=True)
class ProposalText:
    """The text and category of a proposal, checked and normalized."""

    title: str
    body: str
    category: str


@dataclass(frozen=True)
class ProposalPlace:
    """The place that a proposal is about: a local government, a subdistrict, or neither."""

    local_government_code: str | None = None
    subdistrict_code: str | None = None


def draft(title: str, body: str, category: str) -> ProposalText:
    """Check and normalize a proposal: a title of 1-120 characters, a body of 1-5,000, one of CATEGORIES.

    Raises Invalid with data `field`: title, body or category.
    """
    with all_fields() as at:
        with at("title"):
            title = clean_line(title, max_length=TITLE_MAX_LENGTH)
        with at("category"):
            check_category(category)
        with at("body"):
            body = clean_text(body, max_length=BODY_MAX_LENGTH)
    return ProposalText(title, body, category)


def check_category(category: str) -> str:
    """Return the category if it is a key of CATEGORIES. Raises UnknownCategory with data `field`."""
    if category not in CATEGORIES:
        raise UnknownCategory(field="category")
    return category


def parse_place(text: str) -> ProposalPlace:
    """Read "lg-2094" (local government), "sd-200104" (subdistrict) or "" (none). Raises PlaceElsewhere."""
    if not text:
        return ProposalPlace()
    found = _PLACE.fullmatch(text)
    if not found:
        raise PlaceElsewhere(field="place")
    if found["kind"] == "lg":
        return ProposalPlace(local_government_code=found["code"])
    return ProposalPlace(subdistrict_code=found["code"])


def require_readable(state: ProposalState, author_id: int, place: Place, viewer: Viewer | None) -> None:
    """Raise NotFound if `viewer` may not read a proposal.

    Everybody may read a published one, and may see that a withdrawn or merged one existed. A hidden one can
    be read by its author and by officials whose scope it is in.
    """
    if state in ("published", "withdrawn", "merged"):
        return
    if viewer is None:
        raise NotFound()
    if viewer.account_id != author_id and not may(viewer, "content:moderate", place):
        raise NotFound()


def require_editable(state: ProposalState, author_id: int, viewer: Viewer) -> None:
    """Raise NotYourProposal unless the viewer wrote it, NotPublished if it is hidden or withdrawn."""
    if viewer.account_id != author_id:
        raise NotYourProposal()
    if state != "published":
        raise NotPublished()
