"""add sent sheets"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sent_sheet",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("board_id", BIG_ID, nullable=False),
        sa.Column("sent_by_id", BIG_ID, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(file_name) BETWEEN 1 AND 100", name=op.f("ck_sent_sheet_file_name_length")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_sent_sheet_board_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_sent_sheet_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_sheet")),
    )
    op.create_index("ix_sent_sheet_sent_at", "sent_sheet", ["sent_at"])


def downgrade() -> None:
    op.drop_table("sent_sheet")
