"""add held rounds"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROUND = sa.table("budget_round", sa.column("board_id"), sa.column("source"))
HANGING_ON_A_ROUND = (
    "budget_milestone",
    "budget_objection",
    "urn_ballot_line",
    "urn_ballot",
    "budget_result_line",
    "budget_result",
    "budget_project",
)
NEW = {
    "ck_budget_round_ballot_mode": "ballot_mode IN ('approval','knapsack','cumulative','ranked')",
    "ck_budget_round_cancelled_has_reason": "(cancelled_at IS NULL) = (cancelled_reason IS NULL)",
    "ck_budget_round_cancelled_not_suspended": "suspended_at IS NULL OR cancelled_at IS NULL",
    "ck_budget_round_dates_in_order": "collecting_at < reviewing_at AND reviewing_at < preview_at AND preview_at < voting_at AND voting_at < counting_at AND counting_at < provisional_at AND provisional_at < final_at",
    "ck_budget_round_eligible_scope": "eligible_scope IN ('province','local_government','subdistricts')",
    "ck_budget_round_frozen_digest_length": "length(frozen_digest) = 64",
    "ck_budget_round_frozen_has_digest": "source <> 'held' OR ((phase IN ('preview','voting','counting','provisional','final','implementing')) = (frozen_digest IS NOT NULL))",
    "ck_budget_round_frozen_has_time": "(frozen_digest IS NULL) = (frozen_at IS NULL)",
    "ck_budget_round_held_has_eligibility": "(source = 'held') = (eligible_scope IS NOT NULL)",
    "ck_budget_round_held_has_mode": "(source = 'held') = (ballot_mode IS NOT NULL)",
    "ck_budget_round_held_has_money": "source <> 'held' OR budget_baht > 0",
    "ck_budget_round_held_has_rule": "(source = 'held') = (rule_options IS NOT NULL)",
    "ck_budget_round_held_has_year": "source <> 'held' OR (fiscal_year IS NOT NULL AND fiscal_year BETWEEN 2560 AND 2700)",
    "ck_budget_round_minimum_age": "minimum_age BETWEEN 0 AND 120",
    "ck_budget_round_mode_has_limits": "ballot_mode NOT IN ('approval','ranked') OR (min_projects IS NOT NULL AND max_projects IS NOT NULL)",
    "ck_budget_round_mode_has_points": "(ballot_mode = 'cumulative') = (points_total IS NOT NULL AND points_per_project IS NOT NULL)",
    "ck_budget_round_mode_is_vote_type": "ballot_mode IS NULL OR (ballot_mode IN ('approval','knapsack') AND vote_type = 'approval') OR (ballot_mode = 'cumulative' AND vote_type = 'cumulative') OR (ballot_mode = 'ranked' AND vote_type = 'ordinal')",
    "ck_budget_round_point_limits": "points_per_project BETWEEN 1 AND points_total",
    "ck_budget_round_project_limits": "min_projects >= 1 AND max_projects >= min_projects",
    "ck_budget_round_published_has_dates": "source <> 'held' OR (phase = 'draft' AND published_at IS NULL) OR (published_at IS NOT NULL AND collecting_at IS NOT NULL AND reviewing_at IS NOT NULL AND preview_at IS NOT NULL AND voting_at IS NOT NULL AND counting_at IS NOT NULL AND provisional_at IS NOT NULL AND final_at IS NOT NULL)",
    "ck_budget_round_revision": "revision >= 1",
    "ck_budget_round_sealed_has_digest": "CASE WHEN phase IN ('draft','collecting','reviewing','preview','voting') THEN digest IS NULL WHEN phase IN ('provisional','final','implementing') THEN digest IS NOT NULL ELSE TRUE END",
    "ck_budget_round_seed_after_voting": "tie_seed IS NULL OR phase IN ('counting','provisional','final','implementing')",
    "ck_budget_round_suspended_has_reason": "(suspended_at IS NULL) = (suspended_reason IS NULL)",
}
SEALED = "ck_budget_round_sealed_has_digest"
SEALED_BEFORE = "(phase IN ('counting','provisional','final','implementing')) = (digest IS NOT NULL)"
NEW_OF_PROJECTS = {
    "ck_budget_project_area_of_proposal": "(area_id IS NULL) = (proposal_id IS NULL)",
    "ck_budget_project_category": "category IN ('environment','roads_transport','health','education','economy_tourism','safety','culture_sport','elderly_disability','digital_services','other')",
}


def upgrade() -> None:
    op.create_table(
        "budget_area",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_th", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("budget_baht", sa.BigInteger(), nullable=False),
        sa.Column("is_citywide", sa.Boolean(), nullable=False),
        sa.CheckConstraint("budget_baht > 0", name=op.f("ck_budget_area_budget_baht")),
        sa.CheckConstraint("length(name_th) BETWEEN 1 AND 120", name=op.f("ck_budget_area_name_length")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_budget_area_position")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_budget_area_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_area")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_budget_area_id_round_id")),
        sa.UniqueConstraint("round_id", "name_th", name=op.f("uq_budget_area_round_id_name_th")),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_budget_area_round_id_position")),
    )
    with op.batch_alter_table("budget_area", schema=None) as batch_op:
        batch_op.create_index(
            "uq_budget_area_citywide",
            ["round_id"],
            unique=True,
            sqlite_where=sa.text("is_citywide"),
            postgresql_where=sa.text("is_citywide"),
        )

    op.create_table(
        "round_event",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('published','phase','step_back','dates','suspended','resumed','cancelled','erratum','extended')",
            name=op.f("ck_round_event_kind"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_round_event_number")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_round_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_round_event_round_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_round_event")),
    )
    op.create_table(
        "round_subdistrict",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subdistrict_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_round_subdistrict_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_code"], ["subdistrict.code"], name=op.f("fk_round_subdistrict_subdistrict_code")
        ),
        sa.PrimaryKeyConstraint("round_id", "subdistrict_code", name=op.f("pk_round_subdistrict")),
    )
    op.create_table(
        "proposal_review",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("estimated_baht", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cost_baht", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'feasible') = (cost_baht IS NOT NULL)",
            name=op.f("ck_proposal_review_feasible_has_cost"),
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_proposal_review_merged_has_target"),
        ),
        sa.CheckConstraint(
            "(state = 'undecided') = (reviewer_id IS NULL)",
            name=op.f("ck_proposal_review_decided_has_reviewer"),
        ),
        sa.CheckConstraint(
            "state <> 'feasible' OR area_id IS NOT NULL", name=op.f("ck_proposal_review_feasible_has_area")
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR reason IS NOT NULL", name=op.f("ck_proposal_review_refused_has_reason")
        ),
        sa.CheckConstraint(
            "state IN ('undecided','feasible','refused','merged')", name=op.f("ck_proposal_review_state")
        ),
        sa.CheckConstraint(
            "(reviewer_id IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_proposal_review_reviewed_has_time")
        ),
        sa.CheckConstraint(
            "(signer_id IS NULL) = (signed_at IS NULL)", name=op.f("ck_proposal_review_signed_has_time")
        ),
        sa.CheckConstraint("cost_baht > 0", name=op.f("ck_proposal_review_cost_baht")),
        sa.CheckConstraint("estimated_baht > 0", name=op.f("ck_proposal_review_estimated_baht")),
        sa.CheckConstraint("merged_into_id <> proposal_id", name=op.f("ck_proposal_review_merged_elsewhere")),
        sa.CheckConstraint(
            "signer_id IS NULL OR (reviewer_id IS NOT NULL AND signer_id <> reviewer_id)",
            name=op.f("ck_proposal_review_signer"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id", "round_id"],
            ["budget_area.id", "budget_area.round_id"],
            name=op.f("fk_proposal_review_area_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_review_proposal_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_proposal_review_reviewer_id")),
        sa.ForeignKeyConstraint(
            ["round_id", "merged_into_id"],
            ["proposal_review.round_id", "proposal_review.proposal_id"],
            name="fk_proposal_review_merged_into_id",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_proposal_review_round_id")
        ),
        sa.ForeignKeyConstraint(["signer_id"], ["account.id"], name=op.f("fk_proposal_review_signer_id")),
        sa.PrimaryKeyConstraint("round_id", "proposal_id", name=op.f("pk_proposal_review")),
    )
    with op.batch_alter_table("proposal_review", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_review_proposal_id", ["proposal_id"], unique=False)
        batch_op.create_index(
            "ix_proposal_review_round_id_state", ["round_id", "state", "proposal_id"], unique=False
        )

    op.create_table(
        "budget_incompatible",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "first_proposal_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "second_proposal_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.CheckConstraint(
            "first_proposal_id < second_proposal_id", name=op.f("ck_budget_incompatible_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "first_proposal_id"],
            ["proposal_review.round_id", "proposal_review.proposal_id"],
            name=op.f("fk_budget_incompatible_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "second_proposal_id"],
            ["proposal_review.round_id", "proposal_review.proposal_id"],
            name="fk_budget_incompatible_second_proposal_id",
        ),
        sa.PrimaryKeyConstraint(
            "round_id", "first_proposal_id", "second_proposal_id", name=op.f("pk_budget_incompatible")
        ),
    )
    op.create_table(
        "budget_milestone",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("percent_spent", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('underway','delivered','dropped')", name=op.f("ck_budget_milestone_state")
        ),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 2000", name=op.f("ck_budget_milestone_body_length")),
        sa.CheckConstraint("percent_spent BETWEEN 0 AND 100", name=op.f("ck_budget_milestone_percent_spent")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_budget_milestone_author_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name=op.f("fk_budget_milestone_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_budget_milestone_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_milestone")),
        sa.UniqueConstraint("author_id", "form_key", name=op.f("uq_budget_milestone_author_id_form_key")),
    )
    with op.batch_alter_table("budget_milestone", schema=None) as batch_op:
        batch_op.create_index("ix_budget_milestone_round_id", ["round_id", "project_id", "id"], unique=False)

    op.create_table(
        "budget_objection",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stage IN ('preview','provisional')", name=op.f("ck_budget_objection_stage")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_budget_objection_answered_has_time")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_budget_objection_answered_by_somebody"),
        ),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 2000", name=op.f("ck_budget_objection_body_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_budget_objection_account_id")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_budget_objection_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_budget_objection_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name=op.f("fk_budget_objection_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_budget_objection_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_objection")),
        sa.UniqueConstraint(
            "round_id", "stage", "person_id", name=op.f("uq_budget_objection_round_id_stage_person_id")
        ),
    )
    with op.batch_alter_table("budget_project") as batch_op:
        batch_op.add_column(
            sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("category", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("location", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("body_html", sa.String(), nullable=True))
        batch_op.create_unique_constraint(
            batch_op.f("uq_budget_project_round_id_proposal_id"), ["round_id", "proposal_id"]
        )
        batch_op.create_foreign_key(
            "fk_budget_project_proposal_id",
            "proposal_review",
            ["round_id", "proposal_id"],
            ["round_id", "proposal_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_budget_project_area_id"),
            "budget_area",
            ["area_id", "round_id"],
            ["id", "round_id"],
        )
        for name, text in NEW_OF_PROJECTS.items():
            batch_op.create_check_constraint(op.f(name), text)

    with op.batch_alter_table("budget_round") as batch_op:
        batch_op.drop_constraint(op.f(SEALED), type_="check")
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("collecting_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reviewing_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("preview_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("voting_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("counting_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("provisional_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("final_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("suspended_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cancelled_reason", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("ballot_mode", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("min_projects", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("max_projects", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("points_total", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("points_per_project", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rule_options", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("eligible_scope", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("minimum_age", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("frozen_digest", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("tie_seed", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        for name, text in NEW.items():
            batch_op.create_check_constraint(op.f(name), text)


def downgrade() -> None:
    for table in HANGING_ON_A_ROUND:
        round_id = sa.column("round_id")
        held = sa.select(ROUND.c.board_id).where(ROUND.c.source == "held")
        op.execute(sa.delete(sa.table(table, round_id)).where(round_id.in_(held)))
    op.drop_table("budget_objection")
    op.drop_table("budget_milestone")
    op.drop_table("budget_incompatible")
    with op.batch_alter_table("budget_project") as batch_op:
        for name in NEW_OF_PROJECTS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_budget_project_area_id"), type_="foreignkey")
        batch_op.drop_constraint("fk_budget_project_proposal_id", type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_budget_project_round_id_proposal_id"), type_="unique")
        batch_op.drop_column("body_html")
        batch_op.drop_column("location")
        batch_op.drop_column("category")
        batch_op.drop_column("proposal_id")
        batch_op.drop_column("area_id")
    op.drop_table("proposal_review")
    op.drop_table("round_subdistrict")
    op.drop_table("round_event")
    op.drop_table("budget_area")
    op.execute(sa.delete(ROUND).where(ROUND.c.source == "held"))
    with op.batch_alter_table("budget_round") as batch_op:
        for name in NEW:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_column("revision")
        batch_op.drop_column("tie_seed")
        batch_op.drop_column("frozen_at")
        batch_op.drop_column("frozen_digest")
        batch_op.drop_column("minimum_age")
        batch_op.drop_column("eligible_scope")
        batch_op.drop_column("rule_options")
        batch_op.drop_column("points_per_project")
        batch_op.drop_column("points_total")
        batch_op.drop_column("max_projects")
        batch_op.drop_column("min_projects")
        batch_op.drop_column("ballot_mode")
        batch_op.drop_column("cancelled_reason")
        batch_op.drop_column("cancelled_at")
        batch_op.drop_column("suspended_reason")
        batch_op.drop_column("suspended_at")
        batch_op.drop_column("final_at")
        batch_op.drop_column("provisional_at")
        batch_op.drop_column("counting_at")
        batch_op.drop_column("voting_at")
        batch_op.drop_column("preview_at")
        batch_op.drop_column("reviewing_at")
        batch_op.drop_column("collecting_at")
        batch_op.drop_column("published_at")
        batch_op.create_check_constraint(op.f(SEALED), SEALED_BEFORE)
