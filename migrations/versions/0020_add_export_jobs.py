"""add export jobs"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "export_job",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("board_id", BIG_ID, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("requested_by_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_export_job_state")
        ),
        sa.CheckConstraint(
            "format IN ('csv', 'xlsx', 'json', 'pdf', 'docx')", name=op.f("ck_export_job_format")
        ),
        sa.CheckConstraint(
            "(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_export_job_running_has_lease")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (size_bytes IS NOT NULL)", name=op.f("ck_export_job_done_has_size")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (expires_at IS NOT NULL)", name=op.f("ck_export_job_done_expires")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_export_job_attempts")),
        sa.CheckConstraint("rows_done >= 0", name=op.f("ck_export_job_rows_done")),
        sa.CheckConstraint("length(name) = 32", name=op.f("ck_export_job_name_length")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_export_job_board_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["account.id"], name=op.f("fk_export_job_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_job")),
        sa.UniqueConstraint("name", name=op.f("uq_export_job_name")),
    )
    unfinished = sa.text("state IN ('waiting', 'running')")
    op.create_index(
        "uq_export_job_unfinished",
        "export_job",
        ["requested_by_id", "board_id", "format"],
        unique=True,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
    op.create_index("ix_export_job_state_id", "export_job", ["state", "id"])


def downgrade() -> None:
    op.drop_table("export_job")
