"""add the search index of proposals

No model describes this table: its type is each engine's own. It starts empty; `db upgrade` fills it.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SQLITE = """
CREATE VIRTUAL TABLE proposal_search USING fts5(
  scope, title, body, tokenize = 'unicode61 remove_diacritics 0', detail = full
)
"""
POSTGRESQL = """
CREATE TABLE proposal_search (
  proposal_id bigint CONSTRAINT pk_proposal_search PRIMARY KEY
    CONSTRAINT fk_proposal_search_proposal_id REFERENCES proposal (id) ON DELETE CASCADE,
  pieces tsvector NOT NULL
)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
        return
    op.execute(POSTGRESQL)
    op.execute("CREATE INDEX ix_proposal_search_pieces ON proposal_search USING gin (pieces)")


def downgrade() -> None:
    op.execute("DROP TABLE proposal_search")
