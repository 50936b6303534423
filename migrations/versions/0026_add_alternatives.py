"""add what other rules would have funded"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_alternative",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("winners", sa.JSON(), nullable=False),
        sa.Column("spent_baht", sa.BigInteger(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_budget_alternative_position")),
        sa.CheckConstraint("spent_baht >= 0", name=op.f("ck_budget_alternative_spent_baht")),
        sa.CheckConstraint("voters >= 0", name=op.f("ck_budget_alternative_voters")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_result.round_id"], name=op.f("fk_budget_alternative_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_budget_alternative")),
    )


def downgrade() -> None:
    op.drop_table("budget_alternative")
