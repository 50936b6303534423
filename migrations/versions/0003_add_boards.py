"""add boards"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("local_government_code", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opened_by_official", sa.Boolean(), nullable=False),
        sa.Column("adopted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("proposal_count", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state IN ('closed', 'archived')) = (closed_at IS NOT NULL)",
            name=op.f("ck_board_closed_has_time"),
        ),
        sa.CheckConstraint("kind IN ('discussion', 'budget')", name=op.f("ck_board_kind")),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'archived')", name=op.f("ck_board_state")),
        sa.CheckConstraint(
            "(adopted_by_id IS NULL) = (adopted_at IS NULL)", name=op.f("ck_board_adopted_has_time")
        ),
        sa.CheckConstraint(
            "adopted_at IS NULL OR local_government_code IS NOT NULL", name=op.f("ck_board_adopted_has_place")
        ),
        sa.CheckConstraint(
            "kind = 'budget' OR opened_by_id IS NOT NULL", name=op.f("ck_board_opened_by_somebody")
        ),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 160", name=op.f("ck_board_title_length")),
        sa.CheckConstraint("proposal_count BETWEEN 0 AND last_number", name=op.f("ck_board_proposal_count")),
        sa.ForeignKeyConstraint(["adopted_by_id"], ["account.id"], name=op.f("fk_board_adopted_by_id")),
        sa.ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
            name=op.f("fk_board_local_government_code"),
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_board_opened_by_id")),
        sa.ForeignKeyConstraint(["province_code"], ["province.code"], name=op.f("fk_board_province_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint(
            "id", "kind", "local_government_code", name=op.f("uq_board_id_kind_local_government_code")
        ),
        sa.UniqueConstraint("id", "province_code", name=op.f("uq_board_id_province_code")),
        sa.UniqueConstraint("opened_by_id", "form_key", name=op.f("uq_board_opened_by_id_form_key")),
    )
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.create_index(
            "ix_board_local_government_code_id", ["local_government_code", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_board_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index(
            "ix_board_province_code_state_id", ["province_code", "state", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_index("ix_board_province_code_state_id")
        batch_op.drop_index(batch_op.f("ix_board_opened_by_id"))
        batch_op.drop_index("ix_board_local_government_code_id")

    op.drop_table("board")
