"""keep the key of pseudonyms, so that a new secret of the installation does not change them"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_key",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_kept_key")),
    )


def downgrade() -> None:
    op.drop_table("kept_key")
