"""Counts and checksums of all rows, by which a backup and what was restored from it are compared.

Does not own: the backup file (backup.py).
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql


@dataclass(frozen=True)
class TableContent:
    """What one table holds: the number of rows and a checksum that does not depend on their order."""

    rows: int
    checksum: str


def table_contents(connection: psycopg.Connection[Any]) -> dict[str, TableContent]:
    """Every ordinary table of the database by ``schema.table``, as seen in the connection's transaction.

    :raises psycopg.errors.InsufficientPrivilege: row-level security would hide rows from this role
    """
    # text forms must not depend on the server's settings, and no policy may hide a row
    connection.execute("SET LOCAL TimeZone = 'UTC'")
    connection.execute("SET LOCAL DateStyle = 'ISO, YMD'")
    connection.execute("SET LOCAL extra_float_digits = 1")
    connection.execute("SET LOCAL row_security = off")
    names = connection.execute(
        """
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1, 2
        """
    ).fetchall()
    return {f"{schema}.{table}": _content(connection, schema, table) for schema, table in names}


def _content(connection: psycopg.Connection[Any], schema: str, table: str) -> TableContent:
    statement = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t")
    row = connection.execute(statement.format(sql.Identifier(schema, table))).fetchone()
    assert row is not None
    return TableContent(int(row[0]), str(row[1]))


def differences(expected: dict[str, TableContent], found: dict[str, TableContent]) -> list[str]:
    """The tables that do not hold the same, each with what was expected and what was found."""
    return [
        f"{name}: {expected.get(name)} -> {found.get(name)}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]
