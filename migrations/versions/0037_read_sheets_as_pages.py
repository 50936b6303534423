"""keep every visible page of a sent sheet, and which proposals came from which import"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHEET = sa.table(
    "sent_sheet",
    sa.column("id"),
    sa.column("header", sa.JSON()),
    sa.column("rows", sa.JSON()),
    sa.column("pages", sa.JSON()),
)


def upgrade() -> None:
    # Column by column: batch mode would lose AUTOINCREMENT.
    op.add_column("sent_sheet", sa.Column("shown", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sent_sheet", sa.Column("pages", sa.JSON(), nullable=False, server_default="[]"))
    bind = op.get_bind()
    for sheet in bind.execute(sa.select(SHEET.c.id, SHEET.c.header, SHEET.c.rows)).all():
        lines = [[number, cells, [], 1] for number, cells in enumerate([sheet.header, *sheet.rows], start=1)]
        pages = [{"name": None, "lines": lines, "hidden_lines": [], "hidden_columns": []}]
        bind.execute(SHEET.update().where(SHEET.c.id == sheet.id).values(pages=pages))
    op.drop_column("sent_sheet", "header")
    op.drop_column("sent_sheet", "rows")
    op.create_table(
        "sheet_import",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("board_id", BIG_ID, nullable=False),
        sa.Column("imported_by_id", BIG_ID, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "length(file_name) BETWEEN 1 AND 100", name=op.f("ck_sheet_import_file_name_length")
        ),
        sa.CheckConstraint("taken_back_at >= imported_at", name=op.f("ck_sheet_import_taken_back_later")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_sheet_import_board_id")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["account.id"], name=op.f("fk_sheet_import_imported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_import")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sheet_import_board_id", "sheet_import", ["board_id", "id"])
    op.create_table(
        "imported_proposal",
        sa.Column("proposal_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("import_id", BIG_ID, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("hands", sa.Integer(), nullable=True),
        sa.Column("proposer", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("line >= 1", name=op.f("ck_imported_proposal_line")),
        sa.CheckConstraint("hands >= 0", name=op.f("ck_imported_proposal_hands")),
        sa.CheckConstraint(
            "length(proposer) BETWEEN 1 AND 200", name=op.f("ck_imported_proposal_proposer_length")
        ),
        sa.CheckConstraint("length(note) BETWEEN 1 AND 2000", name=op.f("ck_imported_proposal_note_length")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_imported_proposal_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["sheet_import.id"], name=op.f("fk_imported_proposal_import_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_imported_proposal")),
    )
    op.create_index("ix_imported_proposal_import_id", "imported_proposal", ["import_id"])


def downgrade() -> None:
    op.drop_table("imported_proposal")
    op.drop_table("sheet_import")
    op.add_column("sent_sheet", sa.Column("header", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("sent_sheet", sa.Column("rows", sa.JSON(), nullable=False, server_default="[]"))
    # Sheets that wait are kept for a day and can be sent again.
    op.execute("DELETE FROM sent_sheet")
    op.drop_column("sent_sheet", "pages")
    op.drop_column("sent_sheet", "shown")
