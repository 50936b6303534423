"""keep the photos of a refused form for a day"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "waiting_photo",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("sent_by_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("full", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 8", name=op.f("ck_waiting_photo_position")),
        sa.CheckConstraint(
            "width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600", name=op.f("ck_waiting_photo_size")
        ),
        sa.CheckConstraint("length(name) = 32", name=op.f("ck_waiting_photo_name_length")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_waiting_photo_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_photo")),
        sa.UniqueConstraint("sent_by_id", "position", name=op.f("uq_waiting_photo_sent_by_id_position")),
        sa.UniqueConstraint("name", name=op.f("uq_waiting_photo_name")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_waiting_photo_sent_at", "waiting_photo", ["sent_at"])


def downgrade() -> None:
    op.drop_table("waiting_photo")
