"""add notices, who follows which board, and who wants mail about it"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FILL_KEYS = {
    "sqlite": "UPDATE account SET notice_key = lower(hex(randomblob(16)))",
    "postgresql": "UPDATE account SET notice_key = replace(gen_random_uuid()::text, '-', '')",
}


def upgrade() -> None:
    _create_follows()
    _create_notices()
    # Not in batch mode: it would drop a table to which rows of others refer.
    op.add_column("account", sa.Column("notice_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("account", sa.Column("notice_key", sa.String(), nullable=True))
    op.execute(FILL_KEYS[op.get_bind().dialect.name])
    op.create_index(op.f("ix_account_notice_key"), "account", ["notice_key"], unique=True)
    op.add_column("outgoing_mail", sa.Column("unsubscribe_url", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing_mail", "unsubscribe_url")
    op.drop_index(op.f("ix_account_notice_key"), "account")
    op.drop_column("account", "notice_key")
    op.drop_column("account", "notice_mail")
    op.drop_table("notice")
    op.drop_table("board_follow")


def _create_follows() -> None:
    op.create_table(
        "board_follow",
        sa.Column("board_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_board_follow_account_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_follow_board_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_board_follow_person_id")),
        sa.PrimaryKeyConstraint("board_id", "person_id", name=op.f("pk_board_follow")),
    )
    op.create_index(op.f("ix_board_follow_account_id"), "board_follow", ["account_id"])


def _create_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_notice_title_length")),
        sa.CheckConstraint(
            "path LIKE '/%' AND path NOT LIKE '//%'", name=op.f("ck_notice_path_of_this_site")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_account_id_id", "notice", ["account_id", "id"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_notice_unread", "notice", ["account_id"], sqlite_where=unread, postgresql_where=unread
    )
