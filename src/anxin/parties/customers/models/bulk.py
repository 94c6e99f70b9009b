"""Many wide rows in one statement: the rows travel as one JSON value, not as thousands of parameters.

Django's ``bulk_create`` spends more time on the placeholders of such rows than PostgreSQL on the rows (``bench/import.py``).
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert_rows(
    rows: Sequence[models.Model], returning: tuple[str, ...], *, ignore_conflicts: bool = False
) -> list[tuple[Any, ...]]:
    """Insert new rows of one model; gives the ``returning`` columns of each row that went in, in any order."""
    if not rows:
        return []
    meta = rows[0]._meta
    fields = [one for one in meta.concrete_fields if not one.primary_key and not one.generated]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    sent = [{one.column: getattr(row, one.attname) for one in fields} for row in rows]
    conflict = "ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({columns})"
            f" SELECT {columns} FROM json_populate_recordset(NULL::{meta.db_table}, %s::json)"
            f" {conflict} RETURNING {', '.join(returning)}",
            [json.dumps(sent, default=str, ensure_ascii=False)],
        )
        return list(cursor.fetchall())
