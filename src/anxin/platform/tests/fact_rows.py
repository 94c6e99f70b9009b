"""Reads facts in the tests of the modules that publish them, as the engine does: with an actor's scope, between two days."""

from datetime import date
from typing import Any

from django.db import connection

from anxin.platform.actor import Actor
from anxin.platform.facts import registry
from anxin.platform.scope import reading

EVER = (date(2000, 1, 1), date(2100, 1, 1))


def fact_rows(actor: Actor, name: str, first: date = EVER[0], last: date = EVER[1]) -> list[dict[str, Any]]:
    """Rows of a fact from one day to another, both included, by key."""
    asked = f"SELECT * FROM ({registry[name].sql}) AS fact WHERE day BETWEEN %s AND %s ORDER BY key"
    with reading(actor), connection.cursor() as cursor:
        cursor.execute(asked, [first, last])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def of(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """Some columns of a row."""
    return tuple(row[name] for name in names)
