"""know which devices the owner of an account has confirmed by a mailed code"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Nobody has typed a code yet: the devices of before are known, and not confirmed.
    op.add_column("known_device", sa.Column("confirmed_at", MOMENT, nullable=True))
    op.add_column("login_session", sa.Column("device_digest", sa.String(), nullable=True))
    op.create_table(
        "device_code",
        sa.Column("session_id", BIG_ID, nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code_digest) = 64", name=op.f("ck_device_code_digest_length")),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_device_code_few_tries")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["login_session.id"],
            name=op.f("fk_device_code_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_device_code")),
    )


def downgrade() -> None:
    op.drop_table("device_code")
    op.drop_column("login_session", "device_digest")
    op.drop_column("known_device", "confirmed_at")
