"""The migrations make what the models say, and go up and down with rows in the tables."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, DateTime, bindparam, delete, inspect, select, text
from sqlalchemy.exc import DBAPIError

from idea4gov.actions.audit import record
from idea4gov.actions.check import list_faults
from idea4gov.actions.search import fill_index
from idea4gov.domain.mailboxes import PROVIDERS, SUBDOMAINS, mailbox_of
from idea4gov.store import search
from idea4gov.store.base import Base, HasId
from idea4gov.store.imports import find_sheet
from idea4gov.store.migrate import MIGRATIONS, downgrade, head_revision, is_current, upgrade
from idea4gov.store.models import Account, Board, CastBallot, Consent
from idea4gov.store.rounds import urn_log
from idea4gov.store.session import Database
from idea4gov.store.waiting_photos import put_photos
from tests.actions.closing import close
from tests.attacks.logged_in import begin
from tests.conftest import NOON, owner_of
from tests.factories import (
    add_account,
    add_board,
    add_photo,
    add_proposal,
    add_province,
    add_subdistrict,
    grant,
    new_photo,
)
from tests.hosted import add_hosted_round
from tests.voters import add_voters, cast, settle

pytestmark = pytest.mark.slow

OLD_ACCOUNT = text(
    "INSERT INTO account (id, person_id, email, password_hash, display_name, home_province_code, language,"
    " session_number, consented_at, consent_version, email_confirmed_at, is_demo, created_at)"
    " VALUES (:number, :number, :email, '-', 'ก', '20', 'th', 1, :at, '1', :confirmed, false, :at)"
).bindparams(
    bindparam("at", type_=DateTime(timezone=True)), bindparam("confirmed", type_=DateTime(timezone=True))
)
REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@pytest.fixture
def database(database: Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Migrations are the owner's."""
    with owner_of(database, request) as owner:
        yield owner


def fill(database: Database) -> None:
    """A row in the tables that most others refer to."""
    with database.transaction() as db:
        add_subdistrict(db)
        account_id = add_account(db)
        grant(db, account_id)
        add_photo(db, add_proposal(db, add_board(db, account_id), account_id))
        put_photos(db, account_id, [new_photo()], now=NOON)
    begin(database, account_id)


def is_of_models(name: str | None, kind: str, parents: object) -> bool:
    """The search indexes are each engine's own, and SQLite keeps one in several tables."""
    return kind != "table" or not str(name).startswith(search.TABLES)


