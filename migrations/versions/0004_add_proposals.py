"""add proposals"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("board_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("local_government_code", sa.String(), nullable=True),
        sa.Column("subdistrict_code", sa.String(), nullable=True),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hidden_reason", sa.String(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'hidden') = (hidden_reason IS NOT NULL)", name=op.f("ck_proposal_hidden_has_reason")
        ),
        sa.CheckConstraint(
            "category IN ('environment','roads_transport','health','education','economy_tourism','safety','culture_sport','elderly_disability','digital_services','other')",
            name=op.f("ck_proposal_category"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'hidden', 'merged', 'withdrawn')", name=op.f("ck_proposal_state")
        ),
        sa.CheckConstraint("comment_count >= 0", name=op.f("ck_proposal_comment_count")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 120", name=op.f("ck_proposal_title_length")),
        sa.CheckConstraint(
            "local_government_code IS NULL OR subdistrict_code IS NULL", name=op.f("ck_proposal_one_place")
        ),
        sa.CheckConstraint("support_count >= 0", name=op.f("ck_proposal_support_count")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_proposal_author_id")),
        sa.ForeignKeyConstraint(
            ["board_id", "province_code"],
            ["board.id", "board.province_code"],
            name=op.f("fk_proposal_board_id"),
        ),
        sa.ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
            name=op.f("fk_proposal_local_government_code"),
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_code", "province_code"],
            ["subdistrict.code", "subdistrict.province_code"],
            name=op.f("fk_proposal_subdistrict_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("board_id", "number", name=op.f("uq_proposal_board_id_number")),
        sa.UniqueConstraint("author_id", "form_key", name=op.f("uq_proposal_author_id_form_key")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_author_id", ["author_id", "id"], unique=False)
        batch_op.create_index(
            "ix_proposal_most_supported",
            ["board_id", "support_count", "number"],
            unique=False,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.create_index(
            "ix_proposal_most_supported_in_category",
            ["board_id", "category", "support_count", "number"],
            unique=False,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "official_answer",
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_official_answer_author_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_official_answer_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_official_answer")),
    )
    with op.batch_alter_table("official_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_official_answer_author_id"), ["author_id"], unique=False)

    op.create_table(
        "proposal_revision",
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supports_then", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_revision_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "revision", name=op.f("pk_proposal_revision")),
    )
    op.create_table(
        "official_answer_revision",
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_official_answer_revision_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["official_answer.proposal_id"],
            name=op.f("fk_official_answer_revision_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "revision", name=op.f("pk_official_answer_revision")),
    )


def downgrade() -> None:
    op.drop_table("official_answer_revision")
    op.drop_table("proposal_revision")
    with op.batch_alter_table("official_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_official_answer_author_id"))

    op.drop_table("official_answer")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_proposal_most_supported_in_category",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(
            "ix_proposal_most_supported",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index("ix_proposal_author_id")

    op.drop_table("proposal")
