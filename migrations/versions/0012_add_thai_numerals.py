"""add thai numerals"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: it would drop a table to which rows of others refer.
    op.add_column(
        "account", sa.Column("thai_numerals", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("account", "thai_numerals")
