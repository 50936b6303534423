"""add the running log of an urn, whose rows stay; ballots have a name in the urn and a nonce of their own"""

import hashlib
import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY_ROOT = hashlib.sha256().hexdigest()
PENDING = sa.text("number IS NULL")
KINDS = "'cast','replace','withdraw','paper','spoiled'"
# A leaf is numbered once; nothing else about it changes.
NUMBERED = (
    "(OLD.number IS NULL AND NEW.number IS NOT NULL AND NEW.id = OLD.id AND NEW.round_id = OLD.round_id"
    " AND NEW.kind = OLD.kind AND NEW.commitment = OLD.commitment AND NEW.made_at = OLD.made_at"
    " AND COALESCE(NEW.receipt_digest, '') = COALESCE(OLD.receipt_digest, ''))"
)
CLOSED = (
    "(NEW.kind <> 'paper' AND (EXISTS (SELECT 1 FROM urn_seal WHERE round_id = NEW.round_id)"
    " OR EXISTS (SELECT 1 FROM budget_round WHERE board_id = NEW.round_id AND sealing_count IS NOT NULL)))"
    " OR EXISTS (SELECT 1 FROM urn_seal WHERE round_id = NEW.round_id AND channel = 'paper')"
)
# Names of triggers, and what each of them refuses.
KEPT = (
    ("urn_leaf_late", "urn_leaf", "INSERT", CLOSED),
    ("urn_leaf_changed", "urn_leaf", "UPDATE", f"NOT {NUMBERED}"),
    ("urn_leaf_removed", "urn_leaf", "DELETE", "1 = 1"),
    ("urn_block_changed", "urn_block", "UPDATE", "1 = 1"),
    ("urn_block_removed", "urn_block", "DELETE", "1 = 1"),
    ("urn_head_changed", "urn_head", "UPDATE", "1 = 1"),
    ("urn_head_removed", "urn_head", "DELETE", "1 = 1"),
)
REFUSED = "the log of this urn is kept"
LINE_IN_URN = (
    "SELECT 1 FROM ballot b JOIN urn_ballot u ON u.round_id = b.round_id AND u.label = b.{name}"
    " JOIN urn_ballot_line l ON l.round_id = u.round_id AND l.ballot_number = u.number"
    " AND l.project_id = OLD.project_id AND l.position = OLD.position WHERE b.id = OLD.ballot_id"
)
BALLOT_IN_URN = "SELECT 1 FROM urn_ballot WHERE round_id = OLD.round_id AND label = OLD.{name}"
LOST = {"ballot_lost": ("ballot", BALLOT_IN_URN), "ballot_line_lost": ("ballot_line", LINE_IN_URN)}
CHECKS = {
    "ck_ballot_label_length": "length(label) = 64",
    "ck_ballot_nonce_length": "length(nonce) = 32",
}
FIRST = "\n\tCONSTRAINT "
NEW = "\n\tlabel VARCHAR NOT NULL, \n\tnonce VARCHAR, "
OF_LABELS = ", \n\tCONSTRAINT uq_ballot_round_id_label UNIQUE (round_id, label)" + "".join(
    f", \n\tCONSTRAINT {name} CHECK ({condition})" for name, condition in CHECKS.items()
)
OLD_COLUMNS = "id, round_id, person_id, channel, version, receipt_digest, cast_at"


def upgrade() -> None:
    _drop_lost()
    if _is_sqlite():
        _rebuild(lambda sql: re.sub(r"\n\)$", f"{OF_LABELS}\n)", sql.replace(FIRST, NEW + FIRST, 1)))
    else:
        _add_columns()
    _make_tables()
    _make_lost("label")
    _keep()
    # Ballots from before the log have no leaf: its first head counts them.
    op.execute(
        "INSERT INTO urn_head (round_id, size, ballots, root, kinds, at) "  # noqa: S608
        f"SELECT board_id, 0, found, '{EMPTY_ROOT}', '{{}}', CURRENT_TIMESTAMP FROM (SELECT board_id, "
        "(SELECT count(*) FROM ballot WHERE round_id = board_id) + "
        "(SELECT count(*) FROM urn_ballot WHERE round_id = board_id) AS found "
        "FROM budget_round WHERE source = 'held') AS counted WHERE found > 0"
    )


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _add_columns() -> None:
    op.add_column("ballot", sa.Column("label", sa.String(), nullable=True))
    op.add_column("ballot", sa.Column("nonce", sa.String(), nullable=True))
    # An urn may be half sealed: its ballots change no more, but for this.
    op.execute("ALTER TABLE ballot DISABLE TRIGGER USER")
    op.execute("UPDATE ballot SET label = receipt_digest")
    op.execute("ALTER TABLE ballot ENABLE TRIGGER USER")
    op.alter_column("ballot", "label", existing_type=sa.String(), nullable=False)
    op.create_unique_constraint("uq_ballot_round_id_label", "ballot", ["round_id", "label"])
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "ballot", condition)


