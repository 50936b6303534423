"""renew the search index of proposals, and add one of boards

Texts that look alike have the same pieces now; those in the index are of each text as it was typed. `db upgrade`
fills both. Downgrading empties the older one as well, for the pieces of the code that then runs.
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

SQLITE = """
CREATE VIRTUAL TABLE board_search USING fts5(
  scope, title, body, tokenize = 'unicode61 remove_diacritics 0', detail = full
)
"""
POSTGRESQL = """
CREATE TABLE board_search (
  board_id bigint CONSTRAINT pk_board_search PRIMARY KEY
    CONSTRAINT fk_board_search_board_id REFERENCES board (id) ON DELETE CASCADE,
  pieces tsvector NOT NULL
)
"""


def upgrade() -> None:
    op.execute("DELETE FROM proposal_search")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
        return
    op.execute(POSTGRESQL)
    op.execute("CREATE INDEX ix_board_search_pieces ON board_search USING gin (pieces)")


def downgrade() -> None:
    op.execute("DROP TABLE board_search")
    op.execute("DELETE FROM proposal_search")
