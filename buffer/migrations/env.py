"""Alembic's entry: run the steps on the connection that `buffer.upgrading` hands over.

There is no `alembic.ini` and no offline mode: a buffer is upgraded by the program that opens it,
inside that program's transaction.
"""

from alembic import context

from buffer.schema import Base
from buffer.upgrading import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
