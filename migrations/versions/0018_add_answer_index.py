"""add an index for the newest official answers"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_official_answer_answered_at", "official_answer", ["answered_at", "proposal_id"])


def downgrade() -> None:
    op.drop_index("ix_official_answer_answered_at", "official_answer")
