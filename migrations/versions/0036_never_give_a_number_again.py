"""never give the number of a deleted row again: AUTOINCREMENT on SQLite, as sequences do on PostgreSQL"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# Names of tables, from the schema and from here, are put into statements.
# ruff: noqa: S608

PLAIN = "\tid INTEGER NOT NULL, "
# Numbers of rows that are gone, and that the audit log still names.
NAMED_IN_LOG = {
    "account": ("account",),
    "board": ("board", "round"),
    "proposal": ("proposal",),
    "comment": ("comment",),
    "api_token": ("token",),
}
# The numbers of sheets live on in the keys of the proposals that were made of them. How many sheets there
# were is not known; each of those that were imported made proposals.
AFTER_SHEETS = "SELECT coalesce(max(id), 0) + 1000 FROM proposal"


def upgrade() -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    for table, sql in tables_with(PLAIN):
        counting = sql.replace(PLAIN, counted(table)).replace(
            f"CONSTRAINT pk_{table} PRIMARY KEY (id)", "", 1
        )
        rebuild(table, re.sub(r"\n\t, ?|, \n\t(?=\n?\))", "", counting))
        start_after_all_that_were(table)


def downgrade() -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    for table, sql in tables_with("AUTOINCREMENT"):
        key = f"\n\tCONSTRAINT pk_{table} PRIMARY KEY (id), "
        first_constraint = re.search(r"\n\tCONSTRAINT |\n\)", sql)
        assert first_constraint, sql
        at = first_constraint.start()
        rebuild(table, (sql[:at] + key + sql[at:]).replace(counted(table), PLAIN))


def counted(table: str) -> str:
    """The column that AUTOINCREMENT numbers."""
    return f"\tid INTEGER NOT NULL CONSTRAINT pk_{table} PRIMARY KEY AUTOINCREMENT, "


def tables_with(words: str) -> list[tuple[str, str]]:
    """(name, statement that made it) of each table made with these words. The audit log counts by itself."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name <> 'audit_entry' "
            "AND instr(sql, :words) > 0 ORDER BY name"
        ),
        {"words": words},
    )
    return [(row.name, row.sql) for row in found]


def rebuild(table: str, sql: str) -> None:
    """Put a table made by `sql` in the place of one with the same columns: its rows, indexes and triggers stay."""
    bind = op.get_bind()
    belongings = list(
        bind.execute(
            sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type <> 'table' AND sql <> ''"),
            {"name": table},
        ).scalars()
    )
    columns = ", ".join(f'"{row.name}"' for row in bind.exec_driver_sql(f"PRAGMA table_info({table})"))
    bind.exec_driver_sql(re.sub(r'^CREATE TABLE "?\w+"?', f"CREATE TABLE new_{table}", sql))
    bind.exec_driver_sql(f"INSERT INTO new_{table} ({columns}) SELECT {columns} FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE new_{table} RENAME TO {table}")
    for statement in belongings:
        bind.exec_driver_sql(statement)


def start_after_all_that_were(table: str) -> None:
    """Let the next number come after those of rows that are gone, as far as somebody still knows them."""
    bind = op.get_bind()
    kinds = ", ".join(f"'{kind}'" for kind in NAMED_IN_LOG.get(table, ()))
    named = f"SELECT max(CAST(subject_id AS INTEGER)) FROM audit_entry WHERE subject_kind IN ({kinds})"
    last = bind.exec_driver_sql(AFTER_SHEETS if table == "sent_sheet" else named).scalar()
    bind.exec_driver_sql(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
    bind.exec_driver_sql(
        f"INSERT INTO sqlite_sequence SELECT '{table}', max(coalesce(max(id), 0), {last or 0}) FROM {table}"
    )
