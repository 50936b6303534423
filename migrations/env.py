"""Alembic's entry: migrates the connection that idea4gov.store.migrate hands over, inside its transaction."""

from alembic import context

from idea4gov.store import models
from idea4gov.store.base import Base

assert models

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    include_object=context.config.attributes.get("include_object"),
)
if connection.dialect.name == "postgresql":
    # A migration that waits for a lock would make everybody else wait behind it.
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = '15min'")
with context.begin_transaction():
    context.run_migrations()
