"""add draw corrections: a public draw that was typed wrongly is put right once, by two officials, before the count"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KINDS = (
    "'published','phase','step_back','dates','suspended','resumed','cancelled','erratum','extended','draw'"
)
ADDED = ("draw_correction", "draw_corrected", "draw_kept")
EVENT = sa.table("round_event", sa.column("kind"))
ROUND = "SELECT 1 FROM budget_round WHERE board_id"
BEFORE = "(phase <> 'counting' OR digest IS NULL OR source <> 'held'"
SAID = ("round_id", "drawn_by_id", "words", "seed", "occasion", "witnesses", "reason", "entered_by_id")
SIGNED = (
    "SELECT 1 FROM draw_correction WHERE round_id = OLD.board_id AND state = 'signed' AND seed = NEW.tie_seed"
)
OLD_DRAW = (
    ("public_draw", "INSERT", f"{BEFORE})"),
    ("public_draw", "UPDATE", "TRUE"),
    ("public_draw", "DELETE", "TRUE"),
)


def _refusals(differs: str) -> tuple[tuple[str, str, str], ...]:
    """Of each: the table, what is refused, and when."""
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in SAID)
    return (
        # The first entry is the round's seed; a later one becomes it when it is signed.
        ("public_draw", "INSERT", f"{BEFORE} OR tie_seed {differs} NEW.seed)"),
        ("public_draw", "UPDATE", "TRUE"),
        ("public_draw", "DELETE", "TRUE"),
        ("draw_correction", "INSERT", f"{BEFORE} OR NEW.state <> 'open')"),
        ("draw_correction", "UPDATE", f"{BEFORE} OR OLD.state <> 'open' OR {changed})"),
        ("draw_correction", "DELETE", "TRUE"),
    )


def _add_refusals(refusals: tuple[tuple[str, str, str], ...]) -> None:
    for table, what, when in refusals:
        name = f"{table}_{what.lower()}_around_draw"
        rows = {"INSERT": "NEW.round_id", "DELETE": "OLD.round_id"}.get(what, "NEW.round_id, OLD.round_id")
        refused, said = f"EXISTS ({ROUND} IN ({rows}) AND {when})", "the lots of this round are drawn"
        if op.get_context().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{said}, or cannot be drawn now'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refused} "
            f"THEN RAISE EXCEPTION '{said}, or cannot be drawn now' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {'OLD' if what == 'DELETE' else 'NEW'}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _drop_refusals(refusals: tuple[tuple[str, str, str], ...]) -> None:
    on_table = op.get_context().dialect.name != "sqlite"
    for table, what, _ in refusals:
        name = f"{table}_{what.lower()}_around_draw"
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if on_table else ""))
        if on_table:
            op.execute(f"DROP FUNCTION {name}()")


def _keep_seed() -> None:
    """Once there is a seed, only a signed correction changes it, and only before the count."""
    refused = (
        "OLD.source = 'held' AND OLD.tie_seed IS NOT NULL AND {differs} "
        f"AND NOT (OLD.phase = 'counting' AND NEW.phase = 'counting' AND EXISTS ({SIGNED}))"
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER budget_round_reseeded BEFORE UPDATE OF tie_seed ON budget_round "
            f"WHEN {refused.format(differs='OLD.tie_seed IS NOT NEW.tie_seed')} "
            "BEGIN SELECT RAISE(ABORT, 'the seed of this round is drawn'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION keep_drawn_seed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused.format(differs='OLD.tie_seed IS DISTINCT FROM NEW.tie_seed')} "
        "THEN RAISE EXCEPTION 'the seed of this round is drawn' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER budget_round_reseeded BEFORE UPDATE OF tie_seed ON budget_round FOR EACH ROW "
        "EXECUTE FUNCTION keep_drawn_seed()"
    )


def _set_kinds(kinds: str) -> None:
    with op.batch_alter_table("round_event", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_round_event_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_round_event_kind"), f"kind IN ({kinds})")


def _add_table() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "draw_correction",
        sa.Column("id", big_id, autoincrement=True, nullable=False),
        sa.Column("round_id", big_id, nullable=False),
        sa.Column("drawn_by_id", big_id, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("witnesses", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered_by_id", big_id, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("settled_by_id", big_id, nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open','signed','refused')", name=op.f("ck_draw_correction_state")),
        sa.CheckConstraint("length(words) BETWEEN 4 AND 200", name=op.f("ck_draw_correction_words_length")),
        sa.CheckConstraint("length(seed) = 64", name=op.f("ck_draw_correction_seed_length")),
        sa.CheckConstraint(
            "length(occasion) BETWEEN 1 AND 300", name=op.f("ck_draw_correction_occasion_length")
        ),
        sa.CheckConstraint(
            "length(witnesses) BETWEEN 1 AND 300", name=op.f("ck_draw_correction_witnesses_length")
        ),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_draw_correction_reason_length")),
        sa.CheckConstraint(
            "(state = 'open') = (settled_by_id IS NULL)", name=op.f("ck_draw_correction_settled_by_somebody")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)", name=op.f("ck_draw_correction_settled_has_time")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (answer IS NOT NULL)", name=op.f("ck_draw_correction_refused_has_answer")
        ),
        sa.CheckConstraint(
            "state <> 'signed' OR (settled_by_id <> entered_by_id AND settled_by_id <> drawn_by_id)",
            name=op.f("ck_draw_correction_signer"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_draw_correction_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_draw_correction_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "drawn_by_id"],
            ["public_draw.round_id", "public_draw.entered_by_id"],
            name=op.f("fk_draw_correction_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_correction")),
    )
    op.create_index(
        "uq_draw_correction_standing",
        "draw_correction",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('open','signed')"),
        postgresql_where=sa.text("state IN ('open','signed')"),
    )


def upgrade() -> None:
    _drop_refusals(OLD_DRAW)
    with op.batch_alter_table("public_draw", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_public_draw_round_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            op.f("fk_public_draw_round_id"), "budget_round", ["round_id"], ["board_id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_public_draw_round_id_entered_by_id"), ["round_id", "entered_by_id"]
        )
    op.drop_index("uq_budget_round_tie_seed", table_name="budget_round")
    _add_table()
    _set_kinds(", ".join([KINDS, *(f"'{kind}'" for kind in ADDED)]))
    is_sqlite = op.get_context().dialect.name == "sqlite"
    _add_refusals(_refusals("IS NOT" if is_sqlite else "IS DISTINCT FROM"))
    _keep_seed()


def downgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    op.execute("DROP TRIGGER budget_round_reseeded" + ("" if is_sqlite else " ON budget_round"))
    if not is_sqlite:
        op.execute("DROP FUNCTION keep_drawn_seed()")
    _drop_refusals(_refusals(""))
    # What was there before knows one entry: the one that the lots are drawn with.
    signed = "FROM draw_correction WHERE draw_correction.round_id = public_draw.round_id AND state = 'signed'"
    taken = ", ".join(
        f"{name} = (SELECT draw_correction.{name} {signed})"
        for name in ("words", "seed", "occasion", "witnesses")
    )
    op.execute(f"UPDATE public_draw SET {taken} WHERE EXISTS (SELECT 1 {signed})")  # noqa: S608
    op.drop_table("draw_correction")
    op.execute(EVENT.delete().where(EVENT.c.kind.in_(ADDED)))
    _set_kinds(KINDS)
    op.create_index("uq_budget_round_tie_seed", "budget_round", ["board_id", "tie_seed"], unique=True)
    with op.batch_alter_table("public_draw", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_public_draw_round_id_entered_by_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_public_draw_round_id"), type_="foreignkey")
        batch_op.create_foreign_key(
            op.f("fk_public_draw_round_id"), "budget_round", ["round_id", "seed"], ["board_id", "tie_seed"]
        )
    _add_refusals(OLD_DRAW)
