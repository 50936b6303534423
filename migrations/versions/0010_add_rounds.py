"""add rounds"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_round",
        sa.Column(
            "board_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("local_government_code", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("budget_baht", sa.BigInteger(), nullable=False),
        sa.Column("vote_type", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("meta", sa.JSON(), nullable=False),
        sa.Column("project_columns", sa.JSON(), nullable=False),
        sa.Column("vote_columns", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("ballot_count", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(phase IN ('counting','provisional','final','implementing')) = (digest IS NOT NULL)",
            name=op.f("ck_budget_round_sealed_has_digest"),
        ),
        sa.CheckConstraint(
            "(source = 'imported') = (imported_at IS NOT NULL)",
            name=op.f("ck_budget_round_imported_has_time"),
        ),
        sa.CheckConstraint("kind = 'budget'", name=op.f("ck_budget_round_kind")),
        sa.CheckConstraint(
            "phase IN ('draft','collecting','reviewing','preview','voting','counting','provisional','final','implementing')",
            name=op.f("ck_budget_round_phase"),
        ),
        sa.CheckConstraint("source IN ('imported', 'held')", name=op.f("ck_budget_round_source")),
        sa.CheckConstraint(
            "vote_type IN ('approval','choose-1','cumulative','ordinal','scoring')",
            name=op.f("ck_budget_round_vote_type"),
        ),
        sa.CheckConstraint(
            "(digest IS NULL) = (ballot_count IS NULL)", name=op.f("ck_budget_round_sealed_has_count")
        ),
        sa.CheckConstraint("ballot_count >= 0", name=op.f("ck_budget_round_ballot_count")),
        sa.CheckConstraint("budget_baht >= 0", name=op.f("ck_budget_round_budget_baht")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_budget_round_digest_length")),
        sa.ForeignKeyConstraint(
            ["board_id", "kind", "local_government_code"],
            ["board.id", "board.kind", "board.local_government_code"],
            name=op.f("fk_budget_round_board_id"),
        ),
        sa.PrimaryKeyConstraint("board_id", name=op.f("pk_budget_round")),
        sa.UniqueConstraint(
            "local_government_code", "digest", name=op.f("uq_budget_round_local_government_code_digest")
        ),
    )
    op.create_table(
        "budget_project",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cost_baht", sa.BigInteger(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.CheckConstraint("cost_baht >= 0", name=op.f("ck_budget_project_cost_baht")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 200", name=op.f("ck_budget_project_code_length")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_budget_project_position")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_budget_project_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_project")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_budget_project_id_round_id")),
        sa.UniqueConstraint("round_id", "code", name=op.f("uq_budget_project_round_id_code")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_budget_project_round_id_position")),
    )
    op.create_table(
        "budget_result",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column("minimum_score", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("spent_baht", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_budget_result_digest_length")),
        sa.CheckConstraint("minimum_score >= 0", name=op.f("ck_budget_result_minimum_score")),
        sa.CheckConstraint("spent_baht >= 0", name=op.f("ck_budget_result_spent_baht")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_budget_result_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_budget_result")),
    )
    op.create_table(
        "urn_ballot",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("attributes", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 200", name=op.f("ck_urn_ballot_label_length")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_urn_ballot_number")),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_urn_ballot_round_id")),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_urn_ballot")),
        sa.UniqueConstraint("round_id", "label", name=op.f("uq_urn_ballot_round_id_label")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "budget_result_line",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("left_before_baht", sa.BigInteger(), nullable=False),
        sa.Column("spent_after_baht", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "fate IN ('funded','does_not_fit','after_stop','below_minimum')",
            name=op.f("ck_budget_result_line_fate"),
        ),
        sa.CheckConstraint(
            "left_before_baht >= 0 AND spent_after_baht >= 0", name=op.f("ck_budget_result_line_money")
        ),
        sa.CheckConstraint("place >= 1", name=op.f("ck_budget_result_line_place")),
        sa.CheckConstraint("votes >= 0 AND score >= 0", name=op.f("ck_budget_result_line_counts")),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name=op.f("fk_budget_result_line_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_result.round_id"], name=op.f("fk_budget_result_line_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "place", name=op.f("pk_budget_result_line")),
        sa.UniqueConstraint("round_id", "project_id", name=op.f("uq_budget_result_line_round_id_project_id")),
    )
    op.create_table(
        "urn_ballot_line",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("ballot_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("points >= 0", name=op.f("ck_urn_ballot_line_points")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_urn_ballot_line_position")),
        sa.CheckConstraint("repeat >= 0 AND repeat < position", name=op.f("ck_urn_ballot_line_repeat")),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name=op.f("fk_urn_ballot_line_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "ballot_number"],
            ["urn_ballot.round_id", "urn_ballot.number"],
            name=op.f("fk_urn_ballot_line_round_id"),
        ),
        sa.PrimaryKeyConstraint("round_id", "ballot_number", "position", name=op.f("pk_urn_ballot_line")),
        sa.UniqueConstraint(
            "round_id",
            "ballot_number",
            "project_id",
            "repeat",
            name=op.f("uq_urn_ballot_line_round_id_ballot_number_project_id_repeat"),
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("urn_ballot_line")
    op.drop_table("budget_result_line")
    op.drop_table("urn_ballot")
    op.drop_table("budget_result")
    op.drop_table("budget_project")
    op.drop_table("budget_round")
