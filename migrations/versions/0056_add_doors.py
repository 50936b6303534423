"""add doors: by which ways one may vote in a round, and by which one each voter on its roll came

Rounds from before had no word for it: papers were marked at a counter, and the web asked for an e-mail address.
"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOORS = "'thaid','counter','list','code','email'"
SINCE_FREEZE = ("preview", "voting", "counting", "provisional", "final", "implementing")
FROZEN = ", ".join(f"'{phase}'" for phase in SINCE_FREEZE)
REFUSALS = (("added", "INSERT"), ("removed", "DELETE"), ("changed", "UPDATE"))
REDOORED = (
    f"OLD.source = 'held' AND OLD.phase IN ({FROZEN}) AND NEW.phase IN ({FROZEN})"
    " AND (OLD.is_binding <> NEW.is_binding OR OLD.receipt_kind <> NEW.receipt_kind)"
)
UNPROVEN = "OLD.source <> 'declared' AND NEW.source = 'declared'"
CAME_BY = "CASE channel WHEN 'paper' THEN 'counter' ELSE 'email' END"
FIRST = "\n\tCONSTRAINT ck_"
NEW = (
    "\n\tdoor VARCHAR NOT NULL, \n\tvillage INTEGER, \n\tvoter_class VARCHAR DEFAULT 'registered' NOT NULL, "
)
CHECKS = {
    "ck_voter_roll_door": f"door IN ({DOORS})",
    "ck_voter_roll_village": "village BETWEEN 1 AND 99",
    "ck_voter_roll_voter_class": "voter_class IN ('registered','lives_here','visitor')",
}
OF_NEW = "".join(f", \n\tCONSTRAINT {name} CHECK ({condition})" for name, condition in CHECKS.items())
TO_ROUND = "FOREIGN KEY(round_id) REFERENCES budget_round (board_id)"
TO_DOOR = "FOREIGN KEY(round_id, door) REFERENCES round_door (round_id, door)"
OLD_COLUMNS = "id, round_id, person_id, channel, marked_by_id, form_key, marked_at"


def upgrade() -> None:
    _add_to_rounds()
    op.execute(
        "ALTER TABLE residence ADD COLUMN source VARCHAR DEFAULT 'declared' NOT NULL CONSTRAINT"
        " ck_residence_source CHECK (source IN ('declared','thaid','counter','list'))"
    )
    _make_doors()
    if _is_sqlite():
        _rebuild_roll(_with_doors)
    else:
        _add_to_roll()
    for name, what in REFUSALS:
        _freeze(name, what)
    _refuse("budget_round_redoored", "budget_round", REDOORED, "the round is frozen")
    _refuse("residence_unproven", "residence", UNPROVEN, "the residence of this person is proven")


def _is_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _add_to_rounds() -> None:
    op.add_column(
        "budget_round", sa.Column("is_binding", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "ALTER TABLE budget_round ADD COLUMN receipt_kind VARCHAR DEFAULT 'findable' NOT NULL CONSTRAINT"
        " ck_budget_round_receipt_kind CHECK (receipt_kind IN ('inclusion','findable'))"
    )
    op.create_index(
        "uq_budget_round_board_id_is_binding", "budget_round", ["board_id", "is_binding"], unique=True
    )


def _make_doors() -> None:
    op.create_table(
        "round_door",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("is_binding", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"door IN ({DOORS})", name=op.f("ck_round_door_door")),
        sa.CheckConstraint(
            "NOT (is_binding AND door = 'email')", name=op.f("ck_round_door_binding_without_email")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "is_binding"],
            ["budget_round.board_id", "budget_round.is_binding"],
            name=op.f("fk_round_door_round_id"),
        ),
        sa.PrimaryKeyConstraint("round_id", "door", name=op.f("pk_round_door")),
        sqlite_with_rowid=False,
    )
    for door in ("counter", "email"):
        op.execute(
            "INSERT INTO round_door (round_id, door, is_binding) "  # noqa: S608
            f"SELECT board_id, '{door}', is_binding FROM budget_round WHERE source = 'held'"
        )


def _add_to_roll() -> None:
    op.add_column("voter_roll", sa.Column("door", sa.String(), nullable=True))
    op.add_column("voter_roll", sa.Column("village", sa.Integer(), nullable=True))
    op.add_column(
        "voter_roll", sa.Column("voter_class", sa.String(), server_default="registered", nullable=False)
    )
    # Lines never change, but for this.
    op.execute("ALTER TABLE voter_roll DISABLE TRIGGER USER")
    op.execute(f"UPDATE voter_roll SET door = {CAME_BY}")  # noqa: S608
    op.execute("ALTER TABLE voter_roll ENABLE TRIGGER USER")
    op.alter_column("voter_roll", "door", existing_type=sa.String(), nullable=False)
    op.execute("ALTER TABLE voter_roll DROP CONSTRAINT fk_voter_roll_round_id")
    op.execute(f"ALTER TABLE voter_roll ADD CONSTRAINT fk_voter_roll_round_id {TO_DOOR}")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "voter_roll", condition)


def _with_doors(sql: str) -> str:
    return re.sub(r"\n\)$", f"{OF_NEW}\n)", sql.replace(FIRST, NEW + FIRST, 1).replace(TO_ROUND, TO_DOOR))


def _without_doors(sql: str) -> str:
    return sql.replace(NEW, "").replace(OF_NEW, "").replace(TO_DOOR, TO_ROUND)


def _rebuild_roll(change: Callable[[str], str]) -> None:
    """Change the statement that made the table: batch mode would lose its triggers and AUTOINCREMENT."""
    bind = op.get_bind()
    named = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'voter_roll' AND sql <> ''"
    made = {row.name: row.sql for row in bind.exec_driver_sql(named)}
    old = made.pop("voter_roll")
    columns, values = OLD_COLUMNS, OLD_COLUMNS
    if "door" not in old:
        columns, values = f"{OLD_COLUMNS}, door", f"{OLD_COLUMNS}, {CAME_BY}"
    bind.exec_driver_sql(re.sub(r'^CREATE TABLE "?\w+"?', "CREATE TABLE new_voter_roll", change(old)))
    bind.exec_driver_sql(f"INSERT INTO new_voter_roll ({columns}) SELECT {values} FROM voter_roll")  # noqa: S608
    bind.exec_driver_sql("DROP TABLE voter_roll")
    bind.exec_driver_sql("ALTER TABLE new_voter_roll RENAME TO voter_roll")
    for statement in made.values():
        bind.exec_driver_sql(statement)


def _freeze(name: str, what: str) -> None:
    if not _is_sqlite():
        op.execute(
            f"CREATE TRIGGER round_door_{name} BEFORE {what} ON round_door FOR EACH ROW "
            f"EXECUTE FUNCTION refuse_when_frozen('{','.join(SINCE_FREEZE)}')"
        )
        return
    rows = {"INSERT": "NEW.round_id", "DELETE": "OLD.round_id"}.get(what, "NEW.round_id, OLD.round_id")
    op.execute(
        f"CREATE TRIGGER round_door_{name} BEFORE {what} ON round_door WHEN EXISTS (SELECT 1 FROM budget_round "  # noqa: S608
        f"WHERE board_id IN ({rows}) AND source = 'held' AND phase IN ({FROZEN})) "
        f"BEGIN SELECT RAISE(ABORT, 'the round is frozen'); END"
    )


def _refuse(name: str, table: str, refused: str, said: str) -> None:
    """Refuse updates of a table where a condition holds."""
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
    )


def _drop(name: str, table: str) -> None:
    op.execute(f"DROP TRIGGER {name}" + ("" if _is_sqlite() else f" ON {table}"))
    if not _is_sqlite():
        op.execute(f"DROP FUNCTION refuse_{name}()")


def downgrade() -> None:
    _drop("residence_unproven", "residence")
    _drop("budget_round_redoored", "budget_round")
    if _is_sqlite():
        _rebuild_roll(_without_doors)
    else:
        op.execute("ALTER TABLE voter_roll DROP CONSTRAINT fk_voter_roll_round_id")
        op.execute(f"ALTER TABLE voter_roll ADD CONSTRAINT fk_voter_roll_round_id {TO_ROUND}")
        for column in ("door", "village", "voter_class"):
            op.drop_column("voter_roll", column)
    op.drop_table("round_door")
    op.drop_column("residence", "source")
    op.drop_index("uq_budget_round_board_id_is_binding", "budget_round")
    op.drop_column("budget_round", "receipt_kind")
    op.drop_column("budget_round", "is_binding")
