"""What Alembic runs: the changes, on the connection that it was given."""

from __future__ import annotations

from alembic import context

from fiscus.core.store.migrations import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
