"""Reads: ``@query`` runs in the actor's scope and returns frozen dataclasses, never querysets; ``@remembered`` asks once."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

from anxin.platform.actor import Actor
from anxin.platform.discovery import owner_of
from anxin.platform.scope import current_unit, unit_of_work

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RegisteredQuery:
    """A query as the access test sees it."""

    name: str
    permission: str | None
    function: Callable[..., Any]


registry: dict[str, RegisteredQuery] = {}


def query(permission: str | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a query whose first argument is the actor and that needs ``permission`` somewhere.

    ``None`` is for what every signed-in person may read (store names, the catalogue).
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{owner_of(function.__module__)}.{function.__name__}"

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = cast(Actor, args[0])
            if permission is not None:
                actor.require(permission)
            elif actor.kind == "anonymous":
                actor.require("signed-in")
            with unit_of_work(actor, name, writable=False):
                return function(*args, **kwargs)

        registry[name] = RegisteredQuery(name, permission, run)
        return run

    return wrap


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Ask once in a unit that only reads: a page and its panels need the same rows, and nothing of theirs changes meanwhile.

    In a unit that writes it asks each time. What comes back is shared by all who asked: nobody may change it.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        unit = current_unit()
        if unit is None or unit.writable:
            return function(*args, **kwargs)
        asked = (function, unit.stores, tuple(map(_named, args)), tuple((name, _named(one)) for name, one in kwargs.items()))
        if asked not in unit.values:
            # The arguments are kept beside the answer: an id means nobody else as long as its owner lives.
            unit.values[asked] = (function(*args, **kwargs), args, kwargs)
        answer: R = unit.values[asked][0]
        return answer

    return run


def _named(argument: Any) -> Any:
    if isinstance(argument, Actor):
        return (argument.name, argument.store_ids) if argument.everywhere else id(argument)
    if isinstance(argument, set):
        return frozenset(argument)
    return tuple(argument) if isinstance(argument, list) else argument
