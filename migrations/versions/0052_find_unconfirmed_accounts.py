"""find the accounts that were never confirmed without reading all of them"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

UNCONFIRMED = sa.text("email_confirmed_at IS NULL AND erased_at IS NULL")
NAME = "ix_account_unconfirmed"


def upgrade() -> None:
    op.create_index(NAME, "account", ["id"], sqlite_where=UNCONFIRMED, postgresql_where=UNCONFIRMED)


def downgrade() -> None:
    op.drop_index(NAME, "account")
