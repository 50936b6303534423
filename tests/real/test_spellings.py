"""Real messages are found in whatever spelling they are searched."""

import re
from pathlib import Path

import pytest

from idea4gov.domain.errors import Invalid
from idea4gov.domain.search import MAX_QUERY_LENGTH, phrases, pieces
from idea4gov.domain.text import clean_text
from idea4gov.store.search import save_in_index, search_proposals
from idea4gov.store.session import Database
from tests.factories import add_board, add_proposal
from tests.real.test_hostile_texts import real_messages

# What keyboards make of the same words: each pattern, and what is typed for it.
SLIPS = [
    ("แ", "\u0e40\u0e40"),
    ("([\u0e48-\u0e4b])\u0e33", "\u0e33\\1"),
    ("\u0e33(?![\u0e48-\u0e4b])", "\u0e4d\u0e32"),
    ("([\u0e31\u0e34-\u0e39])([\u0e48-\u0e4c])", "\\2\\1"),
    ("([\u0e48-\u0e4b])([ก-ฮ])", "\\1\\1\u200b\\2"),
]
EVERY = 200
AS_FAR_AS_SEARCHED = 300


def respelled(text: str) -> str:
    for pattern, typed in SLIPS:
        text = re.sub(pattern, typed, text)
    return text


def test_every_message_is_found_in_either_spelling(real_data: Path) -> None:
    messages = real_messages(real_data)
    assert len(messages) > 12_000
    for message in messages:
        wanted = phrases(message)
        assert phrases(respelled(message)) == wanted, message
        whole = f" {' '.join(pieces(message[:AS_FAR_AS_SEARCHED]))} "
        assert all(f" {' '.join(phrase)} " in whole for phrase in wanted), message


@pytest.mark.parametrize("spelling", [str, respelled])
def test_some_of_them_are_found_in_the_database(
    real_data: Path, database: Database, spelling: type[str]
) -> None:
    chosen = [one for one in real_messages(real_data)[::EVERY] if phrases(one) and is_kept(one)]
    with database.transaction() as db:
        board_id = add_board(db)
        added = [add_proposal(db, board_id, title=f"{place}") for place, _ in enumerate(chosen)]
        for proposal_id, message in zip(added, chosen, strict=True):
            words = {"title": "ก", "body": spelling(message)}
            save_in_index(db, proposal_id, board_id=board_id, province_code="20", **words)
    with database.reading() as db:
        for proposal_id, message in zip(added, chosen, strict=True):
            for query in (message, respelled(message)):
                found = search_proposals(db, query[:MAX_QUERY_LENGTH], limit=len(added))
                assert proposal_id in [card.id for card in found], message


def is_kept(text: str) -> bool:
    try:
        return bool(clean_text(text, max_length=5_000))
    except Invalid:
        return False
