"""Compilers: Django's, with inserts that keep their text and updates of one row by its key that need none composed.

Owns: the texts of statements whose values are all plain, by model and columns. Does not own: their run (``prepared``), nor
the values; fields prepare them as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import SQLAggregateCompiler, SQLCompiler, SQLDeleteCompiler
from django.db.models.lookups import Exact

from anxin.platform.database.prepared import count_prepared, run_prepared

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


@dataclass(frozen=True, slots=True)
class _Insert:
    """An insert as it was composed. Of several rows its parameters are one list for each column."""

    sql: str
    converters: Any


MOST_KEY = 2**63

_kept: dict[tuple[Any, ...], _Insert] = {}


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Composes an insert when it comes first; later ones of the same model and columns only bring their values."""

    _fixed = False

    # The stubs know the select's signatures only; an insert's are these.
    def execute_sql(self, returning_fields: Sequence[Any] | None = None) -> list[Any]:  # type: ignore[override]
        """The columns of ``returning_fields`` for each row inserted."""
        query: Any = self.query
        key = _key_of(query, returning_fields)
        kept = _kept.get(key) if self.connection.alias == DEFAULT_DB_ALIAS else None
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


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    """Of an update by the primary key alone, as ``save`` makes it, the text follows from the columns."""

    def execute_sql(self, result_type: Any) -> Any:  # type: ignore[override]
        """The number of rows written, where it is asked for."""
        query: Any = self.query
        fields = [field for field, _model, _value in query.values]
        key = None if query.related_updates or not fields else key_in(query)
        if key is None or self.connection.alias != DEFAULT_DB_ALIAS or not all(map(_is_plain, query.values)):
            return super().execute_sql(result_type)
        params = [field.get_db_prep_save(value, connection=self.connection) for field, _model, value in query.values]
        pk = query.model._meta.pk
        sql = _update(query.model._meta.db_table, tuple(field.column for field in fields), pk.column)
        return count_prepared(sql, [*params, pk.get_db_prep_value(key, self.connection)])


@cache
def _update(table: str, columns: tuple[str, ...], key: str) -> str:
    values = ", ".join(f'"{column}" = %s' for column in columns)
    return f'UPDATE "{table}" SET {values} WHERE "{key}" = %s'


def key_in(query: Any) -> Any:
    """The value of a condition that asks for the primary key of the table itself and nothing else."""
    if query.where.negated or len(query.where.children) != 1:
        return None
    lookup = query.where.children[0]
    is_key = isinstance(lookup, Exact) and getattr(lookup.lhs, "target", None) is query.model._meta.pk
    # A join with the same table has the same column under another alias.
    is_key = is_key and lookup.lhs.alias == query.get_initial_alias()
    return lookup.rhs if is_key and type(lookup.rhs) is int and lookup.rhs < MOST_KEY else None


def _is_plain(given: tuple[Any, Any, Any]) -> bool:
    field, _model, value = given
    needs_text = hasattr(value, "resolve_expression") or hasattr(value, "prepare_database_save")
    return not needs_text and not hasattr(field, "get_placeholder")
