"""add samples of a roll: lines that two officials look up in the house register, and what they found"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANNOUNCED = "'provisional','final','implementing'"
NOT_DUE = (
    "NOT EXISTS (SELECT 1 FROM budget_round WHERE board_id = NEW.round_id AND source = 'held'"  # noqa: S608
    f" AND phase IN ({ANNOUNCED}) AND tie_seed = NEW.seed)"
    " OR NEW.lines <> (SELECT count(*) FROM voter_roll WHERE round_id = NEW.round_id)"
)
ELSEWHERE = (
    "NOT EXISTS (SELECT 1 FROM voter_roll WHERE id = NEW.line_id AND round_id = NEW.round_id)"
    " OR NEW.outcome IS NOT NULL"
    " OR (SELECT count(*) FROM roll_sample_line WHERE round_id = NEW.round_id)"
    " >= (SELECT size FROM roll_sample WHERE round_id = NEW.round_id)"
)
MOVED = (
    "OLD.confirmed_by_id IS NOT NULL OR NEW.round_id <> OLD.round_id OR NEW.position <> OLD.position"
    " OR NEW.line_id <> OLD.line_id"
    # Whoever confirms, confirms what stood there, and is another person than the one who recorded it.
    " OR (NEW.confirmed_by_id IS NOT NULL AND (OLD.outcome IS NULL OR NEW.outcome <> OLD.outcome"
    " OR NEW.recorded_by_id <> OLD.recorded_by_id OR EXISTS (SELECT 1 FROM account AS one"
    " JOIN account AS other ON other.person_id = one.person_id"
    " WHERE one.id = NEW.confirmed_by_id AND other.id = NEW.recorded_by_id)))"
)
# Names of triggers, and what each of them refuses.
KEPT = (
    ("roll_sample_early", "roll_sample", "INSERT", NOT_DUE),
    ("roll_sample_changed", "roll_sample", "UPDATE", "1 = 1"),
    ("roll_sample_removed", "roll_sample", "DELETE", "1 = 1"),
    ("roll_sample_line_elsewhere", "roll_sample_line", "INSERT", ELSEWHERE),
    ("roll_sample_line_changed", "roll_sample_line", "UPDATE", MOVED),
    ("roll_sample_line_removed", "roll_sample_line", "DELETE", "1 = 1"),
)
REFUSED = "the sample of a roll is kept"


def upgrade() -> None:
    op.create_table(
        "roll_sample",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn_by_id", BIG_ID, nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND lines", name=op.f("ck_roll_sample_size")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_roll_sample_round_id")
        ),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["account.id"], name=op.f("fk_roll_sample_drawn_by_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_roll_sample")),
    )
    op.create_table(
        "roll_sample_line",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", BIG_ID, nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("recorded_by_id", BIG_ID, nullable=True),
        sa.Column("confirmed_by_id", BIG_ID, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("position >= 1", name=op.f("ck_roll_sample_line_position")),
        sa.CheckConstraint(
            "outcome IN ('right','wrong','not_found')", name=op.f("ck_roll_sample_line_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (recorded_by_id IS NULL)", name=op.f("ck_roll_sample_line_recorded")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (outcome IS NOT NULL AND confirmed_by_id <> recorded_by_id)",
            name=op.f("ck_roll_sample_line_two_people"),
        ),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_roll_sample_line_confirmed")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["roll_sample.round_id"], name=op.f("fk_roll_sample_line_round_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["voter_roll.id"], name=op.f("fk_roll_sample_line_line_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_roll_sample_line_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["account.id"], name=op.f("fk_roll_sample_line_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_roll_sample_line")),
        sa.UniqueConstraint("line_id", name=op.f("uq_roll_sample_line_line_id")),
        sqlite_with_rowid=False,
    )
    for name, table, statement, refused in KEPT:
        _refuse(name, table, statement, refused)


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _refuse(name: str, table: str, statement: str, refused: str) -> None:
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
    )


def downgrade() -> None:
    op.drop_table("roll_sample_line")
    op.drop_table("roll_sample")
    if not _is_sqlite():
        for name, *_ in KEPT:
            op.execute(f"DROP FUNCTION refuse_{name}()")
