"""add photos"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(position IS NULL) = (removed_at IS NOT NULL)", name=op.f("ck_photo_removed_has_no_position")
        ),
        sa.CheckConstraint("length(alt) BETWEEN 1 AND 200", name=op.f("ck_photo_alt_length")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_photo_digest_length")),
        sa.CheckConstraint("length(name) = 32", name=op.f("ck_photo_name_length")),
        sa.CheckConstraint("position BETWEEN 1 AND 4", name=op.f("ck_photo_position")),
        sa.CheckConstraint(
            "width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600", name=op.f("ck_photo_size")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_photo_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
        sa.UniqueConstraint("proposal_id", "position", name=op.f("uq_photo_proposal_id_position")),
    )
    op.create_table(
        "photo_file",
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("full", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_file_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_file")),
    )


def downgrade() -> None:
    op.drop_table("photo_file")
    op.drop_table("photo")
