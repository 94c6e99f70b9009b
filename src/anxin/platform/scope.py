"""The unit of work: one transaction on an actor's behalf, with the actor's stores set for row-level security.

Commands and queries open it or join it. Nothing else touches the database (see ``house`` rules in ARCHITECTURE.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import run_prepared
from anxin.platform.errors import TooSlow

SET_STORES = "SELECT set_config('app.stores', %s, true)"
READ_ONLY = ", set_config('transaction_read_only', 'on', true)"
LIMITED = ", set_config('statement_timeout', %s, true)"


@dataclass(slots=True)
class UnitOfWork:
    """What belongs to the running transaction: ``events`` and ``notes`` (audit) are written at its end.

    ``may_catch``: whoever runs in it may catch a command's refusal and go on, as a page does that answers with another.
    """

    actor: Actor
    command: str
    stores: frozenset[int]
    writable: bool
    events: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    values: dict[Any, Any] = field(default_factory=dict)
    may_catch: bool = False


_current: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_most_milliseconds: ContextVar[int] = ContextVar("most_milliseconds", default=0)


def current_unit() -> UnitOfWork | None:
    """The running unit of work, if any."""
    return _current.get()


def request_id() -> str:
    """Identifier of the request or job that runs, for logs and the audit trail."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    """Name the request or job that runs."""
    _request_id.set(value)


@contextmanager
def limited_statements(milliseconds: int) -> Iterator[None]:
    """Units that begin inside end with :class:`TooSlow` when one of their statements takes longer; 0 is no limit.

    Somebody waits for a request; nobody waits for a job, which has no limit.
    """
    token = _most_milliseconds.set(milliseconds)
    try:
        yield
    finally:
        _most_milliseconds.reset(token)


def _apply(stores: frozenset[int], *, read_only: bool = False, most: int | None = None) -> None:
    """``most`` is the limit of each statement in milliseconds, 0 for none; None leaves it as it is."""
    statement, values = SET_STORES, ["{" + ",".join(map(str, sorted(stores))) + "}"]
    if read_only:
        statement += READ_ONLY
    if most is not None:
        statement, values = statement + LIMITED, [*values, str(most)]
    run_prepared(statement, values)


@contextmanager
def unit_of_work(actor: Actor, command: str, *, writable: bool) -> Iterator[UnitOfWork]:
    """Open a transaction in the actor's scope, or join the running one; a joined call never widens the scope.

    :raises RuntimeError: a write is started inside a read
    """
    outer = _current.get()
    if outer is None:
        yield from _open(actor, command, writable)
        return
    if writable and not outer.writable:
        raise RuntimeError(f"{command} writes, but it was called inside the read {outer.command}")
    stores = outer.stores & actor.store_ids
    with _cut_back(outer):
        if stores == outer.stores:
            yield outer
            return
        inner = UnitOfWork(actor, command, stores, outer.writable, outer.events, outer.notes, outer.values)
        with _inside(inner, outer):
            yield inner


@contextmanager
def separate_unit(actor: Actor, command: str, *, savepoint: bool = True) -> Iterator[UnitOfWork]:
    """A unit inside the running one with a savepoint, events and notes of its own; the caller concludes it.

    Without a savepoint its failure ends the running one too.

    :raises RuntimeError: nothing is running
    """
    outer = _current.get()
    if outer is None:
        raise RuntimeError(f"{command} needs a running unit of work")
    unit = UnitOfWork(actor, command, outer.stores & actor.store_ids, outer.writable)
    with _inside(unit, outer, savepoint=savepoint):
        yield unit


@contextmanager
def _inside(inner: UnitOfWork, outer: UnitOfWork, *, savepoint: bool = True) -> Iterator[None]:
    with transaction.atomic(savepoint=savepoint):
        if inner.stores != outer.stores:
            _apply(inner.stores)
        token = _current.set(inner)
        try:
            yield
        finally:
            _current.reset(token)
        # Only on success: a rollback to the savepoint brings the outer setting back by itself.
        if inner.stores != outer.stores:
            _apply(outer.stores)


@contextmanager
def _cut_back(unit: UnitOfWork) -> Iterator[None]:
    """What a failed command said goes with what it wrote, when its caller catches the failure outside a savepoint."""
    events, notes = len(unit.events), len(unit.notes)
    try:
        yield
    except BaseException:
        del unit.events[events:]
        del unit.notes[notes:]
        raise


@contextmanager
def undone_when_caught(unit: UnitOfWork | None) -> Iterator[None]:
    """A savepoint for a command whose refusal its caller may catch: nothing that it wrote stays.

    Commands that it calls need none of their own, nor does a unit that no refusal leaves alive (an endpoint's).
    """
    if unit is None or not unit.may_catch:
        yield
        return
    stores = unit.stores
    unit.may_catch = False
    try:
        with transaction.atomic():
            yield
    except BaseException:
        unit.stores = stores
        raise
    finally:
        unit.may_catch = True


def _open(actor: Actor, command: str, writable: bool) -> Iterator[UnitOfWork]:
    unit = UnitOfWork(actor, command, actor.store_ids, writable)
    # Inside a surrounding transaction (tests) a read must not turn that transaction read-only.
    nested = connection.in_atomic_block
    limit = _most_milliseconds.get()
    with _told_when_cut_off(limit), transaction.atomic():
        _apply(unit.stores, read_only=not writable and not nested, most=limit or None)
        token = _current.set(unit)
        try:
            yield unit
        finally:
            _current.reset(token)
        if nested:
            _apply(frozenset(), most=0 if limit else None)


@contextmanager
def _told_when_cut_off(limit: int) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if limit and isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise


def admit_new_store(store_id: int) -> None:
    """Let the running unit write rows of the store that its command has just made; nothing else widens a unit.

    :raises RuntimeError: called outside a command
    """
    unit = _current.get()
    if unit is None or not unit.writable:
        raise RuntimeError("admit_new_store is only for use inside a command")
    unit.stores |= {store_id}
    _apply(unit.stores)


@contextmanager
def reading(actor: Actor, name: str = "page") -> Iterator[UnitOfWork]:
    """One read transaction for a page: the queries called inside join it."""
    with unit_of_work(actor, name, writable=False) as unit:
        yield unit
