"""renew the search index of proposals: texts that look alike have the same pieces now

The pieces of before are those of each text as it was typed. `db upgrade` fills the index again; downgrading
empties it as well, for the pieces of the code that then runs.
"""

from alembic import op

revision = "0038"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM proposal_search")


def downgrade() -> None:
    op.execute("DELETE FROM proposal_search")
