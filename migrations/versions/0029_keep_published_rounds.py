"""keep published rounds: only a draft that nobody but officials has seen can be deleted"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

UNSEEN = (
    "OLD.phase = 'draft' AND OLD.published_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM round_event WHERE round_id = OLD.board_id)"
)


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER budget_round_kept BEFORE DELETE ON budget_round WHEN NOT ({UNSEEN}) "
            "BEGIN SELECT RAISE(ABORT, 'a published round is kept'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION keep_published_round() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT ({UNSEEN}) THEN RAISE EXCEPTION 'a published round is kept' "
        "USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER budget_round_kept BEFORE DELETE ON budget_round FOR EACH ROW "
        "EXECUTE FUNCTION keep_published_round()"
    )


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER budget_round_kept")
        return
    op.execute("DROP TRIGGER budget_round_kept ON budget_round")
    op.execute("DROP FUNCTION keep_published_round()")
