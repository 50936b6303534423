"""add places"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "province",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_th", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column(
            "sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.CheckConstraint("length(code) = 2", name=op.f("ck_province_code_shape")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_province")),
    )
    op.create_table(
        "district",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("name_th", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(code) = 4 AND substr(code, 1, 2) = province_code",
            name=op.f("ck_district_code_in_province"),
        ),
        sa.ForeignKeyConstraint(["province_code"], ["province.code"], name=op.f("fk_district_province_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_district")),
    )
    with op.batch_alter_table("district", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_district_province_code"), ["province_code"], unique=False)

    op.create_table(
        "local_government",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name_th", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("district_code", sa.String(), nullable=True),
        sa.Column("dla_code", sa.String(), nullable=True),
        sa.Column(
            "sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.CheckConstraint(
            "kind IN ('pao','city','town','subdistrict_municipality','tao','bangkok','pattaya')",
            name=op.f("ck_local_government_kind"),
        ),
        sa.CheckConstraint(
            "substr(code, 1, 2) = province_code", name=op.f("ck_local_government_code_in_province")
        ),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_local_government_district_code")
        ),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name=op.f("fk_local_government_province_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_local_government")),
        sa.UniqueConstraint("code", "province_code", name=op.f("uq_local_government_code_province_code")),
    )
    with op.batch_alter_table("local_government", schema=None) as batch_op:
        batch_op.create_index(
            "ix_local_government_province_code_sort_key", ["province_code", "sort_key"], unique=False
        )

    op.create_table(
        "subdistrict",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("district_code", sa.String(), nullable=False),
        sa.Column("province_code", sa.String(), nullable=False),
        sa.Column("name_th", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(code) = 6 AND substr(code, 1, 4) = district_code",
            name=op.f("ck_subdistrict_code_in_district"),
        ),
        sa.CheckConstraint(
            "substr(code, 1, 2) = province_code", name=op.f("ck_subdistrict_code_in_province")
        ),
        sa.ForeignKeyConstraint(
            ["district_code"], ["district.code"], name=op.f("fk_subdistrict_district_code")
        ),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name=op.f("fk_subdistrict_province_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_subdistrict")),
        sa.UniqueConstraint("code", "province_code", name=op.f("uq_subdistrict_code_province_code")),
    )
    with op.batch_alter_table("subdistrict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subdistrict_district_code"), ["district_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_subdistrict_province_code"), ["province_code"], unique=False)

    op.create_table(
        "local_government_subdistrict",
        sa.Column("local_government_code", sa.String(), nullable=False),
        sa.Column("subdistrict_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["local_government_code"],
            ["local_government.code"],
            name=op.f("fk_local_government_subdistrict_local_government_code"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_code"],
            ["subdistrict.code"],
            name=op.f("fk_local_government_subdistrict_subdistrict_code"),
        ),
        sa.PrimaryKeyConstraint(
            "local_government_code", "subdistrict_code", name=op.f("pk_local_government_subdistrict")
        ),
    )
    with op.batch_alter_table("local_government_subdistrict", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_local_government_subdistrict_subdistrict_code"), ["subdistrict_code"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("local_government_subdistrict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_government_subdistrict_subdistrict_code"))

    op.drop_table("local_government_subdistrict")
    with op.batch_alter_table("subdistrict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subdistrict_province_code"))
        batch_op.drop_index(batch_op.f("ix_subdistrict_district_code"))

    op.drop_table("subdistrict")
    with op.batch_alter_table("local_government", schema=None) as batch_op:
        batch_op.drop_index("ix_local_government_province_code_sort_key")

    op.drop_table("local_government")
    with op.batch_alter_table("district", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_district_province_code"))

    op.drop_table("district")
    op.drop_table("province")
