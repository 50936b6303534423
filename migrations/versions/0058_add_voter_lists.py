"""add lists of eligible people, and the key under which the number of a person is digested"""

from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE person ADD COLUMN identity_key_id VARCHAR CONSTRAINT ck_person_identity_key_id "
        "CHECK ((identity_digest IS NULL) = (identity_key_id IS NULL))"
    )


def downgrade() -> None:
    op.drop_column("person", "identity_key_id")
