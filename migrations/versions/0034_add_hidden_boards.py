"""add why a board is hidden, and let its opener appeal"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NOT_OF_BOARD = "subject_kind <> 'board'"


def upgrade() -> None:
    # In plain SQL, with its constraint: batch mode would drop a table to which rows of others refer.
    op.execute(
        "ALTER TABLE board ADD COLUMN hidden_reason VARCHAR CONSTRAINT ck_board_hidden CHECK ("
        "hidden_reason IS NULL OR kind = 'discussion' AND length(hidden_reason) BETWEEN 1 AND 500)"
    )
    with op.batch_alter_table("appeal") as batch:
        batch.drop_constraint(op.f("ck_appeal_not_of_board"), type_="check")


def downgrade() -> None:
    # What was hidden does not come back to light: it becomes a draft, which only its opener and officials see.
    op.execute("UPDATE board SET state = 'draft', closed_at = NULL WHERE hidden_reason IS NOT NULL")
    op.execute("DELETE FROM appeal WHERE subject_kind = 'board'")
    with op.batch_alter_table("appeal") as batch:
        batch.create_check_constraint(op.f("ck_appeal_not_of_board"), sa.text(NOT_OF_BOARD))
    op.drop_column("board", "hidden_reason")
