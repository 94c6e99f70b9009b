"""Statements that are compiled once per process and prepared once per connection.

Owns: placeholders for the arguments, the compiled form, its run. Does not own: which rows somebody may see; the
queryset says so as anywhere else. For the few selects that every step of a visit makes: building and compiling a
queryset costs several times what its run does (``bench/visit.py``).
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.query import get_related_populators

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class IsAnyOf(models.Lookup):
    """``field__any=[…]``: one placeholder for a list of any length, where ``in`` has one for each value."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*left_params, *right_params)


@ArrayField.register_lookup
class Meets(IsAnyOf):
    """``array__meets=[…]``: one placeholder where ``overlap`` has one for each value; eighty stores cost as much as one."""

    lookup_name = "meets"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} && {right}::integer[]", (*left_params, *right_params)


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where the value of an argument goes."""

    place: int


class Given(models.Expression):
    """Stands for an argument while a select is compiled."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (_Slot(self.place),)


class PreparedSelect(Generic[M]):
    """A select of whole rows of one model (joined rows included), compiled when it is first run.

    ``build`` gets ``count`` placeholders, which may only stand as a whole on the right of a lookup (lists after
    ``__any``), and gives a queryset.
    """

    def __init__(self, build: "Callable[..., models.QuerySet[M]]", count: int) -> None:
        self._build = build
        self._count = count
        self._compiled: _Compiled[M] | None = None

    def fetch(self, *values: Any) -> list[M]:
        """The rows for the values: as PostgreSQL takes them, in the order of the placeholders, none of them None."""
        if self._compiled is None:
            self._compiled = _compile(self._build(*map(Given, range(self._count))))
        compiled = self._compiled
        params = [values[one.place] if isinstance(one, _Slot) else one for one in compiled.params]
        return [compiled.instance(row) for row in run_prepared(compiled.sql, params)]


def run_prepared(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a fixed statement, prepared, and give its rows; of a statement that returns nothing, none.

    PostgreSQL sees the placeholders, not the values: where it cannot tell a type, the statement says it (``%s::text``).
    """
    with _executed(sql, values) as cursor:
        return [] if cursor.rownumber is None else cursor.fetchall()


def count_prepared(sql: str, values: Sequence[Any]) -> int:
    """Run a fixed statement, prepared, and give the number of rows that it wrote."""
    with _executed(sql, values) as cursor:
        return int(cursor.rowcount)


@contextmanager
def _executed(sql: str, values: Sequence[Any]) -> Iterator[Any]:
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    # Django's own cursors put the values into the text; only PostgreSQL's placeholders can be prepared.
    factory: Any = ServerBindingCursor
    with factory(database.connection) as cursor:
        if database.queries_logged or database.execute_wrappers:
            database._prepare_cursor(cursor).execute(sql, values)
        else:
            # What Django's wrapper does, without its layers: they cost as much as the rest of this function.
            database.validate_no_broken_transaction()
            with database.wrap_database_errors:
                cursor.execute(sql, values)
        yield cursor


@dataclass(frozen=True, slots=True)
class Statement:
    """A fixed statement with its values."""

    sql: str
    values: Sequence[Any]


def run_together(statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    """Run fixed statements that write different tables in one go, prepared, and give the rows of the last."""
    sql = _joined(tuple(each.sql for each in statements))
    return run_prepared(sql, [value for each in statements for value in each.values])


@functools.cache
def _joined(texts: tuple[str, ...]) -> str:
    *first, last = texts
    named = ", ".join(f"written_{place} AS ({text})" for place, text in enumerate(first))
    return f"WITH {named} {last}" if named else last


def prepared(build: "Callable[P, models.QuerySet[M]]") -> Callable[P, list[M]]:
    """Turn a function that builds a queryset of its arguments into one that fetches the rows.

    What :class:`PreparedSelect` says of the arguments holds.
    """
    signature = inspect.signature(build)
    select: PreparedSelect[M] = PreparedSelect(build, len(signature.parameters))

    @functools.wraps(build)
    def fetch(*args: P.args, **kwargs: P.kwargs) -> list[M]:
        return select.fetch(*(signature.bind(*args, **kwargs).args if kwargs else args))

    return fetch


def prepared_values(build: Callable[P, Any]) -> Callable[P, list[tuple[Any, ...]]]:
    """Turn a function that builds ``values_list`` of its arguments, sums included, into one that fetches the tuples.

    What :class:`PreparedSelect` says of the arguments holds.
    """
    signature = inspect.signature(build)
    make: Callable[..., Any] = build
    known: list[_CompiledValues] = []

    @functools.wraps(build)
    def fetch(*args: P.args, **kwargs: P.kwargs) -> list[tuple[Any, ...]]:
        if not known:
            known.append(_compile_values(make(*map(Given, range(len(signature.parameters))))))
        return known[0].fetch(signature.bind(*args, **kwargs).args if kwargs else args)

    return fetch


@dataclass(frozen=True, slots=True)
class _CompiledValues:
    sql: str
    params: tuple[Any, ...]
    converters: list[tuple[int, list[Any], Any]]

    def fetch(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        params = [values[one.place] if isinstance(one, _Slot) else one for one in self.params]
        rows = run_prepared(self.sql, params)
        return [tuple(_converted(row, self.converters)) for row in rows] if self.converters else rows


def _converted(fetched: Sequence[Any], converters: list[tuple[int, list[Any], Any]]) -> list[Any]:
    row = list(fetched)
    for position, each, expression in converters:
        for convert in each:
            row[position] = convert(row[position], expression, connection)
    return row


def _compile_values(queryset: "models.QuerySet[Any]") -> _CompiledValues:
    getattr(queryset, "require_scope", bool)()
    compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([each[0] for each in compiler.select])
    return _CompiledValues(
        sql, tuple(params), [(place, each, expression) for place, (each, expression) in converters.items()]
    )


@dataclass(frozen=True, slots=True)
class _Compiled(Generic[M]):
    model: type[M]
    sql: str
    params: tuple[Any, ...]
    attributes: list[str]
    columns: slice
    populators: list[Any]
    converters: list[tuple[int, list[Any], Any]]

    def instance(self, fetched: tuple[Any, ...]) -> M:
        row: Any = _converted(fetched, self.converters) if self.converters else fetched
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.attributes, row[self.columns])
        for populator in self.populators:
            populator.populate(row, found)
        return found


def _compile(queryset: "models.QuerySet[M]") -> _Compiled[M]:
    getattr(queryset, "require_scope", bool)()
    compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    populators: Any = get_related_populators
    sql, params = compiler.as_sql()
    info = compiler.klass_info
    places = info["select_fields"]
    columns = slice(places[0], places[-1] + 1)
    selected = [each[0] for each in compiler.select]
    converters = compiler.get_converters(selected)
    return _Compiled(
        model=info["model"],
        sql=sql,
        params=tuple(params),
        attributes=[each.target.attname for each in selected[columns]],
        columns=columns,
        populators=populators(info, compiler.select, DEFAULT_DB_ALIAS),
        converters=[(place, found, expression) for place, (found, expression) in converters.items()],
    )
