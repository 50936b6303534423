"""add photos of milestones: a photo belongs to a proposal or to a report on a project"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PHOTO = sa.table("photo", sa.column("id"), sa.column("milestone_id"))
FILE = sa.table("photo_file", sa.column("photo_id"))


def upgrade() -> None:
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("milestone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.alter_column("proposal_id", existing_type=sa.BigInteger(), nullable=True)
        batch_op.create_foreign_key(
            op.f("fk_photo_milestone_id"), "budget_milestone", ["milestone_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_photo_milestone_id_position"), ["milestone_id", "position"]
        )
        batch_op.create_check_constraint(
            op.f("ck_photo_of_one"), "(proposal_id IS NULL) <> (milestone_id IS NULL)"
        )


def downgrade() -> None:
    of_milestones = sa.select(PHOTO.c.id).where(PHOTO.c.milestone_id.is_not(None))
    op.execute(FILE.delete().where(FILE.c.photo_id.in_(of_milestones)))
    op.execute(PHOTO.delete().where(PHOTO.c.milestone_id.is_not(None)))
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_photo_of_one"), type_="check")
        batch_op.drop_constraint(op.f("uq_photo_milestone_id_position"), type_="unique")
        batch_op.drop_constraint(op.f("fk_photo_milestone_id"), type_="foreignkey")
        batch_op.alter_column("proposal_id", existing_type=sa.BigInteger(), nullable=False)
        batch_op.drop_column("milestone_id")