def test_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.reading() as db:
        context = MigrationContext.configure(
            db.connection(), opts={"compare_type": True, "include_name": is_of_models}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_check_constraints_of_the_models_are_in_the_migrations(database: Database) -> None:
    with database.reading() as db:
        found = inspect(db.connection())
        for table in Base.metadata.sorted_tables:
            wanted = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert wanted == {c["name"] for c in found.get_check_constraints(table.name)}, table.name


def test_no_table_gives_a_number_again(sqlite_database: Database) -> None:
    numbered = {model.__tablename__ for model in HasId.__subclasses__() if issubclass(model, Base)}
    assert len(numbered) > 20
    with sqlite_database.reading() as db:
        made = db.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")).scalars()
        assert set(made) == numbered


def test_a_database_from_before_gives_no_number_again_that_its_log_names(database: Database) -> None:
    fill(database)
    downgrade(database, "0035")
    with database.transaction() as db:
        account_id = db.scalars(select(Account.id).limit(1)).one()
        deleted = add_board(db, account_id)
        db.execute(delete(Board).where(Board.id == deleted))
        record(
            db,
            actor_id=account_id,
            act="delete_round",
            subject_kind="round",
            subject_id=deleted,
            place=None,
            data={},
            now=NOON,
        )
    upgrade(database)
    with database.transaction() as db:
        assert add_board(db, account_id) > deleted


def test_every_migration_goes_down_and_up_again_with_rows(database: Database) -> None:
    fill(database)
    for revision in reversed(["base", *REVISIONS[:-1]]):
        downgrade(database, revision)
    with database.reading() as db:
        assert set(inspect(db.connection()).get_table_names()) <= {"alembic_version"}
    for revision in REVISIONS:
        upgrade(database, revision)
    assert is_current(database)
    fill(database)


def test_what_was_indexed_in_another_spelling_is_indexed_anew(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db)
        board_id = add_board(db, account_id)
        proposal_id = add_proposal(db, board_id, account_id, title="น\u0e33\u0e49ท่วม")
    downgrade(database, "0038-1")
    with database.transaction() as db:
        older = {"title": "another spelling", "body": ""}
        search.save_in_index(db, proposal_id, board_id=board_id, province_code="20", **older)
    upgrade(database)
    fill_index(database)
    with database.reading() as db:
        assert [card.id for card in search.search_proposals(db, "น้ำท่วม")] == [proposal_id]


def test_the_password_of_an_account_that_waits_for_its_confirmation_is_dropped(database: Database) -> None:
    with database.transaction() as db:
        add_account(db, password_hash="chosen by a stranger", confirmed=False)
        add_account(db, password_hash="chosen by its owner")
    downgrade(database, "0040")
    upgrade(database)
    with database.reading() as db:
        assert sorted(db.scalars(select(Account.password_hash))) == ["", "chosen by its owner"]


def test_a_residence_from_before_is_a_consent_to_the_first_words(database: Database) -> None:
    with database.transaction() as db:
        add_hosted_round(db)
        viewer = settle(db, add_account(db))
    downgrade(database, "0053")
    upgrade(database)
    with database.reading() as db:
        [kept] = db.scalars(select(Consent))
        assert (kept.person_id, kept.purpose, kept.version) == (viewer.person_id, "residence", "1")
        assert (kept.given_at, kept.ended_at) == (NOON, None)


def test_ballots_from_before_the_log_keep_their_names_and_can_be_sealed(database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
    for voter in add_voters(database, 3):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    downgrade(database, "0054")
    upgrade(database)
    with database.reading() as db:
        kept = db.execute(select(CastBallot.label, CastBallot.receipt_digest, CastBallot.nonce)).all()
        assert [(row.label == row.receipt_digest, row.nonce) for row in kept] == [(True, None)] * 3
        assert urn_log.list_heads(db, round_.id)[0].ballots == urn_log.find_base(db, round_.id) == 3
    [late] = add_voters(database, 1)
    cast(database, late, round_.id, {round_.projects[0]: 1})
    close(database, round_)
    with database.snapshot() as db:
        assert urn_log.list_heads(db, round_.id)[-1].ballots == 4
        assert list(list_faults(db)) == []


def test_of_accounts_that_share_a_mailbox_one_that_is_confirmed_keeps_it(database: Database) -> None:
    downgrade(database, "0056")
    addresses = [
        ("ab@googlemail.com", None),
        ("a.b@gmail.com", NOON),
        ("ab@gmail.com", NOON),
        ("x@ku.th", None),
    ]
    with database.transaction() as db:
        add_province(db)
        for number, (email, confirmed) in enumerate(addresses, start=1):
            db.execute(text("INSERT INTO person (created_at) VALUES (:now)"), {"now": NOON})
            db.execute(OLD_ACCOUNT, {"number": number, "email": email, "at": NOON, "confirmed": confirmed})
    upgrade(database)
    with database.reading() as db:
        kept = db.scalars(select(Account.mailbox).order_by(Account.id)).all()
    assert kept == [None, "ab@gmail.com", None, "x@ku.th"]


def test_the_migration_reads_addresses_as_the_rule_does() -> None:
    migration = import_module("migrations.versions.0057_one_account_for_each_mailbox")
    domains = [*PROVIDERS, *SUBDOMAINS, "a.fastmail.com", "ku.th", "hotmail.com"]
    for local in ("a.b-c_d+e", "+a", "-a", "a-+b", "a--b", "a"):
        for email in (f"{local}@{domain}" for domain in domains):
            assert migration._mailbox(email) == mailbox_of(email), email


def test_a_failed_migration_leaves_the_schema_as_it_was(database: Database) -> None:
    downgrade(database, REVISIONS[0])
    with database.transaction() as db:
        db.execute(text("CREATE TABLE board (note INTEGER)"))
    with pytest.raises(DBAPIError, match="board"):
        upgrade(database)
    with database.transaction() as db:
        assert "account" not in inspect(db.connection()).get_table_names()
        db.execute(text("DROP TABLE board"))
    upgrade(database)
    assert is_current(database)


def test_revisions_are_numbered_without_gaps() -> None:
    assert [int(name) for name in REVISIONS] == list(range(1, len(REVISIONS) + 1))
    assert head_revision() == REVISIONS[-1]


def test_migrations_do_not_import_models() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "idea4gov" not in path.read_text(encoding="utf-8"), path.name


def test_sheets_that_wait_are_kept_as_pages(database: Database) -> None:
    fill(database)
    downgrade(database, "0036")
    with database.transaction() as db:
        db.execute(
            text(
                "INSERT INTO sent_sheet (board_id, sent_by_id, file_name, header, rows, sent_at) "
                "SELECT min(id), min(opened_by_id), 'a.csv', :header, :rows, :now FROM board"
            ).bindparams(
                bindparam("header", type_=JSON),
                bindparam("rows", type_=JSON),
                bindparam("now", type_=DateTime),
            ),
            {"header": ["ข้อเสนอ", "หมวด"], "rows": [["ไฟ", ""], ["ท่อ", "สุขภาพ"]], "now": NOON},
        )
    upgrade(database)
    with database.reading() as db:
        sheet_id = db.execute(text("SELECT max(id) FROM sent_sheet")).scalar_one()
        waiting = find_sheet(db, sheet_id)
    assert waiting is not None
    assert [(line.number, line.cells) for line in waiting.file.page().lines] == [
        (1, ("ข้อเสนอ", "หมวด")),
        (2, ("ไฟ", "")),
        (3, ("ท่อ", "สุขภาพ")),
    ]
