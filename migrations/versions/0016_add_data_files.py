"""add data files"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_file",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("format IN ('csv', 'jsonl')", name=op.f("ck_data_file_format")),
        sa.CheckConstraint("row_count >= 0 AND size_bytes >= 0", name=op.f("ck_data_file_counts")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_data_file_digest_length")),
        sa.CheckConstraint("changed_at <= made_at", name=op.f("ck_data_file_changed_before_made")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_file")),
        sa.UniqueConstraint("dataset", "format", "made_on", name=op.f("uq_data_file_dataset_format_made_on")),
    )
    with op.batch_alter_table("data_file", schema=None) as batch_op:
        batch_op.create_index("ix_data_file_made_on", ["made_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("data_file", schema=None) as batch_op:
        batch_op.drop_index("ix_data_file_made_on")

    op.drop_table("data_file")
