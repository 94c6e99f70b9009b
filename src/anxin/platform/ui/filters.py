"""Declared filters: a frozen dataclass whose fields say label and choices, read from a query string.

Owns: parsing, chips, controls. Does not own: applying the filter (the module's query does).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.platform.ui import formats

Declared = TypeVar("Declared")
Label = str | Promise
Choices = Sequence[tuple[Any, Label]] | Callable[[], Sequence[tuple[Any, Label]]]

LONGEST_TEXT = 100
# Outside, a day cannot be told from a slip of the finger, and the instants around it cannot be computed.
YEARS = range(1900, 2201)


def filter_field(label: Label, *, choices: Choices = (), default: Any = None, hidden: bool = False) -> Any:
    """Declare one field of a filter dataclass.

    `choices` are (value, label) pairs or a function that gives them; use `default=()` for `tuple[X, ...]` fields,
    `default=""` for text. A hidden field has no control (a tab sets it) but keeps its chip.
    """
    return dataclasses.field(default=default, metadata={"label": label, "choices": choices, "hidden": hidden})


@dataclass(frozen=True)
class ParsedFilter(Generic[Declared]):
    """The filter with this request's values, and what could not be read."""

    value: Declared
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chip:
    """One active filter; `url` is the list without it."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class FilterControl:
    """One control of the filter form. `kind`: text, number, day, select, checks, switch."""

    name: str
    label: Label
    kind: str
    value: Any
    choices: tuple[tuple[str, Label, bool], ...] = ()


def parse_filter(filter_type: type[Declared], query: QueryDict) -> ParsedFilter[Declared]:
    """Read a declared filter from the query string: what cannot be read is left at its default, and noted."""
    values: dict[str, Any] = {}
    notes: list[str] = []
    hints = typing.get_type_hints(filter_type)
    for declared in dataclasses.fields(filter_type):  # type: ignore[arg-type]
        raw = [text.strip() for text in query.getlist(declared.name) if text.strip()]
        if not raw:
            continue
        kind, many = _scalar_type(hints[declared.name])
        try:
            read = tuple(_read_one(kind, text, declared) for text in raw)
        except (ValueError, InvalidOperation, OverflowError):
            label = declared.metadata.get("label", declared.name)
            notes.append(gettext("筛选“%(label)s”的值看不懂，已忽略。") % {"label": label})
            continue
        values[declared.name] = read if many else read[-1]
    return ParsedFilter(filter_type(**values), tuple(notes))


def chips_of(
    parsed: ParsedFilter[Any], address: Callable[[Iterable[str]], str], words: Mapping[str, str] = MappingProxyType({})
) -> list[Chip]:
    """A chip for every field that is not at its default; `address(names)` gives the list without them.

    `words` say what stands for a field's value where that is an id.
    """
    chips = []
    for declared in dataclasses.fields(parsed.value):
        value = getattr(parsed.value, declared.name)
        if value == declared.default:
            continue
        label = str(declared.metadata.get("label", declared.name))
        chips.append(Chip(label, words.get(declared.name) or _words(value, declared), address([declared.name])))
    return chips


def controls_of(parsed: ParsedFilter[Any]) -> list[FilterControl]:
    """The controls of the filter form, with the present values."""
    hints = typing.get_type_hints(type(parsed.value))
    return [
        _control(declared, hints[declared.name], getattr(parsed.value, declared.name))
        for declared in dataclasses.fields(parsed.value)
        if not declared.metadata.get("hidden")
    ]


def _control(declared: dataclasses.Field[Any], hint: Any, value: Any) -> FilterControl:
    kind, many = _scalar_type(hint)
    chosen = {_key(one) for one in (value if many else (value,))}
    choices = tuple((_key(key), label, _key(key) in chosen) for key, label in _choices(declared, kind))
    if choices:
        form = "checks" if many else "select"
    else:
        form = {bool: "switch", dt.date: "day", int: "number", Decimal: "number"}.get(kind, "text")
    shown = value.isoformat() if isinstance(value, dt.date) else ("" if value is None else value)
    return FilterControl(declared.name, declared.metadata.get("label", declared.name), form, shown, choices)


def _scalar_type(hint: Any) -> tuple[Any, bool]:
    """The type of one value, and whether the field takes several."""
    if typing.get_origin(hint) is tuple:
        return _scalar_type(typing.get_args(hint)[0])[0], True
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(part for part in typing.get_args(hint) if part is not type(None)), False
    return hint, False


def _read_one(kind: Any, text: str, declared: dataclasses.Field[Any]) -> Any:
    value = _convert(kind, text)
    choices = _choices(declared, kind)
    if choices and _key(value) not in {_key(key) for key, _label in choices}:
        raise ValueError(text)
    return value


def _convert(kind: Any, text: str) -> Any:
    if kind is bool:
        return _READ_BOOL[text.lower()] if text.lower() in _READ_BOOL else _refuse(text)
    if kind is dt.date:
        day = dt.date.fromisoformat(text)
        return day if day.year in YEARS else _refuse(text)
    if kind is int:
        return int(text)
    if kind is Decimal:
        amount = Decimal(text)
        return amount if amount.is_finite() else _refuse(text)
    if kind is uuid.UUID:
        return uuid.UUID(text)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(text)
    return text[:LONGEST_TEXT].replace("\x00", "")


_READ_BOOL: Mapping[str, bool] = {"1": True, "true": True, "on": True, "0": False, "false": False}


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _choices(declared: dataclasses.Field[Any], kind: Any) -> Sequence[tuple[Any, Label]]:
    choices = declared.metadata.get("choices", ())
    if callable(choices):
        choices = choices()
    if not choices and isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [(member, str(getattr(member, "label", member.value))) for member in kind]
    return typing.cast("Sequence[tuple[Any, Label]]", choices)


def _key(value: Any) -> str:
    return str(value.value if isinstance(value, enum.Enum) else value)


def _words(value: Any, declared: dataclasses.Field[Any]) -> str:
    if value is True or value is False:
        return str(_("是") if value else _("否"))
    many = value if isinstance(value, tuple) else (value,)
    labels = {_key(key): str(label) for key, label in _choices(declared, type(many[0]) if many else str)}
    return gettext("、").join(
        labels.get(_key(one)) or (formats.format_day(one) if isinstance(one, dt.date) else str(one)) for one in many
    )
