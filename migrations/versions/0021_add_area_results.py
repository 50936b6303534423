"""add results by area, and what equal shares leaves to tell"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FATES = "fate IN ('funded','does_not_fit','after_stop','below_minimum')"
NEW_FATES = (
    "fate IN ('funded','filled','does_not_fit','after_stop','below_minimum','excluded','lacks_support')"
)
NEW_OF_RESULTS = {
    "ck_budget_result_method": "method IN ('greedy', 'equal_shares')",
    "ck_budget_result_completion": "completion IN ('none', 'add1', 'add1_exact')",
}
NEW_OF_LINES = {
    "ck_budget_result_line_excluded_has_rival": "(fate = 'excluded') = (rival_id IS NOT NULL)",
    "ck_budget_result_line_payers": "payers >= 0 AND partial >= 0",
    "ck_budget_result_line_price_has_money": "price IS NULL OR money IS NOT NULL",
}
ROUND = sa.table("budget_round", sa.column("board_id"), sa.column("budget_baht"), sa.column("ballot_count"))
RESULT = sa.table(
    "budget_result", sa.column("round_id"), sa.column("method"), sa.column("fill"), sa.column("completion")
)
LINE = sa.table("budget_result_line", sa.column("round_id"), sa.column("fate"))
AREA = sa.table(
    "budget_area_result",
    *map(sa.column, ("round_id", "area", "position", "name", "budget_baht", "ballot_count", "fell_back")),
)


def upgrade() -> None:
    with op.batch_alter_table("budget_result") as batch_op:
        batch_op.add_column(sa.Column("completion", sa.String(), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("fill", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("comparison", sa.Boolean(), nullable=False, server_default=sa.false()))
        for name, rule in NEW_OF_RESULTS.items():
            batch_op.create_check_constraint(op.f(name), rule)
    with op.batch_alter_table("budget_result") as batch_op:
        for name in ("completion", "fill", "comparison"):
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "budget_area_result",
        sa.Column("round_id", BIG, autoincrement=False, nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("budget_baht", sa.BigInteger(), nullable=False),
        sa.Column("ballot_count", sa.Integer(), nullable=False),
        sa.Column("voter_budget", sa.String(), nullable=True),
        sa.Column("fell_back", sa.Boolean(), nullable=False),
        sa.Column("ties", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("ballot_count >= 0", name=op.f("ck_budget_area_result_ballot_count")),
        sa.CheckConstraint("budget_baht >= 0", name=op.f("ck_budget_area_result_budget_baht")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_budget_area_result_position")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_result.round_id"], name=op.f("fk_budget_area_result_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "area", name=op.f("pk_budget_area_result")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_budget_area_result_round_id_position")),
    )
    op.execute(
        AREA.insert().from_select(
            [column.name for column in AREA.c],
            sa.select(
                RESULT.c.round_id,
                sa.literal(""),
                sa.literal(1),
                sa.literal(""),
                ROUND.c.budget_baht,
                ROUND.c.ballot_count,
                sa.false(),
            ).join_from(RESULT, ROUND, ROUND.c.board_id == RESULT.c.round_id),
        )
    )
    with op.batch_alter_table("budget_result_line") as batch_op:
        batch_op.drop_constraint(op.f("ck_budget_result_line_fate"), type_="check")
        batch_op.drop_constraint(op.f("fk_budget_result_line_round_id"), type_="foreignkey")
        batch_op.add_column(sa.Column("area", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("price", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("payers", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("partial", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("money", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("rival_id", BIG, nullable=True))
    with op.batch_alter_table("budget_result_line") as batch_op:
        batch_op.alter_column("area", server_default=None)
        batch_op.create_check_constraint(op.f("ck_budget_result_line_fate"), NEW_FATES)
        for name, rule in NEW_OF_LINES.items():
            batch_op.create_check_constraint(op.f(name), rule)
        batch_op.create_foreign_key(
            op.f("fk_budget_result_line_round_id"),
            "budget_area_result",
            ["round_id", "area"],
            ["round_id", "area"],
        )
        batch_op.create_foreign_key(
            "fk_budget_result_line_rival_id",
            "budget_project",
            ["rival_id", "round_id"],
            ["id", "round_id"],
        )


def downgrade() -> None:
    # What the older tables cannot hold is counted again from the ballots, should they come back.
    lost = sa.union(
        sa.select(RESULT.c.round_id).where(RESULT.c.method != "greedy"),
        sa.select(AREA.c.round_id).where(AREA.c.area != ""),
        sa.select(LINE.c.round_id).where(LINE.c.fate == "excluded"),
    ).scalar_subquery()
    for table in (LINE, AREA, RESULT):
        op.execute(table.delete().where(table.c.round_id.in_(lost)))
    with op.batch_alter_table("budget_result_line") as batch_op:
        for name in ("ck_budget_result_line_fate", *NEW_OF_LINES):
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(op.f("fk_budget_result_line_round_id"), type_="foreignkey")
        batch_op.drop_constraint("fk_budget_result_line_rival_id", type_="foreignkey")
        for name in ("rival_id", "money", "partial", "payers", "price", "area"):
            batch_op.drop_column(name)
    with op.batch_alter_table("budget_result_line") as batch_op:
        batch_op.create_check_constraint(op.f("ck_budget_result_line_fate"), FATES)
        batch_op.create_foreign_key(
            op.f("fk_budget_result_line_round_id"), "budget_result", ["round_id"], ["round_id"]
        )
    op.drop_table("budget_area_result")
    with op.batch_alter_table("budget_result") as batch_op:
        for name in NEW_OF_RESULTS:
            batch_op.drop_constraint(op.f(name), type_="check")
        for name in ("comparison", "fill", "completion"):
            batch_op.drop_column(name)
