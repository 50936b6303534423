"""add letterheads"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letterhead",
        sa.Column("local_government_code", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("number_prefix", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("signer_position", sa.String(), nullable=False),
        sa.Column("head_name", sa.String(), nullable=False),
        sa.Column("head_position", sa.String(), nullable=False),
        sa.Column("emblem", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(office) <= 200 AND length(number_prefix) <= 200 AND length(addressee) <= 200 AND "
            "length(signer_name) <= 200 AND length(signer_position) <= 200 AND "
            "length(head_name) <= 200 AND length(head_position) <= 200",
            name=op.f("ck_letterhead_text_length"),
        ),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_letterhead_changed_by_id")),
        sa.ForeignKeyConstraint(
            ["local_government_code"],
            ["local_government.code"],
            name=op.f("fk_letterhead_local_government_code"),
        ),
        sa.PrimaryKeyConstraint("local_government_code", name=op.f("pk_letterhead")),
    )


def downgrade() -> None:
    op.drop_table("letterhead")
