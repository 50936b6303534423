"""keep sessions and known devices as rows"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "login_session",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("session_number", sa.Integer(), nullable=False),
        sa.Column("key_digest", sa.String(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.CheckConstraint("length(key_digest) = 64", name=op.f("ck_login_session_digest_length")),
        sa.CheckConstraint("length(device) <= 60", name=op.f("ck_login_session_device_length")),
        sa.CheckConstraint("length(network) <= 50", name=op.f("ck_login_session_network_length")),
        sa.CheckConstraint("ends_at > begun_at", name=op.f("ck_login_session_ends_later")),
        sa.CheckConstraint("idle_minutes > 0", name=op.f("ck_login_session_some_minutes")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_login_session_key_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_login_session_account_id"), "login_session", ["account_id"])
    op.create_index(op.f("ix_login_session_ends_at"), "login_session", ["ends_at"])
    op.create_table(
        "known_device",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("secret_digest", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("known_since", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.CheckConstraint("length(secret_digest) = 64", name=op.f("ck_known_device_digest_length")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_device_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "secret_digest", name=op.f("pk_known_device")),
    )
    op.create_index(op.f("ix_known_device_seen_at"), "known_device", ["seen_at"])


def downgrade() -> None:
    op.drop_table("known_device")
    op.drop_table("login_session")
