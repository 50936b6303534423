"""The search index, on both engines."""

import pytest
from sqlalchemy import update

from idea4gov.actions.search import fill_index, find_similar
from idea4gov.domain.suggestions import suggested_query
from idea4gov.domain.synonyms import read_synonyms
from idea4gov.store import search
from idea4gov.store.models import Board, Proposal
from idea4gov.store.search import Where
from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal, add_province
from tests.queries import count_queries

TITLES = ["ถังขยะแยกประเภทริมหาด", "ไฟทางในซอยดับ", "ขอถังขยะริมหาดบางแสน", "Free Wi-Fi ที่ท่ารถ"]


@pytest.fixture
def board(database: Database) -> int:
    """A board with proposals, in the index."""
    with database.transaction() as db:
        board_id = add_board(db)
        for title in TITLES:
            add_proposal(db, board_id, title=title)
    assert fill_index(database) == len(TITLES)
    return board_id


def found(database: Database, query: str, **options: object) -> list[str]:
    with database.reading() as db:
        return [card.title for card in search.search_proposals(db, query, **options)]  # type: ignore[arg-type]


def test_a_proposal_is_found_by_two_letters_by_words_in_any_order_and_by_latin(
    board: int, database: Database
) -> None:
    assert found(database, "ไฟ") == [TITLES[1]]
    assert found(database, "หาด ถังขยะ") == [TITLES[2], TITLES[0]]
    assert found(database, "wi-fi") == [TITLES[3]]
    assert found(database, "ตลาด") == found(database, "?!") == []


def test_results_go_on_where_the_page_before_ended(board: int, database: Database) -> None:
    with database.reading() as db:
        first = search.search_proposals(db, "ถังขยะ", limit=1)
        rest = search.search_proposals(db, "ถังขยะ", before_id=first[0].id)
    assert [card.title for card in (*first, *rest)] == [TITLES[2], TITLES[0]]


def test_one_searches_a_board_or_a_province(board: int, database: Database) -> None:
    with database.transaction() as db:
        add_province(db, "50", "เชียงใหม่", "Chiang Mai")
        other = add_board(db, province_code="50")
        add_proposal(db, other, title="ถังขยะหน้าวัด")
    fill_index(database)
    assert found(database, "ถังขยะ", where=Where(board_id=other)) == ["ถังขยะหน้าวัด"]
    assert found(database, "ถังขยะ", where=Where(province_code="50")) == ["ถังขยะหน้าวัด"]
    assert len(found(database, "ถังขยะ")) == 3


def test_boards_are_found_by_their_words_but_no_drafts_and_no_hidden_ones(database: Database) -> None:
    with database.transaction() as db:
        shown = add_board(db, title="รถเมล์สาย 8 ควรไปทางไหน")
        add_board(db, title="รถเมล์สาย 9", state="draft")
        hidden = add_board(db, title="รถเมล์สาย 7")
        db.execute(update(Board).where(Board.id == hidden).values(hidden_reason="ก"))
    fill_index(database)
    with database.reading() as db:
        for where in (Where(), Where(province_code="20")):
            cards = search.search_boards(db, "รถเมล\u200b์ ๘", where=where)
            assert [card.id for card in cards] == [shown]
        assert [card.id for card in search.search_boards(db, "รถเมล์")] == [shown]
        assert search.search_boards(db, "รถเมล์", where=Where(province_code="50")) == []


def test_either_word_of_a_pair_finds_the_other(board: int, database: Database) -> None:
    synonyms = read_synonyms("ไวไฟ, wifi, wi-fi\nท่ารถ, สถานีขนส่ง".encode())
    for query in ("ไวไฟ", "wifi", "ไว\u200bไฟ", "wifi สถานีขนส่ง", "ที่สถานีขนส่ง"):
        assert found(database, query, synonyms=synonyms) == [TITLES[3]], query
    assert found(database, "wifi") == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [("ถังขยริมหาด", 2), ("ซอยดัย", 1), ("บางแสม", 2), ("ถ้งขยะแยกประเภท", 0), ("ไฟทงา", 1)],
)
def test_a_slip_of_one_letter_leads_to_the_title_that_was_meant(
    board: int, database: Database, typed: str, title: int
) -> None:
    assert found(database, typed) == []
    with database.reading() as db:
        suggested = suggested_query(typed, search.list_near_titles(db, typed))
    assert suggested is not None
    assert TITLES[title] in found(database, suggested)


def test_what_is_like_nothing_suggests_nothing(board: int, database: Database) -> None:
    with database.reading() as db:
        for query in ("เรือดำน้ำ", "ก", "?!", "xyzzy", '" OR 1', "ก" * 3_000):
            assert suggested_query(query, search.list_near_titles(db, query)) is None


def test_what_is_hidden_is_not_found(board: int, database: Database) -> None:
    with database.transaction() as db:
        hidden = update(Proposal).where(Proposal.title == TITLES[1])
        db.execute(hidden.values(state="hidden", hidden_reason="ก"))
    assert found(database, "ไฟ") == []


def test_a_new_wording_replaces_the_old_one(board: int, database: Database) -> None:
    with database.transaction() as db:
        proposal_id = search.search_proposals(db, "ไฟ")[0].id
        words = {"title": "ทางม้าลาย", "body": "ก"}
        search.save_in_index(db, proposal_id, board_id=board, province_code="20", **words)
    assert found(database, "ไฟ") == []
    assert len(found(database, "ทางม้าลาย")) == 1


def test_similar_titles_of_the_board_come_the_likest_first(board: int, database: Database) -> None:
    with database.reading() as db:
        similar = find_similar(db, "ถังขยะริมหาดบางแสน", board_id=board)
        assert [card.title for card in similar] == [TITLES[2], TITLES[0]]
        assert find_similar(db, "ถังขยะริมหาด", board_id=board + 1) == []
        assert find_similar(db, "...", board_id=board) == []


def test_a_search_and_the_look_for_similar_ones_take_two_statements(board: int, database: Database) -> None:
    with database.reading() as db, count_queries(database) as sent:
        search.search_proposals(db, "ถังขยะ")
        find_similar(db, "ถังขยะริมหาด", board_id=board)
    assert len(sent) == 4
