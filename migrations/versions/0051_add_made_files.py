"""let exports, daily files and renditions lie in the database, where every machine reaches them"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COMPLETE = sa.text("is_complete")


def upgrade() -> None:
    op.create_table(
        "made_file",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_made_file_name_length")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_made_file_size_bytes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_file")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_made_file_name",
        "made_file",
        ["name"],
        unique=True,
        sqlite_where=COMPLETE,
        postgresql_where=COMPLETE,
    )
    op.create_table(
        "made_file_chunk",
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_made_file_chunk_number")),
        sa.CheckConstraint(
            "length(content) BETWEEN 1 AND 262144", name=op.f("ck_made_file_chunk_content_length")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["made_file.id"], name=op.f("fk_made_file_chunk_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_made_file_chunk")),
    )


def downgrade() -> None:
    op.drop_table("made_file_chunk")
    op.drop_table("made_file")
