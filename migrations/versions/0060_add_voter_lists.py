"""add lists of eligible people, and the key under which the number of a person is digested"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SINCE_FREEZE = ("preview", "voting", "counting", "provisional", "final", "implementing")
FROZEN = ", ".join(f"'{phase}'" for phase in SINCE_FREEZE)
FIXED = "the list belongs to a frozen round"
NAMES_SOMEBODY = "number_digest IS NOT NULL OR name_code_digest IS NOT NULL"
# Both databases write it in their own way.
SAME, OTHER = "{same}", "{other}"
KEPT = " AND ".join(f"OLD.{name} {SAME} NEW.{name}" for name in ("id", "list_id", "village", "voter_class"))
RENEWED = (
    f"OLD.key_id IS NOT NULL AND NEW.key_id IS NOT NULL AND OLD.key_id {OTHER} NEW.key_id"
    f" AND OLD.line_no {SAME} NEW.line_no AND OLD.birth_year {SAME} NEW.birth_year"
    " AND (OLD.number_digest IS NULL) = (NEW.number_digest IS NULL)"
    " AND (OLD.name_code_digest IS NULL) = (NEW.name_code_digest IS NULL)"
)
# A list is never erased before its rounds are over, and never filled again.
ERASED = (
    "NEW.key_id IS NULL AND NEW.number_digest IS NULL AND NEW.name_code_digest IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM round_voter_list JOIN budget_round ON board_id = round_id"
    " WHERE list_id = OLD.list_id AND cancelled_at IS NULL AND phase NOT IN ('final', 'implementing'))"
)
CHANGED = f"NOT (({KEPT}) AND (({RENEWED}) OR ({ERASED})))"
SAME_LIST = " AND ".join(
    f"OLD.{name} {SAME} NEW.{name}"
    for name in ("id", "local_government_code", "lines", "loaded_by_id", "loaded_at")
)
RENAMED = f"NOT ({SAME_LIST} AND (NEW.state = OLD.state OR NEW.state = 'erased'))"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE person ADD COLUMN identity_key_id VARCHAR CONSTRAINT ck_person_identity_key_id "
        "CHECK ((identity_digest IS NULL) = (identity_key_id IS NULL))"
    )
    _make_lists()
    _make_lines()
    _make_uses()
    _fix("voter_list_changed", "voter_list", "UPDATE", "id", RENAMED)
    _fix("voter_list_line_added", "voter_list_line", "INSERT", "list_id", "")
    _fix("voter_list_line_changed", "voter_list_line", "UPDATE", "list_id", CHANGED)
    _fix("voter_list_line_removed", "voter_list_line", "DELETE", "list_id", "")
    for name, what in (("added", "INSERT"), ("removed", "DELETE"), ("changed", "UPDATE")):
        _freeze(name, what)


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _make_lists() -> None:
    op.create_table(
        "voter_list",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("local_government_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("lines", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("twice", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problems", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("loaded_by_id", BIG_ID, nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.Column("heard_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('reading','refused','draft','active','erased')", name=op.f("ck_voter_list_state")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_voter_list_name_length")),
        sa.CheckConstraint("lines >= 0 AND refused >= 0 AND twice >= 0", name=op.f("ck_voter_list_counts")),
        sa.ForeignKeyConstraint(
            ["local_government_code"],
            ["local_government.code"],
            name=op.f("fk_voter_list_local_government_code"),
        ),
        sa.ForeignKeyConstraint(["loaded_by_id"], ["account.id"], name=op.f("fk_voter_list_loaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter_list")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_voter_list_local_government_code", "voter_list", ["local_government_code", "id"])


def _make_lines() -> None:
    op.create_table(
        "voter_list_line",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("list_id", BIG_ID, nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=True),
        sa.Column("number_digest", sa.String(), nullable=True),
        sa.Column("name_code_digest", sa.String(), nullable=True),
        sa.Column("house_digest", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("village", sa.Integer(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("voter_class", sa.String(), server_default="registered", nullable=False),
        sa.CheckConstraint(
            f"(key_id IS NOT NULL AND line_no IS NOT NULL AND ({NAMES_SOMEBODY})) OR (key_id IS NULL AND"
            " line_no IS NULL AND number_digest IS NULL AND name_code_digest IS NULL AND house_digest IS NULL"
            " AND birth_year IS NULL)",
            name=op.f("ck_voter_list_line_names_somebody"),
        ),
        sa.CheckConstraint("village BETWEEN 1 AND 99", name=op.f("ck_voter_list_line_village")),
        sa.CheckConstraint(
            "voter_class IN ('registered','lives_here','visitor')",
            name=op.f("ck_voter_list_line_voter_class"),
        ),
        sa.ForeignKeyConstraint(["list_id"], ["voter_list.id"], name=op.f("fk_voter_list_line_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter_list_line")),
        sa.UniqueConstraint(
            "list_id", "number_digest", name=op.f("uq_voter_list_line_list_id_number_digest")
        ),
        sa.UniqueConstraint(
            "list_id", "name_code_digest", name=op.f("uq_voter_list_line_list_id_name_code_digest")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_voter_list_line_key_id", "voter_list_line", ["key_id", "id"])


def _make_uses() -> None:
    op.create_table(
        "round_voter_list",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("list_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_round_voter_list_round_id")
        ),
        sa.ForeignKeyConstraint(["list_id"], ["voter_list.id"], name=op.f("fk_round_voter_list_list_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_voter_list")),
    )
    op.create_index("ix_round_voter_list_list_id", "round_voter_list", ["list_id"])


def _fix(name: str, table: str, what: str, column: str, refused: str) -> None:
    """Refuse a change of a list that a frozen round has. column: that holds the list. refused: "" for all."""
    row = "NEW" if what == "INSERT" else "OLD"
    is_used = (
        "EXISTS (SELECT 1 FROM round_voter_list JOIN budget_round ON board_id = round_id "  # noqa: S608
        f"WHERE list_id = {row}.{column} AND source = 'held' AND phase IN ({FROZEN}))"
    )
    same, other = ("IS", "IS NOT") if _is_sqlite() else ("IS NOT DISTINCT FROM", "IS DISTINCT FROM")
    condition = (refused or "true").format(same=same, other=other)
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {is_used} AND ({condition}) "
            f"BEGIN SELECT RAISE(ABORT, '{FIXED}'); END"
        )
        return
    given = "OLD" if what == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        f"PERFORM 1 FROM budget_round WHERE board_id IN "
        f"(SELECT round_id FROM round_voter_list WHERE list_id = {row}.{column}) FOR SHARE; "
        f"IF {is_used} AND ({condition}) THEN RAISE EXCEPTION '{FIXED}' USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN {given}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
    )


def _freeze(name: str, what: str) -> None:
    if not _is_sqlite():
        op.execute(
            f"CREATE TRIGGER round_voter_list_{name} BEFORE {what} ON round_voter_list FOR EACH ROW "
            f"EXECUTE FUNCTION refuse_when_frozen('{','.join(SINCE_FREEZE)}')"
        )
        return
    rows = {"INSERT": "NEW.round_id", "DELETE": "OLD.round_id"}.get(what, "NEW.round_id, OLD.round_id")
    op.execute(
        f"CREATE TRIGGER round_voter_list_{name} BEFORE {what} ON round_voter_list WHEN EXISTS (SELECT 1 FROM "  # noqa: S608
        f"budget_round WHERE board_id IN ({rows}) AND source = 'held' AND phase IN ({FROZEN})) "
        f"BEGIN SELECT RAISE(ABORT, 'the round is frozen'); END"
    )


def downgrade() -> None:
    op.drop_table("round_voter_list")
    op.drop_table("voter_list_line")
    op.drop_table("voter_list")
    if not _is_sqlite():
        for name in ("list_changed", "list_line_added", "list_line_changed", "list_line_removed"):
            op.execute(f"DROP FUNCTION refuse_voter_{name}()")
    op.drop_column("person", "identity_key_id")
