"""The words of comments, and what may be answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.comments import (
    BODY_MAX_LENGTH,
    Parent,
    ParentGone,
    ReplyToReply,
    draft,
    require_answerable,
)
from idea4gov.domain.errors import DomainError, Invalid, NotFound


@given(
    st.text(max_size=200)
    | st.text(alphabet="ก้ \n", min_size=BODY_MAX_LENGTH - 5, max_size=BODY_MAX_LENGTH + 5)
)
def test_a_comment_is_kept_within_its_limits_or_refused_at_its_field(text: str) -> None:
    field, kept = None, ""
    try:
        kept = draft(text)
    except Invalid as error:
        field = error.data["field"]
    if field is None:
        assert 1 <= len(kept) <= BODY_MAX_LENGTH
        assert draft(kept) == kept
    else:
        assert field == "body"


@pytest.mark.parametrize(
    ("parent", "refusal"),
    [
        (Parent(7, 0, "published"), None),
        (None, NotFound),
        (Parent(8, 0, "published"), NotFound),
        (Parent(8, 1, "hidden"), NotFound),
        (Parent(7, 1, "published"), ReplyToReply),
        (Parent(7, 0, "hidden"), ParentGone),
        (Parent(7, 0, "withdrawn"), ParentGone),
    ],
)
def test_only_a_published_comment_of_this_proposal_is_answered(
    parent: Parent | None, refusal: type[DomainError] | None
) -> None:
    if refusal is None:
        require_answerable(parent, 7)
    else:
        with pytest.raises(refusal):
            require_answerable(parent, 7)
