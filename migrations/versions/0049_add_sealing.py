"""add sealing: the move into the urn has counters, and alike rounds may be sealed; only imports are unique by digest"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

UNIQUE = "uq_budget_round_local_government_code_digest"
IMPORTED = "uq_budget_round_imported"
CHECKS = {
    "ck_budget_round_sealing_has_count": "(sealing_count IS NULL) = (sealed_count IS NULL)",
    "ck_budget_round_sealed_count": "sealed_count BETWEEN 0 AND sealing_count",
    "ck_budget_round_sealing_in_voting": "sealing_count IS NULL OR phase = 'voting'",
}
# What has begun goes on to its end: counters only rise, until the whole urn is sealed.
GOES_ON = (
    "(NEW.sealing_count IS NOT NULL AND NEW.sealing_count = OLD.sealing_count"
    " AND NEW.sealed_count >= OLD.sealed_count AND NEW.suspended_at IS NULL AND NEW.cancelled_at IS NULL)"
)
IS_DONE = (
    "(NEW.sealing_count IS NULL AND OLD.sealed_count = OLD.sealing_count AND NEW.phase = 'counting'"
    " AND NEW.digest IS NOT NULL AND NEW.ballot_count = OLD.sealing_count)"
)
LEFT = f"OLD.sealing_count IS NOT NULL AND NOT {GOES_ON} AND NOT {IS_DONE}"
REFUSED = "the urn of this round is being sealed"
IN_URN = {
    "ballot": "SELECT 1 FROM urn_ballot WHERE round_id = OLD.round_id AND label = OLD.receipt_digest",
    "ballot_line": (
        "SELECT 1 FROM ballot b JOIN urn_ballot u ON u.round_id = b.round_id AND u.label = b.receipt_digest"
        " JOIN urn_ballot_line l ON l.round_id = u.round_id AND l.ballot_number = u.number"
        " AND l.project_id = OLD.project_id AND l.position = OLD.position WHERE b.id = OLD.ballot_id"
    ),
}
# (name, table, statement, rows, what else must hold for the refusal)
KEPT = (
    ("ballot_cast_late", "ballot", "INSERT", "NEW.round_id", None),
    ("ballot_changed_late", "ballot", "UPDATE", "NEW.round_id, OLD.round_id", None),
    ("ballot_lost", "ballot", "DELETE", "OLD.round_id", f"NOT EXISTS ({IN_URN['ballot']})"),
    ("ballot_line_cast_late", "ballot_line", "INSERT", "NEW.round_id", None),
    ("ballot_line_changed_late", "ballot_line", "UPDATE", "NEW.round_id, OLD.round_id", None),
    ("ballot_line_lost", "ballot_line", "DELETE", "OLD.round_id", f"NOT EXISTS ({IN_URN['ballot_line']})"),
    ("voter_roll_joined_late", "voter_roll", "INSERT", "NEW.round_id", "NEW.channel = 'online'"),
    ("voter_roll_left_late", "voter_roll", "DELETE", "OLD.round_id", "OLD.channel = 'online'"),
)


def upgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    triggers = _triggers_of_rounds() if is_sqlite else []
    with op.batch_alter_table("budget_round") as batch_op:
        batch_op.add_column(sa.Column("sealing_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sealed_count", sa.Integer(), nullable=True))
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(name), condition)
        batch_op.drop_constraint(batch_op.f(UNIQUE), type_="unique")
    where = sa.text("source = 'imported'")
    op.create_index(
        IMPORTED,
        "budget_round",
        ["local_government_code", "digest"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    for trigger in triggers:
        op.execute(trigger)
    _sqlite_up() if is_sqlite else _postgresql_up()


def _triggers_of_rounds() -> list[str]:
    """The statements that made the triggers of the table, which a rebuilt table does not have."""
    made = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'budget_round'")
    return list(op.get_bind().execute(made).scalars())


def _sqlite_up() -> None:
    op.execute(
        f"CREATE TRIGGER budget_round_unsealed BEFORE UPDATE ON budget_round WHEN {LEFT} "
        "BEGIN SELECT RAISE(ABORT, 'the round does not allow this: unsealed'); END"
    )
    for name, table, statement, rows, also in KEPT:
        condition = f" AND {also}" if also else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN EXISTS (SELECT 1 FROM budget_round "  # noqa: S608
            f"WHERE board_id IN ({rows}) AND sealing_count IS NOT NULL){condition} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def _postgresql_up() -> None:
    op.execute(
        "CREATE TRIGGER budget_round_unsealed BEFORE UPDATE ON budget_round FOR EACH ROW "
        f"WHEN ({LEFT}) EXECUTE FUNCTION refuse_round_change()"
    )
    for name, table, statement, rows, also in KEPT:
        condition = f" AND {also}" if also else ""
        op.execute(
            f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
            f"IF EXISTS (SELECT 1 FROM budget_round WHERE board_id IN ({rows}) AND sealing_count IS NOT NULL)"
            f"{condition} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'check_violation'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION refuse_{name}()"
        )


def downgrade() -> None:
    """Raises IntegrityError where rounds of one municipality have the same digest."""
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for name, table, *_ in KEPT:
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION refuse_{name}()")
    op.execute("DROP TRIGGER budget_round_unsealed" + ("" if is_sqlite else " ON budget_round"))
    triggers = _triggers_of_rounds() if is_sqlite else []
    op.drop_index(IMPORTED, "budget_round")
    with op.batch_alter_table("budget_round") as batch_op:
        batch_op.create_unique_constraint(batch_op.f(UNIQUE), ["local_government_code", "digest"])
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(name), type_="check")
        batch_op.drop_column("sealed_count")
        batch_op.drop_column("sealing_count")
    for trigger in triggers:
        op.execute(trigger)
