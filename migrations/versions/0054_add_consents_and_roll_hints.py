"""tell which consents a person gave in which version, and from where votes on the web came until the end"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
HOLDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('residence','notice_mail','check_in','list')", name=op.f("ck_consent_purpose")
        ),
        sa.CheckConstraint("length(version) BETWEEN 1 AND 20", name=op.f("ck_consent_version_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"])
    op.create_index(
        "uq_consent_holding",
        "consent",
        ["person_id", "purpose"],
        unique=True,
        sqlite_where=HOLDS,
        postgresql_where=HOLDS,
    )
    # Until now the words of the page on which residences are declared were never changed.
    op.execute(
        "INSERT INTO consent (person_id, purpose, version, given_at) "
        "SELECT person_id, 'residence', '1', declared_at FROM residence"
    )
    op.create_table(
        "roll_hint",
        sa.Column("round_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("minute", MOMENT, nullable=False),
        sa.CheckConstraint("length(device) = 32", name=op.f("ck_roll_hint_device_length")),
        sa.CheckConstraint("length(network) = 32", name=op.f("ck_roll_hint_network_length")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"],
            ["voter_roll.round_id", "voter_roll.person_id"],
            name=op.f("fk_roll_hint_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_roll_hint")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("roll_hint")
    op.drop_table("consent")
