"""Rows of history on their way into the tables: ids and numbers are taken beforehand, each table is written at once.

History is born in its last state: ``app.history`` tells the guards of the lifecycles so. Row-level security and every
constraint hold as for commands. A row is a plain namespace, for a model instance costs ten times as much to make.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from anxin.parties.org.queries import StoreInfo
from anxin.platform.money import Money
from anxin.platform.numbering.models import NumberSeries

BLOCK, AT_ONCE = 2000, 5000


class Rows:
    """Collects rows by table and writes them in the order in which the tables were named."""

    def __init__(self, tables: Sequence[type[models.Model]]) -> None:
        self._rows: dict[type[models.Model], list[Any]] = {table: [] for table in tables}
        self._ids: dict[type[models.Model], list[int]] = defaultdict(list)
        self._blank = {table: _defaults(table) for table in tables}

    def add(self, table: type[Any], **values: Any) -> Any:
        """A new row with its id and the defaults of its columns; columns as in the database (``store_id``)."""
        row = SimpleNamespace(**{**self._blank[table], **values})
        row.pk = self._next_id(table)
        self._rows[table].append(row)
        return row

    def write(self) -> int:
        """Insert everything; returns how many rows."""
        count = 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.history', 'on', true)")
            for table, rows in self._rows.items():
                columns = [field.attname for field in table._meta.concrete_fields if field.attname != "id"]
                listed = ", ".join(f'"{name}"' for name in ("id", *columns))
                insert = (
                    f"INSERT INTO {table._meta.db_table} ({listed}) SELECT {listed}"
                    f" FROM json_populate_recordset(NULL::{table._meta.db_table}, %s::json)"
                )
                for start in range(0, len(rows), AT_ONCE):
                    given = [
                        {"id": row.pk, **{name: getattr(row, name) for name in columns}}
                        for row in rows[start : start + AT_ONCE]
                    ]
                    cursor.execute(insert, [json.dumps(given, default=_plain, ensure_ascii=False)])
                count += len(rows)
                rows.clear()
            cursor.execute("SELECT set_config('app.history', '', true)")
        return count

    def _next_id(self, table: type[models.Model]) -> int:
        ids = self._ids[table]
        if not ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [table._meta.db_table, BLOCK],
                )
                ids.extend(sorted((row[0] for row in cursor.fetchall()), reverse=True))
        return ids.pop()


def _defaults(table: type[models.Model]) -> dict[str, Any]:
    """What a column holds when nothing is said: the field's default, empty text, or null."""
    fields = [field for field in table._meta.concrete_fields if not field.primary_key]
    return {field.attname: copy(field.get_default()) for field in fields}


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return value.fen
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return f"\\x{value.hex()}"
        case DateTimeTZRange():
            return f"[{value.lower.isoformat()},{value.upper.isoformat()})"
    raise TypeError(f"{type(value).__name__} has no place in a row")


class Numbers:
    """Document numbers of a store, continued from the counters, which are set at the end."""

    def __init__(self, store: StoreInfo) -> None:
        self._store = store
        known = NumberSeries.objects.filter(store_id=store.id).select_for_update()
        self._last: dict[tuple[str, int], int] = {(row.series, row.year): row.last for row in known}

    def take(self, series: str, on: date) -> str:
        """The next number of a series."""
        key = (series, on.year)
        self._last[key] = self._last.get(key, 0) + 1
        return f"{self._store.code}-{series}{on.year % 100:02}-{self._last[key]:06}"

    def keep(self) -> None:
        """Set the counters."""
        NumberSeries.objects.bulk_create(
            [
                NumberSeries(store_id=self._store.id, series=series, year=year, last=last)
                for (series, year), last in self._last.items()
            ],
            update_conflicts=True,
            unique_fields=["store_id", "series", "year"],
            update_fields=["last"],
        )


def update_from(table: str, key: str, columns: dict[str, str], rows: Sequence[Sequence[Any]], where: str = "") -> None:
    """``UPDATE … FROM unnest``: ``columns`` maps column to array type; each row is the key and then the values."""
    if not rows:
        return
    arrays = [list(column) for column in zip(*rows, strict=True)]
    types = ["bigint", *columns.values()]
    listed = ", ".join(f"%s::{kind}[]" for kind in types)
    names = ", ".join(["k", *(f"v{place}" for place in range(len(columns)))])
    settings = ", ".join(f"{column} = given.v{place}" for place, column in enumerate(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {settings} FROM unnest({listed}) AS given({names}) WHERE {table}.{key} = given.k {where}",
            arrays,
        )
