"""Declarations: code, kind, default, unit, names, source row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.errors import Invalid
from anxin.platform.money import Money

ParameterKind = Literal["integer", "decimal", "money", "boolean", "text", "deadline", "choice"]
Scope = Literal["group", "brand", "store"]


@dataclass(frozen=True, slots=True)
class ParameterDefinition:
    """``default`` is the source's value; ``None`` means that the source leaves it blank and somebody must set it.

    ``by_tier`` holds other defaults for a brand tier (``mid`` or ``high``). ``source`` cites the requirement row.
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
        except (TypeError, ValueError, InvalidOperation, KeyError):
            raise Invalid(field="value") from None
        if (self.minimum is not None and typed < self.minimum) or (self.maximum is not None and typed > self.maximum):
            raise Invalid(field="value", minimum=self.minimum, maximum=self.maximum)
        if self.choices and typed not in self.choices:
            raise Invalid(field="value")
        return typed

    def _typed(self, stored: Any) -> Any:
        match self.kind:
            case "integer":
                return int(stored)
            case "decimal":
                return Decimal(str(stored))
            case "money":
                return Money(int(stored))
            case "boolean":
                return stored if isinstance(stored, bool) else {"true": True, "false": False}[str(stored).lower()]
            case "deadline":
                return Deadline(int(stored["amount"]), DeadlineUnit[stored["unit"]])
            case _:
                return str(stored)

    def store(self, typed: Any) -> Any:
        """The JSON form of a typed value."""
        if isinstance(typed, Money):
            return typed.fen
        if isinstance(typed, Decimal):
            return str(typed)
        if isinstance(typed, Deadline):
            return {"amount": typed.amount, "unit": typed.unit.name}
        return typed


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
