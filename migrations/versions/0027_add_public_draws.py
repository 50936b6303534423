"""add public draws: what a draw in front of people gave, and from then on no paper and no line of the roll changes"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KINDS = "'published','phase','step_back','dates','suspended','resumed','cancelled','erratum','extended'"
EVENT = sa.table("round_event", sa.column("kind"))
ROUND = "SELECT 1 FROM budget_round WHERE board_id"
# Of each: the table, what is refused, and when.
REFUSED = (
    ("public_draw", "INSERT", "(phase <> 'counting' OR digest IS NULL OR source <> 'held')"),
    ("public_draw", "UPDATE", "TRUE"),
    ("public_draw", "DELETE", "TRUE"),
    *(
        (table, what, "tie_seed IS NOT NULL AND source = 'held'")
        for table, whats in (
            ("paper_ballot", ("INSERT", "UPDATE")),
            ("paper_ballot_line", ("INSERT",)),
            ("voter_roll", ("INSERT", "DELETE")),
        )
        for what in whats
    ),
)


def _name(table: str, what: str) -> str:
    return f"{table}_{what.lower()}_around_draw"


def _rows(what: str) -> str:
    return {"INSERT": "NEW.round_id", "DELETE": "OLD.round_id"}.get(what, "NEW.round_id, OLD.round_id")


def _sqlite_up() -> None:
    for table, what, when in REFUSED:
        op.execute(
            f"CREATE TRIGGER {_name(table, what)} BEFORE {what} ON {table} "
            f"WHEN EXISTS ({ROUND} IN ({_rows(what)}) AND {when}) "
            "BEGIN SELECT RAISE(ABORT, 'the lots of this round are drawn, or cannot be drawn now'); END"
        )


def _postgresql_up() -> None:
    for table, what, when in REFUSED:
        name = _name(table, what)
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS ({ROUND} IN ({_rows(what)}) AND {when}) "
            "THEN RAISE EXCEPTION 'the lots of this round are drawn, or cannot be drawn now' "
            "USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {'OLD' if what == 'DELETE' else 'NEW'}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _set_kinds(kinds: str) -> None:
    with op.batch_alter_table("round_event", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_round_event_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_round_event_kind"), f"kind IN ({kinds})")


def upgrade() -> None:
    op.create_index("uq_budget_round_tie_seed", "budget_round", ["board_id", "tie_seed"], unique=True)
    op.create_table(
        "public_draw",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("witnesses", sa.String(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 4 AND 200", name=op.f("ck_public_draw_words_length")),
        sa.CheckConstraint("length(seed) = 64", name=op.f("ck_public_draw_seed_length")),
        sa.CheckConstraint("length(occasion) BETWEEN 1 AND 300", name=op.f("ck_public_draw_occasion_length")),
        sa.CheckConstraint(
            "length(witnesses) BETWEEN 1 AND 300", name=op.f("ck_public_draw_witnesses_length")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["account.id"], name=op.f("fk_public_draw_entered_by_id")),
        sa.ForeignKeyConstraint(
            ["round_id", "seed"],
            ["budget_round.board_id", "budget_round.tie_seed"],
            name=op.f("fk_public_draw_round_id"),
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_public_draw")),
    )
    _set_kinds(f"{KINDS},'draw'")
    if op.get_context().dialect.name == "sqlite":
        _sqlite_up()
    else:
        _postgresql_up()


def downgrade() -> None:
    on_table = op.get_context().dialect.name != "sqlite"
    for table, what, _ in REFUSED:
        name = _name(table, what)
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_table else ""))
        if on_table:
            op.execute(f"DROP FUNCTION {name}()")
    op.execute(EVENT.delete().where(EVENT.c.kind == "draw"))
    _set_kinds(KINDS)
    op.drop_table("public_draw")
    op.drop_index("uq_budget_round_tie_seed", table_name="budget_round")
