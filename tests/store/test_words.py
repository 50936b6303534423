"""The database knows the same words as the types of the domain."""

import re
from collections.abc import Iterable

from sqlalchemy import inspect

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.tally.election import VoteType
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import Completion, Method
from idea4gov.store.session import Database
from tests.rooms.words import words_of_columns

# The phase of an event is copied from its round; the kind of a post is checked together with its number.
# Acts of the log and kinds of notices are added by the program alone, and a new one needs no migration.
UNCHECKED = {
    "round_event.phase",
    "report_case.subject_kind",
    "moderation_act.subject_kind",
    "appeal.subject_kind",
    "audit_entry.act",
    "notice.kind",
}

# Words that are keys of a table, or an enumeration of the count.
OTHERS: dict[str, Iterable[str]] = {
    "proposal.category": CATEGORIES,
    "budget_project.category": CATEGORIES,
    "budget_round.vote_type": VoteType,
    "budget_result.method": Method,
    "budget_result.completion": Completion,
    "budget_result_line.fate": Fate,
}


def test_the_database_takes_exactly_the_words_of_each_type(database: Database) -> None:
    wanted = {
        f"{column.table.name}.{column.name}": (f"ck_{column.table.name}_{column.name}", sorted(words))
        for column, words in words_of_columns().items()
    }
    for place, known in OTHERS.items():
        wanted[place] = (f"ck_{place.replace('.', '_')}", sorted(known))
    assert set(wanted) > UNCHECKED
    with database.reading() as db:
        found = inspect(db.connection())
        for column in set(wanted) - UNCHECKED:
            name, words = wanted[column]
            checks = {
                one["name"]: one["sqltext"] for one in found.get_check_constraints(column.partition(".")[0])
            }
            assert sorted(re.findall("'([^']*)'", checks[name])) == words, column
