"""Formulas as a fraction of two sums: ``1 - back / orders`` is ``(orders - back) / orders``.

What can be written so can be divided among members, because both sums can. A product or a quotient of two things that are
no plain numbers cannot, unless the quotient is the fraction itself.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxin.management.kpi.rules.formula import Formula, Term, term_of

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Linear:
    """Measures times numbers, and a number: ``2 a - b + 3``."""

    weights: Mapping[Term, Decimal]
    constant: Decimal = ZERO

    @property
    def number(self) -> Decimal | None:
        """The number that it is, where it holds no measure."""
        return None if self.weights else self.constant

    def value(self, parts: Mapping[Term, Decimal | None]) -> Decimal | None:
        """What it comes to; None where a measure is not known."""
        total = self.constant
        for term, weight in self.weights.items():
            part = parts.get(term)
            if part is None:
                return None
            total += weight * part
        return total

    def times(self, factor: Decimal) -> "Linear":
        """So many times as much."""
        return Linear({term: weight * factor for term, weight in self.weights.items() if factor}, self.constant * factor)

    def plus(self, other: "Linear") -> "Linear":
        """Both together; what cancels out is gone."""
        weights = dict(self.weights)
        for term, weight in other.weights.items():
            weights[term] = weights.get(term, ZERO) + weight
        return Linear({term: weight for term, weight in weights.items() if weight}, self.constant + other.constant)


@dataclass(frozen=True, slots=True)
class Fraction:
    """One sum over another."""

    top: Linear
    bottom: Linear

    @property
    def is_total(self) -> bool:
        """Whether nothing that is measured stands below the line."""
        return self.bottom.number is not None


def fraction_of(formula: Formula) -> Fraction | None:
    """The formula as one sum over another, None where it is none, or where a bare number stands in a sum of measures."""
    found = _read(formula.tree)
    if found is None or not found.top.weights:
        return None
    bare = found.top.constant or (found.bottom.constant and not found.is_total)
    return None if bare else found


def _read(node: ast.expr) -> Fraction | None:
    if isinstance(node, ast.Constant):
        return Fraction(Linear({}, Decimal(str(node.value))), Linear({}, ONE))
    if isinstance(node, ast.UnaryOp):
        inner = _read(node.operand)
        return inner and Fraction(inner.top.times(-ONE), inner.bottom)
    if not isinstance(node, ast.BinOp):
        return Fraction(Linear({term_of(node): ONE}), Linear({}, ONE))
    left, right = _read(node.left), _read(node.right)
    if left is None or right is None:
        return None
    match node.op:
        case ast.Add():
            return _sum(left, right)
        case ast.Sub():
            return _sum(left, Fraction(right.top.times(-ONE), right.bottom))
        case ast.Mult():
            return _over(_product(left.top, right.top), _product(left.bottom, right.bottom))
    return _over(_product(left.top, right.bottom), _product(left.bottom, right.top))


def _sum(left: Fraction, right: Fraction) -> Fraction | None:
    if left.bottom == right.bottom:
        return Fraction(left.top.plus(right.top), left.bottom)
    one, other = _product(left.top, right.bottom), _product(right.top, left.bottom)
    return _over(one.plus(other) if one and other else None, _product(left.bottom, right.bottom))


def _product(one: Linear, other: Linear) -> Linear | None:
    if (number := one.number) is not None:
        return other.times(number)
    return None if (number := other.number) is None else one.times(number)


def _over(top: Linear | None, bottom: Linear | None) -> Fraction | None:
    return None if top is None or bottom is None else Fraction(top, bottom)
