"""Rules of proposals."""

import pytest

from idea4gov.domain.errors import Invalid, NotFound
from idea4gov.domain.permissions import Grant, Place, Viewer
from idea4gov.domain.proposals import (
    NotPublished,
    NotYourProposal,
    PlaceElsewhere,
    ProposalPlace,
    ProposalState,
    draft,
    parse_place,
    require_editable,
    require_readable,
)

AUTHOR = Viewer(1, 1, "ผู้เขียน", "th", "20")
STRANGER = Viewer(2, 2, "คนอื่น", "th", "20")
MODERATOR = Viewer(3, 3, "เจ้าหน้าที่", "th", "20", (Grant("moderator", "20", "2094"),), on_confirmed_device=True)
AUDITOR = Viewer(4, 4, "ผู้ตรวจ", "th", "20", (Grant("auditor"),), on_confirmed_device=True)
SAEN_SUK, ELSEWHERE = Place("20", "2094"), Place("20", "2001")


@pytest.mark.parametrize(
    ("title", "body", "category", "field"),
    [
        ("\0", "b", "other", "title"),
        ("t" * 121, "b", "other", "title"),
        ("t", " ", "other", "body"),
        ("t", "b" * 5_001, "other", "body"),
        ("t", "b", "", "category"),
        ("t", "b", "'; DROP TABLE proposal", "category"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(title: str, body: str, category: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft(title, body, category)
    assert refused.value.data["field"] == field


def test_a_place_is_a_local_government_or_a_subdistrict_or_none() -> None:
    assert parse_place("") == ProposalPlace()
    assert parse_place("lg-2094") == ProposalPlace(local_government_code="2094")
    assert parse_place("sd-200104") == ProposalPlace(subdistrict_code="200104")


@pytest.mark.parametrize("text", ["2094", "lg-", "sd-๒๐๐๑๐๔", "xx-2094", "lg-2094 ", "sd-200104\n"])
def test_a_forged_place_is_refused(text: str) -> None:
    with pytest.raises(PlaceElsewhere):
        parse_place(text)


@pytest.mark.parametrize("viewer", [None, AUTHOR, STRANGER, MODERATOR])
def test_everybody_reads_what_is_published(viewer: Viewer | None) -> None:
    require_readable("published", 1, SAEN_SUK, viewer)


@pytest.mark.parametrize(
    ("viewer", "place"),
    [(None, SAEN_SUK), (STRANGER, SAEN_SUK), (MODERATOR, ELSEWHERE), (AUDITOR, SAEN_SUK)],
)
@pytest.mark.parametrize("state", ["hidden", "draft"])
def test_others_do_not_learn_of_a_hidden_one(
    state: ProposalState, viewer: Viewer | None, place: Place
) -> None:
    with pytest.raises(NotFound):
        require_readable(state, 1, place, viewer)


@pytest.mark.parametrize("viewer", [AUTHOR, MODERATOR])
def test_its_author_and_officials_of_the_place_read_a_hidden_one(viewer: Viewer) -> None:
    require_readable("hidden", 1, SAEN_SUK, viewer)


def test_only_its_author_changes_a_proposal_and_only_while_it_is_published() -> None:
    require_editable("published", 1, AUTHOR)
    with pytest.raises(NotYourProposal):
        require_editable("published", 1, MODERATOR)
    with pytest.raises(NotPublished):
        require_editable("hidden", 1, AUTHOR)
