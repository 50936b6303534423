"""keep the figures of fiscal years, and know by the proposal's own row whether it is answered"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The worker fills it within its first minute.
    op.create_table(
        "kept_figures",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.CheckConstraint("fiscal_year > 2500", name=op.f("ck_kept_figures_buddhist_era")),
        sa.PrimaryKeyConstraint("fiscal_year", "place_code", name=op.f("pk_kept_figures")),
    )


def downgrade() -> None:
    op.drop_table("kept_figures")
