"""add comments"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parent_depth", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hidden_reason", sa.String(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'hidden') = (hidden_reason IS NOT NULL)", name=op.f("ck_comment_hidden_has_reason")
        ),
        sa.CheckConstraint("state IN ('published', 'hidden', 'withdrawn')", name=op.f("ck_comment_state")),
        sa.CheckConstraint(
            "(depth = 0 AND parent_id IS NULL AND parent_depth IS NULL) OR (depth = 1 AND parent_id IS NOT NULL AND parent_depth = 0)",
            name=op.f("ck_comment_one_level_of_replies"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["parent_id", "proposal_id", "parent_depth"],
            ["comment.id", "comment.proposal_id", "comment.depth"],
            name=op.f("fk_comment_parent_id"),
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_comment_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("author_id", "form_key", name=op.f("uq_comment_author_id_form_key")),
        sa.UniqueConstraint("id", "proposal_id", "depth", name=op.f("uq_comment_id_proposal_id_depth")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index("ix_comment_author_id_id", ["author_id", "id"], unique=False)
        batch_op.create_index("ix_comment_parent_id_id", ["parent_id", "id"], unique=False)
        batch_op.create_index("ix_comment_proposal_id_depth_id", ["proposal_id", "depth", "id"], unique=False)

    op.create_table(
        "comment_revision",
        sa.Column("comment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_revision_comment_id")),
        sa.PrimaryKeyConstraint("comment_id", "revision", name=op.f("pk_comment_revision")),
    )


def downgrade() -> None:
    op.drop_table("comment_revision")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index("ix_comment_proposal_id_depth_id")
        batch_op.drop_index("ix_comment_parent_id_id")
        batch_op.drop_index("ix_comment_author_id_id")

    op.drop_table("comment")
