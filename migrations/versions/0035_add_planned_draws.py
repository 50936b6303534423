"""add planned draws: a round says with its rules whether its result waits for a public draw"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

FROZEN = "'preview', 'voting', 'counting', 'provisional', 'final', 'implementing'"
REFUSED = (
    f"OLD.source = 'held' AND OLD.phase IN ({FROZEN}) AND NEW.phase IN ({FROZEN}) "
    "AND OLD.is_draw_planned <> NEW.is_draw_planned"
)


def upgrade() -> None:
    # Not in batch mode, which would lose the triggers of the table.
    op.add_column(
        "budget_round", sa.Column("is_draw_planned", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER budget_round_replanned BEFORE UPDATE ON budget_round WHEN {REFUSED} "
            "BEGIN SELECT RAISE(ABORT, 'the round does not allow this: replanned'); END"
        )
        return
    op.execute(
        "CREATE TRIGGER budget_round_replanned BEFORE UPDATE ON budget_round FOR EACH ROW "
        f"WHEN ({REFUSED}) EXECUTE FUNCTION refuse_round_change()"
    )


def downgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    op.execute("DROP TRIGGER budget_round_replanned" + ("" if is_sqlite else " ON budget_round"))
    op.drop_column("budget_round", "is_draw_planned")
