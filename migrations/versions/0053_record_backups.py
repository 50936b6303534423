"""record when the last backup was made, and when one was last rehearsed"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('backup', 'rehearsal')", name=op.f("ck_backup_record_kind")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_backup_record")),
    )


def downgrade() -> None:
    op.drop_table("backup_record")
