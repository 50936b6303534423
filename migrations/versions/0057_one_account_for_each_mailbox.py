"""one account for each mailbox, however its address is spelled; and whose mailbox an erased account had

Where several accounts had one mailbox, the oldest confirmed one has it; the others go on as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PART = 10_000
# What the providers ignore, as it was on the day of this migration: (domains, signs, instead of "." , tag).
PROVIDERS = (
    ("gmail.com googlemail.com", ".", ".", "+"),
    ("proton.me protonmail.com protonmail.ch pm.me", ".-_", ".", "+"),
    ("icloud.com me.com mac.com", "", ".", "+"),
    ("yandex.com yandex.ru ya.ru yandex.by yandex.kz yandex.ua", "", "-", "+"),
    *(
        (domain, "", ".", "-")
        for domain in [
            "yahoo.com",
            "yahoo.co.th",
            "yahoo.co.uk",
            "yahoo.co.jp",
            "ymail.com",
            "rocketmail.com",
        ]
    ),
)
KNOWN = {domain: (row[0].split()[0], *row[1:]) for row in PROVIDERS for domain in row[0].split()}


def upgrade() -> None:
    op.add_column("account", sa.Column("mailbox", sa.String(), nullable=True))
    _fill()
    op.create_index("uq_account_mailbox", "account", ["mailbox"], unique=True)
    op.create_table(
        "erased_mailbox",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_erased_mailbox_digest_length")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erased_mailbox_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erased_mailbox")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_erased_mailbox_person_id", "erased_mailbox", ["person_id"])


def _fill() -> None:
    """Fill the column, those who have confirmed their address first, then in the order of registering."""
    bind, taken = op.get_bind(), set[str]()
    for confirmed in ("IS NOT NULL", "IS NULL"):
        after = 0
        query = sa.text(
            "SELECT id, email FROM account WHERE erased_at IS NULL"  # noqa: S608
            f" AND email_confirmed_at {confirmed} AND id > :after ORDER BY id LIMIT {PART}"
        )
        while rows := bind.execute(query, {"after": after}).all():
            after = rows[-1].id
            _fill_part([(row.id, _mailbox(row.email)) for row in rows], taken)


def _fill_part(found: list[tuple[int, str]], taken: set[str]) -> None:
    free = []
    for account_id, mailbox in found:
        if mailbox not in taken:
            taken.add(mailbox)
            free.append({"id": account_id, "mailbox": mailbox})
    if free:
        op.get_bind().execute(sa.text("UPDATE account SET mailbox = :mailbox WHERE id = :id"), free)


def _mailbox(address: str) -> str:
    local, _, domain = address.rpartition("@")
    label, _, above = domain.partition(".")
    if above in ("fastmail.com", "fastmail.fm"):
        local, domain = label, above
    domain, ignored, dot, tag = KNOWN.get(domain, (domain, "", ".", "+"))
    name = local.split("+", 1)[0].split(tag, 1)[0]
    name = "".join(sign for sign in name if sign not in ignored).replace(".", dot)
    return f"{name or local}@{domain}"


def downgrade() -> None:
    op.drop_table("erased_mailbox")
    op.drop_index("uq_account_mailbox", "account")
    op.drop_column("account", "mailbox")
