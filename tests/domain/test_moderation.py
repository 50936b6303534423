"""Who may take a board over, and what stands against it."""

import pytest

from idea4gov.domain.boards import BoardState
from idea4gov.domain.errors import DomainError, NotFound
from idea4gov.domain.moderation import (
    AlreadyAdopted,
    BoardNotOpen,
    OfficialBoard,
    adopting_local_governments,
    check_adoptable,
    clean_reason,
)
from idea4gov.domain.permissions import Grant, Place, Viewer
from idea4gov.domain.text import EmptyText, TextTooLong

SAEN_SUK = Grant("moderator", "20", "2094")
SI_RACHA = Grant("moderator", "20", "2072")


@pytest.mark.parametrize(
    ("grants", "board", "codes"),
    [
        ([SAEN_SUK], Place("20"), ("2094",)),
        ([SAEN_SUK], Place("20", "2094"), ("2094",)),
        ([SAEN_SUK], Place("20", "2072"), ()),
        ([SAEN_SUK], Place("14"), ()),
        ([SAEN_SUK, SI_RACHA], Place("20"), ("2072", "2094")),
        ([Grant("moderator", "20")], Place("20"), ()),
        ([Grant("moderator", "20")], Place("20", "2094"), ("2094",)),
        ([Grant("moderator")], Place("20", "2094"), ("2094",)),
        ([Grant("auditor", "20", "2094")], Place("20"), ()),
        ([], Place("20"), ()),
    ],
)
def test_local_governments_for_which_one_may_take_a_board_over(
    grants: list[Grant], board: Place, codes: tuple[str, ...]
) -> None:
    viewer = Viewer(1, 1, "สมหญิง", "th", "20", tuple(grants), on_confirmed_device=True)
    assert adopting_local_governments(viewer, board) == codes


@pytest.mark.parametrize(
    ("state", "official", "adopted", "chosen", "error"),
    [
        ("open", False, False, "2072", NotFound),
        ("closed", True, True, "2072", NotFound),
        ("open", False, True, "2094", AlreadyAdopted),
        ("open", True, False, "2094", OfficialBoard),
        ("closed", False, False, "2094", BoardNotOpen),
    ],
)
def test_what_stands_against_a_takeover(
    state: BoardState, official: bool, adopted: bool, chosen: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        check_adoptable(
            state=state, opened_by_official=official, adopted=adopted, choices=("2094",), chosen=chosen
        )


def test_citizens_open_board_may_be_taken_over() -> None:
    check_adoptable(state="open", opened_by_official=False, adopted=False, choices=("2094",), chosen="2094")


@pytest.mark.parametrize(("reason", "error"), [(" \u200b\n", EmptyText), ("ก" * 501, TextTooLong)])
def test_reason_is_required_and_short(reason: str, error: type[DomainError]) -> None:
    with pytest.raises(error) as refused:
        clean_reason(reason)
    assert refused.value.data["field"] == "reason"
