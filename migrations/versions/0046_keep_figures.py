"""keep the figures of fiscal years, and know by the proposal's own row whether it is answered"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTED, IN_CATEGORY = "ix_proposal_most_supported", "ix_proposal_most_supported_in_category"
ORDER = ["board_id", "support_count", "number"]
NARROWED = ["is_answered", "category"]
PUBLISHED = sa.text("state = 'published'")


def upgrade() -> None:
    op.add_column(
        "proposal", sa.Column("is_answered", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    proposal = sa.table("proposal", sa.column("id"), sa.column("is_answered", sa.Boolean()))
    answer = sa.table("official_answer", sa.column("proposal_id"))
    answered = proposal.update().where(proposal.c.id.in_(sa.select(answer.c.proposal_id)))
    op.execute(answered.values(is_answered=True))
    op.drop_index(LISTED, "proposal")
    op.drop_index(IN_CATEGORY, "proposal")
    _create_index(LISTED, [*ORDER, *NARROWED])
    # The worker fills it within its first minute.
    op.create_table(
        "kept_figures",
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.CheckConstraint("fiscal_year > 2500", name=op.f("ck_kept_figures_buddhist_era")),
        sa.PrimaryKeyConstraint("fiscal_year", "place_code", name=op.f("pk_kept_figures")),
    )
    op.create_table(
        "kept_supporters",
        sa.Column("board_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("supporters >= 0", name=op.f("ck_kept_supporters_supporters")),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_kept_supporters_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("board_id", name=op.f("pk_kept_supporters")),
    )


def downgrade() -> None:
    op.drop_table("kept_supporters")
    op.drop_table("kept_figures")
    op.drop_index(LISTED, "proposal")
    _create_index(LISTED, ORDER)
    _create_index(IN_CATEGORY, [ORDER[0], "category", *ORDER[1:]])
    op.drop_column("proposal", "is_answered")


def _create_index(name: str, columns: list[str]) -> None:
    op.create_index(name, "proposal", columns, sqlite_where=PUBLISHED, postgresql_where=PUBLISHED)
