"""know which mails are given up and what the relay said, and whether the relay itself is away"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DUE, WAITS = "ix_outgoing_mail_next_try_at", sa.text("given_up_at IS NULL")
GIVEN_UP, FORMER_LIMIT = "ix_outgoing_mail_given_up_at", 8


def upgrade() -> None:
    op.add_column("outgoing_mail", sa.Column("given_up_at", MOMENT, nullable=True))
    op.add_column("outgoing_mail", sa.Column("words", sa.String(), nullable=True))
    mail = _mail()
    # Their next try would have been then.
    op.execute(mail.update().where(mail.c.attempts >= FORMER_LIMIT).values(given_up_at=mail.c.next_try_at))
    op.drop_index(DUE, "outgoing_mail")
    op.create_index(DUE, "outgoing_mail", ["next_try_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    up = sa.text("given_up_at IS NOT NULL")
    op.create_index(GIVEN_UP, "outgoing_mail", ["given_up_at"], sqlite_where=up, postgresql_where=up)
    op.create_table(
        "mail_relay",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("away_since", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_relay_one")),
        sa.CheckConstraint("failures > 0", name=op.f("ck_mail_relay_failures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_relay")),
    )


def downgrade() -> None:
    op.drop_table("mail_relay")
    mail = _mail()
    op.execute(mail.update().where(mail.c.given_up_at.is_not(None)).values(attempts=FORMER_LIMIT))
    op.drop_index(GIVEN_UP, "outgoing_mail")
    op.drop_index(DUE, "outgoing_mail")
    op.create_index(DUE, "outgoing_mail", ["next_try_at"])
    op.drop_column("outgoing_mail", "words")
    op.drop_column("outgoing_mail", "given_up_at")


def _mail() -> sa.TableClause:
    columns = (sa.column("attempts"), sa.column("next_try_at", MOMENT), sa.column("given_up_at", MOMENT))
    return sa.table("outgoing_mail", *columns)
