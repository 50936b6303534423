"""add reports of posts and the public log of moderation"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_ONE_POST = (
    "(subject_kind = 'board' AND subject_id = board_id AND proposal_id IS NULL AND comment_id IS NULL)"
    " OR (subject_kind = 'proposal' AND subject_id = proposal_id AND comment_id IS NULL)"
    " OR (subject_kind = 'comment' AND subject_id = comment_id AND proposal_id IS NOT NULL)"
)


def upgrade() -> None:
    _create_cases()
    op.create_table(
        "report",
        sa.Column("case_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_report_reason_length")),
        sa.ForeignKeyConstraint(["case_id"], ["report_case.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_person_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_person_id"), "report", ["person_id"])
    _create_acts()


def downgrade() -> None:
    op.drop_table("moderation_act")
    op.drop_table("report")
    op.drop_table("report_case")


def _create_cases() -> None:
    op.create_table(
        "report_case",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        *_of_post("report_case"),
        sa.CheckConstraint("outcome IN ('hidden', 'dismissed')", name=op.f("ck_report_case_outcome")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_report_case_closed_has_outcome")
        ),
        sa.CheckConstraint("report_count >= 0", name=op.f("ck_report_case_report_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_case")),
    )
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_report_case_one_open",
        "report_case",
        ["subject_kind", "subject_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_index(
        "ix_report_case_open", "report_case", ["id"], sqlite_where=still_open, postgresql_where=still_open
    )


def _create_acts() -> None:
    op.create_table(
        "moderation_act",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *_of_post("moderation_act"),
        sa.CheckConstraint(
            "act IN ('hide', 'restore', 'dismiss', 'keep_hidden')", name=op.f("ck_moderation_act_act")
        ),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 500", name=op.f("ck_moderation_act_reason_length")),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name=op.f("fk_moderation_act_province_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_act")),
    )
    op.create_index("ix_moderation_act_board_id_id", "moderation_act", ["board_id", "id"])
    op.create_index("ix_moderation_act_province_code_id", "moderation_act", ["province_code", "id"])


def _of_post(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", BIG_ID, nullable=False),
        sa.Column("board_id", BIG_ID, nullable=False),
        sa.Column("proposal_id", BIG_ID, nullable=True),
        sa.Column("comment_id", BIG_ID, nullable=True),
        sa.CheckConstraint(OF_ONE_POST, name=op.f(f"ck_{table}_of_one_post")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f(f"fk_{table}_board_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f(f"fk_{table}_proposal_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f(f"fk_{table}_comment_id")),
    ]
