"""The backend that ``DATABASES`` names: Django's own but for its compilers and how many statements stay prepared."""

from typing import Any

from django.db.backends.postgresql import base, operations

# A visit has some 150 fixed statements; beyond the limit psycopg would drop and prepare them in turn.
PREPARED_STATEMENTS = 400


class DatabaseOperations(operations.DatabaseOperations):
    """Looks for compilers in this package."""

    compiler_module = "anxin.platform.database.backend.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose inserts are prepared."""

    ops_class = DatabaseOperations

    def _configure_connection(self, connection: Any) -> Any:
        connection.prepared_max = PREPARED_STATEMENTS
        # Called from the pool, too; the stubs do not list it.
        return super()._configure_connection(connection)  # type: ignore[misc]