def _rebuild(change: Callable[[str], str]) -> None:
    """Change the statement that made the table: batch mode would lose AUTOINCREMENT."""
    bind = op.get_bind()
    named = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'ballot' AND sql <> ''"
    made = {row.name: row.sql for row in bind.exec_driver_sql(named)}
    old = made.pop("ballot")
    sql = change(old)
    columns = OLD_COLUMNS if "label" in old else f"{OLD_COLUMNS}, label"
    values = OLD_COLUMNS if "label" in old else f"{OLD_COLUMNS}, receipt_digest"
    bind.exec_driver_sql(re.sub(r'^CREATE TABLE "?\w+"?', "CREATE TABLE new_ballot", sql))
    bind.exec_driver_sql(f"INSERT INTO new_ballot ({columns}) SELECT {values} FROM ballot")  # noqa: S608
    bind.exec_driver_sql("DROP TABLE ballot")
    bind.exec_driver_sql("ALTER TABLE new_ballot RENAME TO ballot")
    for statement in made.values():
        bind.exec_driver_sql(statement)


def _make_tables() -> None:
    op.create_table(
        "urn_leaf",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("receipt_digest", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_urn_leaf_kind")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_urn_leaf_number")),
        sa.CheckConstraint("length(commitment) = 64", name=op.f("ck_urn_leaf_commitment_length")),
        sa.CheckConstraint("length(receipt_digest) = 64", name=op.f("ck_urn_leaf_receipt_digest_length")),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_urn_leaf_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urn_leaf")),
        sa.UniqueConstraint("round_id", "commitment", name=op.f("uq_urn_leaf_round_id_commitment")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_urn_leaf_pending", "urn_leaf", ["round_id"], sqlite_where=PENDING, postgresql_where=PENDING
    )
    for column in ("number", "receipt_digest"):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"uq_urn_leaf_{column}",
            "urn_leaf",
            ["round_id", column],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_table(
        "urn_block",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_urn_block_number")),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_urn_block_root_length")),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_urn_block_round_id")),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_urn_block")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "urn_head",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0 AND ballots >= 0", name=op.f("ck_urn_head_counts")),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_urn_head_root_length")),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_urn_head_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urn_head")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_urn_head_round_id"), "urn_head", ["round_id"])


def _keep() -> None:
    for name, table, statement, refused in KEPT:
        if _is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        else:
            _refuse(name, table, statement, refused, REFUSED)


def _refuse(name: str, table: str, statement: str, refused: str, said: str) -> None:
    op.execute(
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
    )


def _make_lost(column: str) -> None:
    """Refuse that a ballot goes while its urn is being sealed, unless it is in the urn under this column."""
    said = "the urn of this round is being sealed"
    for name, (table, inside) in LOST.items():
        refused = (
            "EXISTS (SELECT 1 FROM budget_round WHERE board_id IN (OLD.round_id)"  # noqa: S608
            f" AND sealing_count IS NOT NULL) AND NOT EXISTS ({inside.format(name=column)})"
        )
        if _is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE DELETE ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        else:
            _refuse(name, table, "DELETE", refused, said)


def _drop_lost() -> None:
    for name, (table, _) in LOST.items():
        _drop(name, table)


def _drop(name: str, table: str) -> None:
    op.execute(f"DROP TRIGGER {name}" + ("" if _is_sqlite() else f" ON {table}"))
    if not _is_sqlite():
        op.execute(f"DROP FUNCTION refuse_{name}()")


def downgrade() -> None:
    """Ballots that are named otherwise than by their receipts get that name in the urn."""
    for name, table, *_ in KEPT:
        _drop(name, table)
    op.drop_table("urn_head")
    op.drop_table("urn_block")
    op.drop_table("urn_leaf")
    _drop_lost()
    if _is_sqlite():
        _rebuild(lambda sql: sql.replace(NEW, "").replace(OF_LABELS, ""))
    else:
        op.drop_column("ballot", "nonce")
        op.drop_column("ballot", "label")
    _make_lost("receipt_digest")
