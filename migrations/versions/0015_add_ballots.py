"""add ballots"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "residence",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("local_government_code", sa.String(), nullable=True),
        sa.Column("subdistrict_code", sa.String(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("birth_year BETWEEN 1850 AND 2200", name=op.f("ck_residence_birth_year")),
        sa.ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
            name=op.f("fk_residence_local_government_code"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_residence_person_id")),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name=op.f("fk_residence_province_code")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_code", "province_code"],
            ["subdistrict.code", "subdistrict.province_code"],
            name=op.f("fk_residence_subdistrict_code"),
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_residence")),
    )
    op.create_table(
        "paper_ballot",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("first_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counted_entry", sa.Integer(), nullable=True),
        sa.Column("void_kind", sa.String(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state = 'agreed') = (counted_entry IS NOT NULL)", name=op.f("ck_paper_ballot_agreed_counts")
        ),
        sa.CheckConstraint(
            "(state = 'void') = (void_kind IS NOT NULL)", name=op.f("ck_paper_ballot_void_has_kind")
        ),
        sa.CheckConstraint(
            "state IN ('once', 'differs', 'agreed', 'void')", name=op.f("ck_paper_ballot_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('differs', 'agreed') OR second_by_id IS NOT NULL",
            name=op.f("ck_paper_ballot_entered_twice"),
        ),
        sa.CheckConstraint(
            "void_kind IN ('spoiled', 'missing', 'surplus')", name=op.f("ck_paper_ballot_void_kind")
        ),
        sa.CheckConstraint(
            "(void_kind IS NULL) = (void_reason IS NULL)", name=op.f("ck_paper_ballot_void_has_reason")
        ),
        sa.CheckConstraint("counted_entry IN (1, 2)", name=op.f("ck_paper_ballot_counted_entry")),
        sa.CheckConstraint("second_by_id <> first_by_id", name=op.f("ck_paper_ballot_two_officials")),
        sa.CheckConstraint("serial BETWEEN 1 AND 999999", name=op.f("ck_paper_ballot_serial")),
        sa.ForeignKeyConstraint(["first_by_id"], ["account.id"], name=op.f("fk_paper_ballot_first_by_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["budget_round.board_id"], name=op.f("fk_paper_ballot_round_id")
        ),
        sa.ForeignKeyConstraint(["second_by_id"], ["account.id"], name=op.f("fk_paper_ballot_second_by_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_paper_ballot_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_ballot")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_paper_ballot_id_round_id")),
        sa.UniqueConstraint("round_id", "serial", name=op.f("uq_paper_ballot_round_id_serial")),
    )
    op.create_table(
        "urn_seal",
        sa.Column(
            "round_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("roll_count", sa.Integer(), nullable=False),
        sa.Column("ballot_count", sa.Integer(), nullable=False),
        sa.Column("void_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel = 'paper' OR void_count = 0", name=op.f("ck_urn_seal_online_has_no_void")
        ),
        sa.CheckConstraint("channel IN ('online', 'paper')", name=op.f("ck_urn_seal_channel")),
        sa.CheckConstraint("ballot_count >= 0 AND void_count >= 0", name=op.f("ck_urn_seal_counts")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_urn_seal_digest_length")),
        sa.CheckConstraint("roll_count = ballot_count + void_count", name=op.f("ck_urn_seal_roll_is_urn")),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_urn_seal_round_id")),
        sa.PrimaryKeyConstraint("round_id", "channel", name=op.f("pk_urn_seal")),
    )
    op.create_table(
        "voter_roll",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("marked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("form_key", sa.String(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(channel = 'paper') = (marked_by_id IS NOT NULL)", name=op.f("ck_voter_roll_paper_has_official")
        ),
        sa.CheckConstraint(
            "channel = 'paper' OR person_id IS NOT NULL", name=op.f("ck_voter_roll_online_has_person")
        ),
        sa.CheckConstraint("channel IN ('online', 'paper')", name=op.f("ck_voter_roll_channel")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["account.id"], name=op.f("fk_voter_roll_marked_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_voter_roll_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["budget_round.board_id"], name=op.f("fk_voter_roll_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter_roll")),
        sa.UniqueConstraint("marked_by_id", "form_key", name=op.f("uq_voter_roll_marked_by_id_form_key")),
        sa.UniqueConstraint(
            "round_id", "person_id", "channel", name=op.f("uq_voter_roll_round_id_person_id_channel")
        ),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_voter_roll_round_id_person_id")),
    )
    with op.batch_alter_table("voter_roll", schema=None) as batch_op:
        batch_op.create_index("ix_voter_roll_person_id", ["person_id"], unique=False)

    op.create_table(
        "ballot",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("receipt_digest", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("channel = 'online'", name=op.f("ck_ballot_channel")),
        sa.CheckConstraint("length(receipt_digest) = 64", name=op.f("ck_ballot_receipt_digest_length")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_ballot_version")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id", "channel"],
            ["voter_roll.round_id", "voter_roll.person_id", "voter_roll.channel"],
            name=op.f("fk_ballot_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_ballot_id_round_id")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_ballot_round_id_person_id")),
        sa.UniqueConstraint("round_id", "receipt_digest", name=op.f("uq_ballot_round_id_receipt_digest")),
    )
    op.create_table(
        "ballot_line",
        sa.Column(
            "ballot_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "project_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.CheckConstraint("points >= 1", name=op.f("ck_ballot_line_points")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_ballot_line_position")),
        sa.ForeignKeyConstraint(
            ["ballot_id", "round_id"], ["ballot.id", "ballot.round_id"], name=op.f("fk_ballot_line_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name=op.f("fk_ballot_line_project_id"),
        ),
        sa.PrimaryKeyConstraint("ballot_id", "project_id", name=op.f("pk_ballot_line")),
        sa.UniqueConstraint("ballot_id", "position", name=op.f("uq_ballot_line_ballot_id_position")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot_line", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_line_project_id", ["project_id"], unique=False)

    op.create_table(
        "paper_ballot_line",
        sa.Column(
            "paper_ballot_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "project_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.CheckConstraint("entry IN (1, 2)", name=op.f("ck_paper_ballot_line_entry")),
        sa.CheckConstraint("points >= 1", name=op.f("ck_paper_ballot_line_points")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_paper_ballot_line_position")),
        sa.ForeignKeyConstraint(
            ["paper_ballot_id", "round_id"],
            ["paper_ballot.id", "paper_ballot.round_id"],
            name=op.f("fk_paper_ballot_line_paper_ballot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name=op.f("fk_paper_ballot_line_project_id"),
        ),
        sa.PrimaryKeyConstraint("paper_ballot_id", "entry", "project_id", name=op.f("pk_paper_ballot_line")),
        sa.UniqueConstraint(
            "paper_ballot_id",
            "entry",
            "position",
            name=op.f("uq_paper_ballot_line_paper_ballot_id_entry_position"),
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("paper_ballot_line", schema=None) as batch_op:
        batch_op.create_index("ix_paper_ballot_line_project_id", ["project_id"], unique=False)

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_outgoing_mail_round_id"), ["round_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_mail_round_id"), "budget_round", ["round_id"], ["board_id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outgoing_mail_round_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_round_id"))
        batch_op.drop_column("round_id")

    with op.batch_alter_table("paper_ballot_line", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_ballot_line_project_id")

    op.drop_table("paper_ballot_line")
    with op.batch_alter_table("ballot_line", schema=None) as batch_op:
        batch_op.drop_index("ix_ballot_line_project_id")

    op.drop_table("ballot_line")
    op.drop_table("ballot")
    with op.batch_alter_table("voter_roll", schema=None) as batch_op:
        batch_op.drop_index("ix_voter_roll_person_id")

    op.drop_table("voter_roll")
    op.drop_table("urn_seal")
    op.drop_table("paper_ballot")
    op.drop_table("residence")
