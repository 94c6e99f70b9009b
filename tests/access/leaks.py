"""What store A knows, and whether an answer to a person of another store tells any of it."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import connection, models

from anxin.platform.money import Money
from anxin.platform.scope import reading
from tests.access.world import World

FIRST_ID, APART = 10_000_000, 10_000
TELLING = frozenset(
    [
        "number",
        "name",
        "display_name",
        "username",
        "plate",
        "vin",
        "phone",
        "second_phone",
        "address",
        "title",
        "complaint",
        "concerns",
        "words",
        "body",
        "file_name",
        "reason",
        "note",
        "purpose",
        "department",
        "evidence",
        "parking_place",
    ]
)
"""Columns whose text says something about the store that wrote it."""
EVERYBODYS = frozenset({"org", "catalog", "coverage", "parameters"})
"""Apps whose rows, but for the users, are the group's: known to everybody who is signed in."""

PUBLIC_FIGURES = (".price",)
"""Prices of the catalogue are public (R-RO11)."""


def spread_ids() -> None:
    """Let every table count from a number of its own, so that an id in an answer says of which table it is."""
    with connection.cursor() as cursor:
        # The sequences are the owner's, and bodies of tests run as the app role.
        cursor.execute("SELECT current_setting('role')")
        role = cursor.fetchone()[0]
        cursor.execute("SET LOCAL ROLE none")
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass,"
            "              greatest(coalesce(last_value, 0) + 1, %s + %s * row_number() OVER (ORDER BY sequencename)))"
            " FROM pg_sequences WHERE schemaname = 'public'",
            [FIRST_ID, APART],
        )
        cursor.execute(f"SET LOCAL ROLE {role}")


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """Ids and texts of rows."""

    ids: frozenset[int]
    texts: frozenset[str]

    def __sub__(self, other: "Known") -> "Known":
        return Known(self.ids - other.ids, self.texts - other.texts)


def known_now(world: World) -> Known:
    """What the tables hold that is not for everybody, whichever store it belongs to."""
    ids: set[int] = set()
    texts: set[str] = set()
    with reading(world.system):
        for model in _own_models():
            columns = [field.attname for field in model._meta.concrete_fields if field.name in TELLING]
            for pk, *said in model._base_manager.values_list("pk", *columns):
                ids |= {pk} if isinstance(pk, int) else set()
                texts |= {text for text in said if isinstance(text, str) and len(text) > 1}
    return Known(frozenset(ids), frozenset(texts))


def _own_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        label = model._meta.app_label
        is_ours = model.__module__.startswith("anxin.") and model._meta.managed
        if is_ours and (label not in EVERYBODYS or model._meta.model_name == "user"):
            yield model


def leaks(told: Any, seen: Any, known: Known, given: Any) -> list[str]:
    """Places of an answer that tell what the store knows: an id, a text, or a figure that is the store's own."""
    asked = {value for _, value in _leaves(given)}
    own = dict(_leaves(seen))
    found = ["the whole answer"] if told == seen and dict(_leaves(told)) else []
    for place, value in _leaves(told):
        if isinstance(value, str):
            ids = {int(number) for number in re.findall(r"\d{8,}", value)}
            if ids & (known.ids - asked) or any(_says(value, text) for text in known.texts - asked):
                found.append(f"{place} says {value}")
        elif value not in asked and (value in known.ids or (_is_figure(place, value) and own.get(place) == value)):
            found.append(f"{place} is {value}")
    return found


def _is_figure(place: str, value: Any) -> bool:
    # A flag says something only when it is the whole answer.
    return bool(value) and not place.endswith(PUBLIC_FIGURES) and (place == "" or not isinstance(value, bool))


def _says(value: str, text: str) -> bool:
    """Whether the text stands in the value, and not as the beginning of a longer number."""
    return text in value and re.search(rf"(?<!\d){re.escape(text)}(?!\d)", value) is not None


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if value is None or isinstance(value, date | datetime | time | type) or callable(value):
        return
    if isinstance(value, Money):
        yield place, Decimal(value.fen)
    elif isinstance(value, Enum):
        return
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _leaves(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(key, f"{place}.keys")
            yield from _leaves(one, f"{place}[{key}]")
    elif isinstance(value, list | tuple | set | frozenset):
        for number, one in enumerate(value):
            yield from _leaves(one, f"{place}[{number}]")
    elif isinstance(value, bytes):
        yield place, value.decode(errors="replace")
    elif isinstance(value, int | float | Decimal | str):
        yield place, value
    else:
        yield place, str(value)
