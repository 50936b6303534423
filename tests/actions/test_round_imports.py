"""Importing, counting again and writing out budget rounds."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from idea4gov.actions.rounds.imports import (
    export_lines,
    get_published,
    import_round,
    list_problems,
    tally_round,
)
from idea4gov.actions.rounds.results import get_round_page
from idea4gov.domain.errors import NotFound
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.pabulib.writing import write_document
from idea4gov.domain.rounds.imports import (
    FileChanged,
    IdentifierTooLong,
    ScoreTooLarge,
    UnknownLocalGovernment,
)
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import UnknownRule, rule_of
from idea4gov.domain.text import TextTooLong
from idea4gov.store.models import (
    AuditEntry,
    Board,
    BudgetProject,
    BudgetResult,
    BudgetResultLine,
    BudgetRound,
    UrnBallot,
    UrnBallotLine,
)
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_board, add_local_government
from tests.published import verify
from tests.rounds import CUMULATIVE, THAI, UNKNOWN_RULE, import_text

TABLES = (
    Board,
    BudgetRound,
    BudgetProject,
    UrnBallot,
    UrnBallotLine,
    BudgetResult,
    BudgetResultLine,
    AuditEntry,
)
CANONICAL = "".join(write_document(read_document(lines_of_text(THAI))))


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idea4gov.store.rounds.imports.BATCH", 2)
    monkeypatch.setattr("idea4gov.store.rounds.urn.CHUNK", 3)


def exported(database: Database, round_id: int) -> str:
    with database.snapshot() as db:
        return "".join(export_lines(db, get_published(db, round_id)))


def rows(database: Database) -> dict[str, int]:
    with database.reading() as db:
        return {
            table.__tablename__: db.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES
        }


@pytest.fixture
def round_id(database: Database) -> int:
    with database.transaction() as db:
        return import_text(db).round_id


@pytest.mark.parametrize("text", [THAI, UNKNOWN_RULE, CUMULATIVE], ids=["thai", "unknown rule", "cumulative"])
def test_what_was_imported_is_exported_byte_for_byte(database: Database, text: str) -> None:
    with database.transaction() as db:
        round_id = import_text(db, text).round_id
    assert exported(database, round_id) == "".join(write_document(read_document(lines_of_text(text))))


def test_an_imported_election_is_a_closed_board_with_a_final_round(database: Database, round_id: int) -> None:
    with database.reading() as db:
        board = db.get_one(Board, round_id)
        found = get_published(db, round_id)
    assert (board.kind, board.state, board.closed_at, board.opened_by_id) == ("budget", "closed", NOON, None)
    assert (found.title, found.local_government_code) == ("งบประมาณแบบมีส่วนร่วม; แสนสุข 2569", SAEN_SUK)
    assert (found.phase, found.source, found.budget_baht, found.ballot_count) == (
        "final",
        "imported",
        1_000,
        7,
    )
    assert found.digest == verify(CANONICAL).digest


def test_counting_again_gives_the_result_that_was_kept(database: Database, round_id: int) -> None:
    with database.snapshot() as db:
        count = tally_round(db, round_id)
        page = get_round_page(db, round_id)
    assert page.outcome == count.outcome == verify(THAI).outcome
    assert count.outcome.winners == ("ไฟ;1", "ท่อ")
    assert count.outcome.ballot_count == 7


def test_the_page_shows_every_project_in_the_order_of_the_count(database: Database, round_id: int) -> None:
    with database.reading() as db:
        page = get_round_page(db, round_id)
    assert [(line.title, line.votes, line.fate) for line in page.lines] == [
        ('ไฟส่องทาง; ซอย "บางแสน 2"', 4, Fate.FUNDED),
        ("ปลูกต้นไม้ริมหาด", 3, Fate.DOES_NOT_FIT),
        ("ลอกท่อระบายน้ำ", 2, Fate.FUNDED),
        ("<script>alert(1)</script>", 2, Fate.DOES_NOT_FIT),
    ]
    assert not any(line.differs for line in page.lines)
    assert (page.spent, page.funded_count) == (1_000, 2)


def test_a_rule_that_is_not_known_keeps_the_stated_result(database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db, UNKNOWN_RULE).round_id
    with database.snapshot() as db:
        page = get_round_page(db, round_id)
        with pytest.raises(UnknownRule):
            tally_round(db, round_id)
    assert page.outcome is None
    assert [line.is_funded for line in page.lines] == [True, False, True, False]


HOPELESS = """META
key;value
budget;200
vote_type;approval
rule;greedy-no-skip
PROJECTS
project_id;cost
dear;300
lamp;60
nobody;40
VOTES
voter_id;vote
a;lamp,dear
b;dear
"""


def test_hopeless_projects_are_set_aside_in_what_is_kept_and_in_what_is_counted_again(
    database: Database,
) -> None:
    with database.transaction() as db:
        round_id = import_text(db, HOPELESS).round_id
    with database.snapshot() as db:
        assert list(list_problems(db)) == []
        lines = get_round_page(db, round_id).lines
    wanted = [("dear", Fate.OVER_BUDGET), ("lamp", Fate.FUNDED), ("nobody", Fate.NO_VOTES)]
    assert [(line.code, line.fate) for line in lines] == wanted


def test_what_was_counted_before_projects_were_set_aside_stays_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for module in ("idea4gov.domain.verify", "idea4gov.actions.rounds.imports"):
            patch.setattr(f"{module}.rule_of", lambda meta: replace(rule_of(meta), sets_aside=False))
        with database.transaction() as db:
            round_id = import_text(db, HOPELESS).round_id
    with database.snapshot() as db:
        assert list(list_problems(db)) == []
        lines = get_round_page(db, round_id).lines
        assert tally_round(db, round_id).outcome.winners == ()
    assert [line.fate for line in lines] == [Fate.DOES_NOT_FIT, Fate.AFTER_STOP, Fate.AFTER_STOP]


def test_the_same_file_is_imported_once_for_each_local_government(database: Database, round_id: int) -> None:
    with database.transaction() as db:
        again = import_text(db, THAI.replace("\n", "\r\n"))
        elsewhere = import_text(db, local_government="2003")
    assert again == (round_id, False)
    assert elsewhere.is_new
    assert rows(database)["budget_round"] == 2


def test_two_imports_at_once_make_one_round(database: Database) -> None:
    with database.transaction() as db:
        add_local_government(db)
    together, done = threading.Barrier(2), []

    def bring() -> None:
        together.wait()
        with database.transaction() as db:
            done.append(import_text(db))

    threads = [threading.Thread(target=bring) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.is_new for one in done) == [False, True]
    assert len({one.round_id for one in done}) == 1
    assert (rows(database)["board"], rows(database)["urn_ballot"]) == (1, 7)


def test_whoever_finds_the_round_just_made_by_another_takes_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, round_id: int
) -> None:
    answers = iter([None, round_id])
    monkeypatch.setattr("idea4gov.store.rounds.finished.find_imported", lambda *_: next(answers))
    with database.transaction() as db:
        assert import_text(db) == (round_id, False)
    assert rows(database)["board"] == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (THAI.replace("ก7;4", "ก7;5"), BadPabulib),
        (THAI.replace("ก7;4;;\n", ""), BadPabulib),
        (THAI + "ก8;4;;\n", BadPabulib),
        (THAI.replace("ก6", "ก" * 201), IdentifierTooLong),
        (
            THAI.replace("\n4;", "\n" + "4" * 201 + ";").replace("4,4", "").replace("ก7;4", "ก7;"),
            IdentifierTooLong,
        ),
    ],
    ids=["no such project", "cut short", "too many", "long voter id", "long project id"],
)
def test_a_bad_file_leaves_nothing(database: Database, text: str, error: type[Exception]) -> None:
    with database.transaction() as db:
        add_local_government(db)
    sound = verify(THAI)
    with pytest.raises(error), database.transaction() as db:
        import_round(db, lines_of_text(text), sound, local_government_code=SAEN_SUK, now=NOON)
    assert not any(rows(database).values())


def test_a_file_that_changed_after_it_was_counted_leaves_nothing(database: Database) -> None:
    with database.transaction() as db:
        add_local_government(db)
    changed = lines_of_text(THAI.replace("ก5;;20", "ก5;4;20"))
    with pytest.raises(FileChanged), database.transaction() as db:
        import_round(db, changed, verify(THAI), local_government_code=SAEN_SUK, now=NOON)
    assert not any(rows(database).values())


def test_points_beyond_the_largest_number_of_a_database_are_refused(database: Database) -> None:
    voters = "".join(f"v{number};a;999999999999999\n" for number in range(9_300))
    with pytest.raises(ScoreTooLarge), database.transaction() as db:
        import_text(db, CUMULATIVE + voters)


def test_an_unknown_local_government_is_refused(database: Database) -> None:
    with pytest.raises(UnknownLocalGovernment), database.transaction() as db:
        import_round(db, lines_of_text(THAI), verify(THAI), local_government_code="9999", now=NOON)


def test_a_title_may_be_given(database: Database) -> None:
    with database.transaction() as db:
        round_id = import_text(db, title=" รอบทดลอง ").round_id
    with database.reading() as db:
        assert get_published(db, round_id).title == "รอบทดลอง"
    with pytest.raises(TextTooLong), database.transaction() as db:
        import_text(db, CUMULATIVE, title="ก" * 161)


def test_an_import_is_an_entry_of_the_audit_log(database: Database, round_id: int) -> None:
    with database.reading() as db:
        entry = db.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.subject_kind, entry.subject_id) == ("import_round", "round", str(round_id))
    assert (entry.actor_id, entry.local_government_code) == (None, SAEN_SUK)
    assert entry.data == {"digest": verify(THAI).digest, "ballots": 7}


def test_a_discussion_board_is_no_round(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    with database.reading() as db, pytest.raises(NotFound):
        get_published(db, board_id)


def test_ballots_of_a_round_that_is_not_published_are_not_shown(database: Database, round_id: int) -> None:
    with database.transaction() as db:
        db.execute(update(BudgetRound).values(phase="counting"))
    with database.snapshot() as db, pytest.raises(NotFound):
        tally_round(db, round_id)
