"""add claims of lines of a list: who votes by which line of the round's list of eligible people, once each"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ELSEWHERE = (
    "NOT EXISTS (SELECT 1 FROM round_voter_list u JOIN voter_list_line l ON l.list_id = u.list_id"
    " WHERE u.round_id = NEW.round_id AND l.id = NEW.line_id)"
)
UNCLAIMED = (
    "NEW.door = 'list' AND NOT EXISTS"
    " (SELECT 1 FROM list_claim WHERE round_id = NEW.round_id AND person_id = NEW.person_id)"
)
# Names of triggers, and what each of them refuses.
KEPT = (
    ("list_claim_elsewhere", "list_claim", "INSERT", ELSEWHERE),
    ("list_claim_changed", "list_claim", "UPDATE", "1 = 1"),
    ("list_claim_removed", "list_claim", "DELETE", "1 = 1"),
    ("voter_roll_unclaimed", "voter_roll", "INSERT", UNCLAIMED),
)
REFUSED = "each line of a list is claimed once"


def upgrade() -> None:
    op.create_table(
        "list_claim",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("line_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_list_claim_round_id")),
        sa.ForeignKeyConstraint(["line_id"], ["voter_list_line.id"], name=op.f("fk_list_claim_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_list_claim_person_id")),
        sa.PrimaryKeyConstraint("round_id", "line_id", name=op.f("pk_list_claim")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_list_claim_round_id_person_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_list_claim_person_id", "list_claim", ["person_id"])
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
    op.drop_table("list_claim")
