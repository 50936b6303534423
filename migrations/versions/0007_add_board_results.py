"""add board_results"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_result",
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_result_board_id")),
        sa.PrimaryKeyConstraint("board_id", name=op.f("pk_board_result")),
    )
    op.create_table(
        "board_result_line",
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("tied", sa.Boolean(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rank >= 1 AND rank <= position", name=op.f("ck_board_result_line_rank")),
        sa.CheckConstraint("support_count >= 0", name=op.f("ck_board_result_line_support_count")),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board_result.board_id"], name=op.f("fk_board_result_line_board_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_board_result_line_proposal_id")
        ),
        sa.PrimaryKeyConstraint("board_id", "position", name=op.f("pk_board_result_line")),
        sa.UniqueConstraint(
            "board_id", "proposal_id", name=op.f("uq_board_result_line_board_id_proposal_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("board_result_line")
    op.drop_table("board_result")
