"""Declarations: code, kind, default, unit, names, source row; which values are sound. Not where they hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.text import clean_text

ParameterKind = Literal["integer", "decimal", "money", "boolean", "text", "deadline", "choice", "codes", "post", "posts"]
Scope = Literal["group", "brand", "store"]

# What no limit of a house reaches; beyond it dates and sums no longer fit (a day count adds up to a date).
LARGEST = {"integer": 10_000, "decimal": Decimal(1_000_000), "money": Money.yuan(100_000_000)}
FINEST_DECIMAL = 6
LONGEST_TEXT = 500
LONGEST_DEADLINE = {
    DeadlineUnit.MINUTES: 366 * 24 * 60,
    DeadlineUnit.HOURS: 366 * 24,
    DeadlineUnit.DAYS: 3660,
    DeadlineUnit.WORKING_MINUTES: 366 * 24 * 60,
    DeadlineUnit.WORKING_HOURS: 366 * 24,
    DeadlineUnit.WORKING_DAYS: 3660,
    DeadlineUnit.MONTHS: 120,
}
_posts_of: list[Callable[[], Mapping[str, Any]]] = []


def use_posts(posts_of: Callable[[], Mapping[str, Any]]) -> None:
    """Port: org says which posts there are, by code with their names."""
    _posts_of[:] = [posts_of]


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """``default`` is the source's value; ``None`` means that the source leaves it blank and somebody must set it.

    ``by_tier`` holds other defaults for a brand tier (``mid`` or ``high``). ``source`` cites the requirement row.
    Without ``maximum`` that of the kind holds. ``codes`` are some of ``choices`` joined by commas; ``post`` is the code of
    a post, ``posts`` several joined by spaces.
    """

    code: str
    kind: ParameterKind
    default: Any
    label: Any
    source: str
    unit: str = ""
    minimum: Any = None
    maximum: Any = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    by_tier: Mapping[str, Any] = field(default_factory=dict)
    is_sla: bool = False

    def read(self, stored: Any) -> Any:
        """The typed value of a stored or typed-in one.

        :raises Invalid: not of this kind, or outside the bounds
        """
        try:
            typed = self._typed(stored)
        except (TypeError, ValueError, OverflowError, InvalidOperation, KeyError):
            raise Invalid(field="value") from None
        largest = self.largest
        if (self.minimum is not None and typed < self.minimum) or (largest is not None and typed > largest):
            raise Invalid(field="value", minimum=self.minimum, maximum=largest)
        return typed

    @property
    def largest(self) -> Any:
        """What the value may not exceed; None where the kind has no order."""
        return self.maximum if self.maximum is not None else LARGEST.get(self.kind)

    @property
    def options(self) -> Mapping[str, Any]:
        """Codes that may be chosen, with their names; of posts those that there are."""
        return _posts_of[0]() if self.kind in ("post", "posts") else self.choices

    def _typed(self, stored: Any) -> Any:
        match self.kind:
            case "integer":
                return int(stored)
            case "decimal":
                return _sound_decimal(Decimal(str(stored)))
            case "money":
                return Money(int(stored))
            case "boolean":
                return stored if isinstance(stored, bool) else {"true": True, "false": False}[str(stored).lower()]
            case "deadline":
                return _sound_deadline(Deadline(int(stored["amount"]), DeadlineUnit[stored["unit"]]))
            case _:
                return self._text(stored)

    def _text(self, stored: Any) -> str:
        if not isinstance(stored, str):
            raise TypeError("text is given as text")
        kept = clean_text(stored)
        if len(kept) > LONGEST_TEXT:
            raise ValueError("too long")
        if self.kind == "text":
            return kept
        several = {"codes": ",", "posts": " "}.get(self.kind)
        codes = [one for one in re.split(r"[,，\s]+", kept) if one] if several else [kept]
        unknown = [one for one in codes if one not in self.options]
        if unknown or (self.kind == "codes" and not codes):
            words = (
                _("没有岗位“%(unknown)s”，请填“岗位权限”页上的岗位代码。")
                if self.kind in ("post", "posts")
                else _("没有“%(unknown)s”，可用的代码：%(known)s。")
            )
            raise Invalid(words % {"unknown": " ".join(unknown), "known": "、".join(self.options)}, field="value")
        return (several or "").join(codes)

    def store(self, typed: Any) -> Any:
        """The JSON form of a typed value."""
        if isinstance(typed, Money):
            return typed.fen
        if isinstance(typed, Decimal):
            return str(typed)
        if isinstance(typed, Deadline):
            return {"amount": typed.amount, "unit": typed.unit.name}
        return typed


def _sound_decimal(given: Decimal) -> Decimal:
    exponent = given.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -FINEST_DECIMAL:
        raise ValueError("not finite, or too fine")
    return given


def _sound_deadline(given: Deadline) -> Deadline:
    longest = LONGEST_DEADLINE[given.unit]
    if given.amount > longest:
        raise Invalid(_("这个时限太长，最多 %(longest)s。") % {"longest": longest}, field="value")
    return given


_register: dict[str, ParameterDefinition] = {}


def declare(code: str, kind: ParameterKind, default: Any, label: Any, source: str, **rest: Any) -> ParameterDefinition:
    """Declare a parameter of a module; returns the definition, which :func:`value` takes.

    :raises ValueError: declared twice
    """
    if code in _register:
        raise ValueError(f"parameter {code} is declared twice")
    made = ParameterDefinition(code, kind, default, label, source, **rest)
    _register[code] = made
    return made


def definition(code: str) -> ParameterDefinition:
    """:raises KeyError: unknown code"""
    return _register[code]


def definitions() -> list[ParameterDefinition]:
    """All declared parameters by code."""
    return [_register[code] for code in sorted(_register)]
