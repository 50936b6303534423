"""sign paper tables: two officials fix how many papers were handed out, and from then on the roll takes none"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_ROLL = "(SELECT count(*) FROM voter_roll WHERE round_id = NEW.round_id AND channel = 'paper')"
SIGNED = "SELECT 1 FROM paper_table WHERE signed_by_id IS NOT NULL AND round_id = "
MISCOUNTED = f"NEW.signed_by_id IS NOT NULL AND NEW.papers <> {ON_ROLL}"
OPEN = f"NEW.channel = 'paper' AND NEW.roll_count > 0 AND NOT EXISTS ({SIGNED} NEW.round_id AND papers = NEW.roll_count)"
# Names of triggers, and what each of them refuses.
KEPT = (
    ("paper_table_miscounted", "paper_table", "INSERT", MISCOUNTED),
    ("paper_table_changed", "paper_table", "UPDATE", f"OLD.signed_by_id IS NOT NULL OR ({MISCOUNTED})"),
    ("paper_table_removed", "paper_table", "DELETE", "OLD.signed_by_id IS NOT NULL"),
    (
        "voter_roll_behind_table",
        "voter_roll",
        "INSERT",
        f"NEW.channel = 'paper' AND EXISTS ({SIGNED} NEW.round_id)",
    ),
    (
        "voter_roll_off_table",
        "voter_roll",
        "DELETE",
        f"OLD.channel = 'paper' AND EXISTS ({SIGNED} OLD.round_id)",
    ),
    ("urn_seal_open_table", "urn_seal", "INSERT", OPEN),
)
REFUSED = "the number of papers is signed, or is not signed yet"


def upgrade() -> None:
    op.create_table(
        "paper_table",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("stated_by_id", BIG_ID, nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", BIG_ID, nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("papers >= 0", name=op.f("ck_paper_table_papers")),
        sa.CheckConstraint("signed_by_id <> stated_by_id", name=op.f("ck_paper_table_two_officials")),
        sa.CheckConstraint(
            "(signed_by_id IS NULL) = (signed_at IS NULL)", name=op.f("ck_paper_table_signed_has_time")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_paper_table_round_id")
        ),
        sa.ForeignKeyConstraint(["stated_by_id"], ["account.id"], name=op.f("fk_paper_table_stated_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["account.id"], name=op.f("fk_paper_table_signed_by_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_paper_table")),
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
    for name, table, *_ in reversed(KEPT):
        op.execute(f"DROP TRIGGER {name}" + ("" if _is_sqlite() else f" ON {table}"))
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION refuse_{name}()")
    op.drop_table("paper_table")
