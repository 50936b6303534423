"""The demo's story holds together: nobody unknown, nothing before its time, nothing a rule would refuse."""

import csv
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from idea4gov.demo import CONTENT, Board, ContentError, DemoContent, Proposal, load_content
from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.permissions import Place

# They look right and are not: sara e twice for sara ae, nikhahit and sara aa apart, a mark on no letter,
# a repetition mark without its spaces.
MISSPELT = re.compile(
    r"\u0e40\u0e40|\u0e4d\u0e32|(?:^|[\s(])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
    r"|[\u0e01-\u0e45\u0e47-\u0e4e]\u0e46|\u0e46[\u0e01-\u0e4e]"
)


@pytest.fixture(scope="module")
def content() -> DemoContent:
    return load_content()


def proposals_of(content: DemoContent) -> Iterator[tuple[Board, Proposal]]:
    for board in content.boards:
        for proposal in board.proposals:
            yield board, proposal


def texts_of(content: DemoContent) -> Iterator[str]:
    for board in content.boards:
        yield from (board.title, board.question)
    for _, proposal in proposals_of(content):
        yield from (proposal.title, proposal.body)
        yield from (comment.body for comment in proposal.comments)
        if proposal.answer:
            yield proposal.answer.text
        if proposal.edit:
            yield proposal.edit.body
        if proposal.hidden:
            yield proposal.hidden.reason


def test_people_have_their_own_keys_names_and_addresses(content: DemoContent) -> None:
    for field in ("key", "name", "email"):
        assert max(Counter(getattr(person, field) for person in content.people).values()) == 1


def test_no_address_can_be_a_real_one(content: DemoContent) -> None:
    assert all(re.fullmatch(r"[a-z]+@demo\.example", person.email) for person in content.people)


def test_there_is_a_moderator_for_each_pilot_and_an_admin_for_the_nation(content: DemoContent) -> None:
    grants = {person.key: person.grant for person in content.people if person.grant}
    assert {key: grant.role for key, grant in grants.items()} == {
        "pimjai": "moderator",
        "wichit": "moderator",
        "siriporn": "moderator",
        "admin": "admin",
    }
    assert grants["pimjai"].covers(Place("20", "2094"))
    assert not grants["pimjai"].covers(Place("14", "1478"))
    assert grants["admin"].covers(Place("50"))


def test_codes_of_places_have_their_shape_and_lie_in_their_province(content: DemoContent) -> None:
    for person in content.people:
        assert re.fullmatch(r"\d{2}", person.province)
    for board, proposal in proposals_of(content):
        if proposal.subdistrict is not None:
            assert re.fullmatch(rf"{board.province}\d{{4}}", proposal.subdistrict), proposal.key
    for place in content.local_governments:
        assert all(code.startswith(place.province) for code in (place.code, *place.subdistricts))


def test_every_local_government_that_is_named_is_described(content: DemoContent) -> None:
    known = {(place.code, place.province) for place in content.local_governments}
    homes = {(person.local_government, person.province) for person in content.people}
    homes |= {(board.local_government, board.province) for board in content.boards}
    assert {home for home in homes if home[0] is not None} == known


def test_local_governments_are_as_the_register_has_them(content: DemoContent, real_data: Path) -> None:
    with (real_data / "places" / "local_governments.csv").open(encoding="utf-8", newline="") as file:
        register = {row["geocode"]: row for row in csv.DictReader(file)}
    for place in content.local_governments:
        row = register[place.code]
        assert (row["name_th"], row["name_en"]) == (place.name_th, place.name_en)
        assert (row["province_code"], row["amphoe_code"]) == (place.province, place.district or "")
        assert tuple(row["tambon_covered"].split()) == place.subdistricts


def test_a_proposal_lies_where_the_local_government_of_its_board_is(content: DemoContent) -> None:
    covered = {place.code: place.subdistricts for place in content.local_governments}
    for board, proposal in proposals_of(content):
        allowed = covered.get(board.local_government or "", ())
        assert not allowed or proposal.subdistrict in (None, *allowed), proposal.key


def test_keys_and_titles_are_unique_and_short(content: DemoContent) -> None:
    proposals = [proposal for _, proposal in proposals_of(content)]
    assert len({proposal.key for proposal in proposals}) == len(proposals)
    assert len({proposal.title for proposal in proposals}) == len(proposals)
    assert all(0 < len(proposal.title) <= 120 for proposal in proposals)
    assert all(0 < len(board.title) <= 160 for board in content.boards)


def test_categories_are_known(content: DemoContent) -> None:
    assert {proposal.category for _, proposal in proposals_of(content)} <= set(CATEGORIES)


def test_supporters_are_as_many_as_wanted_all_different_and_never_the_author(content: DemoContent) -> None:
    for board, proposal in proposals_of(content):
        keys = [person.key for person in content.supporters(board, proposal)]
        assert len(keys) == len(set(keys)) == proposal.supports
        assert proposal.author not in keys
        assert not {"pimjai", "wichit", "siriporn", "admin"} & set(keys)


def test_neighbours_support_before_strangers(content: DemoContent) -> None:
    board = content.boards[0]
    provinces = [person.province for person in content.supporters(board, board.proposals[0])]
    assert provinces[:16] == ["20"] * 16
    assert "20" not in provinces[16:]


def test_the_story_shows_a_tie_an_edit_a_withdrawal_and_a_hidden_advert(content: DemoContent) -> None:
    saensuk = next(board for board in content.boards if board.key == "saensuk")
    visible = [p for p in saensuk.proposals if not p.hidden and p.withdrawn_days_ago is None]
    assert len(visible) == 12
    assert max(Counter(proposal.supports for proposal in visible).values()) > 1
    assert sum(proposal.answer is not None for proposal in visible) == 5
    assert sum(proposal.edit is not None for proposal in visible) == 1
    assert sum(proposal.hidden is not None for proposal in saensuk.proposals) == 1
    assert sum(proposal.withdrawn_days_ago is not None for proposal in saensuk.proposals) == 1


def test_one_board_is_closed_and_one_adopted(content: DemoContent) -> None:
    assert [board.key for board in content.boards if board.closed] == ["huawiang"]
    assert [board.key for board in content.boards if board.adopted] == ["ratchathewi"]


def test_texts_are_clean_thai(content: DemoContent) -> None:
    for text in texts_of(content):
        assert text == unicodedata.normalize("NFC", text).strip()
        assert "  " not in text
        assert "\n\n\n" not in text
        assert not MISSPELT.search(text), text


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("saensuk.toml", 'author = "chai"', 'author = "nemo"', "nobody is called 'nemo'"),
        ("saensuk.toml", 'by = "pimjai"', 'by = "wichit"', "'wichit' holds no office there"),
        ("saensuk.toml", "supports = 26", "supports = 2600", "more supports than people"),
        ("saensuk.toml", "days_ago = 39.2", "days_ago = 139.2", "while the board was not open"),
        ("saensuk.toml", 'reply_to = "tide-malee"', 'reply_to = "tide-nemo"', "no comment 'tide-nemo'"),
        ("huawiang.toml", "days_ago = 60.5", "days_ago = 1.5", "comes at a time when it cannot"),
    ],
)
def test_a_contradiction_is_refused_and_named(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint):
        load_content(folder)
