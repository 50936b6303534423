"""remember what the machine's clock showed, where the database has none of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("boot", sa.String(), nullable=False),
        sa.Column("uptime_seconds", sa.Integer(), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_mark_only_one")),
        sa.CheckConstraint("length(boot) <= 100", name=op.f("ck_clock_mark_boot_length")),
        sa.CheckConstraint("uptime_seconds >= 0", name=op.f("ck_clock_mark_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_mark")),
    )


def downgrade() -> None:
    op.drop_table("clock_mark")
