"""set hopeless projects aside: those without a vote, and those that cost more than the whole budget"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OLD_FATES = (
    "fate IN ('funded','filled','does_not_fit','after_stop','below_minimum','excluded','lacks_support')"
)
FATES = (
    "fate IN ('funded','filled','does_not_fit','after_stop','below_minimum','excluded','lacks_support',"
    "'over_budget','no_votes')"
)
ROUND = sa.table(
    "budget_round",
    sa.column("board_id", sa.BigInteger()),
    sa.column("frozen_digest", sa.String()),
    sa.column("rule_options", sa.JSON(none_as_null=True)),
)
LINE = sa.table("budget_result_line", sa.column("fate", sa.String()))


def upgrade() -> None:
    # What was counted stays as it was counted, and a frozen round is counted as its rules say.
    op.add_column(
        "budget_result", sa.Column("sets_aside", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    with op.batch_alter_table("budget_result") as batch_op:
        batch_op.alter_column("sets_aside", server_default=None)
    _allow(FATES)
    for board_id, options in _unfrozen():
        _set(board_id, {**options, "sets_aside": True})


def downgrade() -> None:
    for board_id, options in _unfrozen():
        _set(board_id, {name: value for name, value in options.items() if name != "sets_aside"})
    op.execute(LINE.update().where(LINE.c.fate.in_(("over_budget", "no_votes"))).values(fate="does_not_fit"))
    _allow(OLD_FATES)
    with op.batch_alter_table("budget_result") as batch_op:
        batch_op.drop_column("sets_aside")


def _allow(fates: str) -> None:
    with op.batch_alter_table("budget_result_line") as batch_op:
        batch_op.drop_constraint(op.f("ck_budget_result_line_fate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_budget_result_line_fate"), fates)


def _unfrozen() -> list[sa.Row]:
    """(number, rule) of the rounds that are held here and whose rules may still change."""
    query = sa.select(ROUND.c.board_id, ROUND.c.rule_options).where(
        ROUND.c.frozen_digest.is_(None), ROUND.c.rule_options.is_not(None)
    )
    return list(op.get_bind().execute(query))


def _set(board_id: int, options: dict) -> None:
    op.execute(ROUND.update().where(ROUND.c.board_id == board_id).values(rule_options=options))
