"""Compilers: Django's, and an insert that keeps its text.

Owns: the texts of inserts whose values are all plain, by model and columns. Does not own: their run
(``prepared.run_prepared``), nor the values; fields prepare them as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import SQLAggregateCompiler, SQLCompiler, SQLDeleteCompiler, SQLUpdateCompiler

from anxin.platform.database.prepared import run_prepared

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


@dataclass(frozen=True, slots=True)
class _Insert:
    """An insert as it was composed. Of several rows its parameters are one list for each column."""

    sql: str
    converters: Any


_kept: dict[tuple[Any, ...], _Insert] = {}


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Composes an insert when it comes first; later ones of the same model and columns only bring their values."""

    _fixed = False

    # The stubs know the select's signatures only; an insert's are these.
    def execute_sql(self, returning_fields: Sequence[Any] | None = None) -> list[Any]:  # type: ignore[override]
        """The columns of ``returning_fields`` for each row inserted."""
        query: Any = self.query
        key = _key_of(query, returning_fields)
        kept = _kept.get(key)
        if kept is None:
            returned: list[Any] = super().execute_sql(returning_fields)
            if self._fixed and self.connection.alias == DEFAULT_DB_ALIAS:
                _kept[key] = self._composed(returning_fields)
            return returned
        rows = [[field.pre_save(each, add=True) for field in query.fields] for each in query.objs]
        if query.raw or any(hasattr(value, "resolve_expression") for row in rows for value in row):
            return super().execute_sql(returning_fields)
        prepare = [field.get_db_prep_save for field in query.fields]
        values = [
            [each(value, connection=self.connection) for each, value in zip(prepare, row, strict=True)] for row in rows
        ]
        params = values[0] if len(values) == 1 else list(map(list, zip(*values, strict=True)))
        found = run_prepared(kept.sql, params)
        return list(self.apply_converters(found, kept.converters)) if kept.converters else found

    def as_sql(self) -> list[tuple[str, tuple[Any, ...]]]:  # type: ignore[override]
        """The statements to execute; notes the text of the one, if it is one."""
        statements: list[tuple[str, tuple[Any, ...]]] = super().as_sql()
        self._fixed = self._fixed and len(statements) == 1
        self._sql = statements[0][0]
        return statements

    def assemble_as_sql(self, fields: Any, value_rows: Any) -> Any:
        """Placeholders and values; notes whether the text is the same for any values."""
        placeholders, params = super().assemble_as_sql(fields, value_rows)
        one = len(value_rows) == 1 and fields != [None]
        plain = not any(hasattr(value, "as_sql") for value in chain.from_iterable(value_rows))
        self._fixed = isinstance(placeholders, compiler.InsertUnnest) or (one and plain)
        return placeholders, params

    def _composed(self, returning_fields: Sequence[Any] | None) -> _Insert:
        table = self.query.get_meta().db_table
        columns = [field.get_col(table) for field in returning_fields or ()]
        return _Insert(self._sql, self.get_converters(columns))


def _key_of(query: Any, returning_fields: Sequence[Any] | None) -> tuple[Any, ...]:
    """What the text of an insert depends on."""
    columns = tuple(field.column for field in query.fields)
    returned = tuple(field.column for field in returning_fields or ())
    several = len(query.objs) > 1
    if query.on_conflict is None:
        return (query.model, columns, returned, several)
    updated = tuple(field.column for field in query.update_fields)
    unique = tuple(field.column for field in query.unique_fields)
    return (query.model, columns, returned, several, query.on_conflict, updated, unique)
