"""drop the passwords of unconfirmed accounts, and remember which passwords are too short for officials"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ACCOUNT = sa.table(
    "account", sa.column("password_hash", sa.String()), sa.column("email_confirmed_at", sa.DateTime())
)


def upgrade() -> None:
    op.add_column(
        "account", sa.Column("has_short_password", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # Whoever registered an address chose its password. Its owner now chooses one behind the mailed link.
    op.execute(ACCOUNT.update().where(ACCOUNT.c.email_confirmed_at.is_(None)).values(password_hash=""))


def downgrade() -> None:
    op.drop_column("account", "has_short_password")
