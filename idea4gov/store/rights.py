"""Two roles of PostgreSQL: an owner changes the schema; the role that serves reads and writes rows.

Also the settings of their sessions, which hold behind every pooler.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from idea4gov.domain.errors import Conflict

# Rows that are written once: nothing of the site changes or removes them.
WRITTEN_ONCE = (
    "audit_entry",
    "board_result_line",
    "budget_alternative",
    "budget_area_result",
    "budget_result",
    "budget_result_line",
    "comment_revision",
    "list_claim",
    "moderation_act",
    "official_answer_revision",
    "proposal_revision",
    "roll_sample",
    "round_event",
    "urn_ballot",
    "urn_ballot_line",
    "urn_block",
    "urn_head",
    "urn_seal",
)
READ_ALONE = ("alembic_version", "kept_key")
# A temporary table comes before a lasting one of its name, also where a trigger looks for it.
BEYOND = text(
    "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication"
    " OR has_schema_privilege(rolname, current_schema(), 'CREATE')"
    " OR has_database_privilege(rolname, current_database(), 'CREATE')"
    " OR has_database_privilege(rolname, current_database(), 'TEMPORARY')"
    " OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid)"
    " OR EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tableowner = rolname)"
    " FROM pg_roles WHERE rolname = :user"
)

OF_OWNER: Mapping[str, str] = {"TimeZone": "UTC", "lock_timeout": "10s"}
OF_SERVING: Mapping[str, str] = {
    **OF_OWNER,
    "statement_timeout": "30s",
    # A count computes for minutes between two statements of its snapshot.
    "idle_in_transaction_session_timeout": "15min",
}


class RoleMayMore(Conflict):
    """The role that serves owns tables or may change the schema by other rights."""

    code = "role_may_more"


class Serving(NamedTuple):
    """The role that serves, with the password for the case that it has to be made."""

    user: str
    password: str


def grant_rights(db: Session, serving: Serving) -> None:
    """Let a role read and write rows, and no more; make it where there is none. Call it as the owner.

    What it could do before is taken from it. Raises RoleMayMore; DBAPIError where the owner may not do this.
    """
    connection = db.connection()
    if _is_missing(connection, serving.user):
        _make_role(connection, serving)
    quote = connection.dialect.identifier_preparer.quote
    names = connection.execute(text("SELECT current_database(), current_schema()")).one()
    role, base, schema = map(quote, (serving.user, *names))
    for statement in (
        f"REVOKE CREATE, TEMPORARY ON DATABASE {base} FROM PUBLIC, {role}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        f"REVOKE UPDATE, DELETE ON {', '.join(WRITTEN_ONCE)} FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(READ_ALONE)} FROM {role}",
    ):
        connection.exec_driver_sql(statement)
    if has_more_rights(db, serving.user):
        raise RoleMayMore()


def has_more_rights(db: Session, user: str | None = None) -> bool:
    """Whether a role, or whoever is connected, may change the schema. False on SQLite, which has no roles."""
    if db.get_bind().dialect.name != "postgresql":
        return False
    user = user or db.execute(text("SELECT current_user")).scalar_one()
    return bool(db.execute(BEYOND, {"user": user}).scalar_one())


def keep_settings(db: Session, user: str, settings: Mapping[str, str]) -> bool:
    """Give the sessions that a role begins in this database these settings.

    A role may do so for itself; for others one with CREATEROLE. Returns whether it was allowed. Sessions that
    are open, also those of a pooler, stay as they are.
    """
    connection = db.connection()
    quote = connection.dialect.identifier_preparer.quote
    base = quote(connection.execute(text("SELECT current_database()")).scalar_one())
    try:
        with connection.begin_nested():
            for name, value in settings.items():
                connection.exec_driver_sql(
                    f"ALTER ROLE {quote(user)} IN DATABASE {base} SET {name} = '{value}'"
                )
    except ProgrammingError:
        return False
    return True


def current_role(db: Session) -> str:
    """The name of the role that this session belongs to."""
    return str(db.execute(text("SELECT current_user")).scalar_one())


def list_missing(db: Session) -> list[str]:
    """The settings of a role that serves which this session does not have, by name. SQLite has none."""
    if db.get_bind().dialect.name != "postgresql":
        return []
    query = select(*(func.current_setting(name).label(name) for name in OF_SERVING))
    found = db.execute(query).mappings().one()
    return [name for name, value in OF_SERVING.items() if found[name] != value]


def _is_missing(connection: Connection, user: str) -> bool:
    found = connection.execute(text("SELECT FROM pg_roles WHERE rolname = :user"), {"user": user})
    return found.first() is None


def _make_role(connection: Connection, serving: Serving) -> None:
    # Only the verifier of the password leaves this process: statements may stand in the server's log.
    driver = connection.connection.driver_connection
    assert driver is not None
    verifier = driver.pgconn.encrypt_password(
        serving.password.encode(), serving.user.encode(), b"scram-sha-256"
    ).decode()
    role = connection.dialect.identifier_preparer.quote(serving.user)
    connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN NOINHERIT PASSWORD '{verifier}'")
