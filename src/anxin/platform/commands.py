"""Writes: ``@command`` opens the transaction, checks the permission, records what was done and by whom.

Every command is a plain function ``verb_noun(*, actor, …)`` and stands in ``registry`` for the access test.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast

from anxin.platform import audit, clock, events
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import Statement, run_together
from anxin.platform.discovery import owner_of
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.scope import UnitOfWork, current_unit, undone_when_caught, unit_of_work

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RegisteredCommand:
    """A command as the access test and the permission page see it."""

    name: str
    permission: str | None
    function: Callable[..., Any]
    rule: str = ""


registry: dict[str, RegisteredCommand] = {}

KEPT_ANSWER = "platform.once"
HANDLED_EVENT = "platform.handle_event"
CARRIERS = frozenset({KEPT_ANSWER, HANDLED_EVENT})
"""Units that keep the answer to a key or hand an event on; the first command inside gives such a unit its own name."""


def command(permission: str | None, *, rule: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a command that needs ``permission`` in at least one store.

    The function itself fetches its rows through ``visible_to(actor, permission)`` and so checks the store.
    ``None`` is for acts that anybody may do on themselves (sign out, change own password). ``rule`` is the requirement row
    of what it refuses without naming a closer one.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        name = _name_of(function)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = cast(Actor, kwargs["actor"])
            if permission is not None:
                actor.require(permission)
            outer = current_unit()
            with (
                _named(outer, name),
                _ruled(rule),
                undone_when_caught(outer),
                unit_of_work(actor, name, writable=True) as unit,
            ):
                result = function(*args, **kwargs)
                if outer is None:
                    conclude(unit, at=_moment_of(kwargs))
            return result

        registry[name] = RegisteredCommand(name, permission, run, rule)
        return run

    return wrap


@contextmanager
def _ruled(rule: str) -> Iterator[None]:
    """What is refused names its rule."""
    try:
        yield
    except (Invalid, Conflict) as refusal:
        refusal.rule = refusal.rule or rule
        raise


@contextmanager
def _named(outer: UnitOfWork | None, name: str) -> Iterator[None]:
    """What carries a command bears its name, of several that of the first that was carried out."""
    if outer is None or outer.command not in CARRIERS:
        yield
        return
    carrier, outer.command = outer.command, name
    try:
        yield
    except BaseException:
        outer.command = carrier
        raise


def conclude(unit: UnitOfWork, *, at: datetime, also: Statement | None = None) -> None:
    """Write the audit rows, the events and their jobs of a unit of work; the last thing before it commits.

    ``also`` is written in the same statement: it returns nothing.
    """
    told = [also, audit.to_write(unit, at=at), events.to_write(unit)]
    statements = [each for each in told if each is not None]
    if not statements:
        return
    rows = run_together(statements)
    if unit.events:
        events.hand_on([(number, store_id, handled) for number, store_id, handled in rows])


def _name_of(function: Callable[..., Any]) -> str:
    return f"{owner_of(function.__module__)}.{function.__name__}"


def _moment_of(kwargs: dict[str, Any]) -> datetime:
    at = kwargs.get("at")
    return at if isinstance(at, datetime) else clock.now()
