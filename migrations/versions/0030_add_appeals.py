"""add appeals of authors"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_ONE_POST = (
    "(subject_kind = 'board' AND subject_id = board_id AND proposal_id IS NULL AND comment_id IS NULL)"
    " OR (subject_kind = 'proposal' AND subject_id = proposal_id AND comment_id IS NULL)"
    " OR (subject_kind = 'comment' AND subject_id = comment_id AND proposal_id IS NOT NULL)"
)


AGAINST = "decision IS NULL OR decision = 'upheld'"
ACCOUNTS = ("author_id", "hidden_by_id", "decided_by_id")


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("author_id", BIG_ID, nullable=False),
        sa.Column("hidden_by_id", BIG_ID, nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by_id", BIG_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        *_of_post("appeal"),
        sa.CheckConstraint("subject_kind <> 'board'", name=op.f("ck_appeal_not_of_board")),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 1000", name=op.f("ck_appeal_body_length")),
        sa.CheckConstraint("decision IN ('restored', 'upheld')", name=op.f("ck_appeal_decision")),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)"
            " AND (decision IS NULL) = (reason IS NULL)",
            name=op.f("ck_appeal_decided_whole"),
        ),
        sa.CheckConstraint(
            "decision <> 'upheld' OR decided_by_id <> hidden_by_id", name=op.f("ck_appeal_another_decides")
        ),
        *(
            sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_appeal_{column}"))
            for column in ACCOUNTS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    op.create_index(op.f("ix_appeal_author_id"), "appeal", ["author_id"])
    _create_partial("ix_appeal_once", ["subject_kind", "subject_id"], AGAINST, unique=True)
    _create_partial("ix_appeal_open", ["id"], "decision IS NULL", unique=False)


def downgrade() -> None:
    op.drop_table("appeal")


def _create_partial(name: str, columns: list[str], condition: str, *, unique: bool) -> None:
    where = sa.text(condition)
    op.create_index(name, "appeal", columns, unique=unique, sqlite_where=where, postgresql_where=where)


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
