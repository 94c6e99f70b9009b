"""Formulas over measures: ``sold_hours / clocked_hours``, ``1 - rework / orders``, ``entries / last_year.entries - 1``.

Ratios are ratios of sums, since a formula only ever sees sums. What is not known stays unknown, and nothing is divided by
zero: both give None.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

SHIFTS = ("last_year", "last_period")
"""A measure of the same days a year, or a period, before."""

Number = Decimal | None

OPERATORS: dict[type, Callable[[Decimal, Decimal], Number]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right if right else None,
}


class FormulaError(ValueError):
    """A formula that cannot be read; says where."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A measure in a formula, of the period itself or of an earlier one."""

    measure: str
    shift: str = ""


Look = Callable[[Term], Number]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read; ``terms`` are the measures that it needs, each once, as they are written.

    ``divides`` says whether it divides one thing by another, ``subtracts`` whether it takes one from another. ``value`` is
    what it comes to, given a function that says how much a term is; None when something is unknown or it would divide by
    zero.
    """

    text: str
    tree: ast.expr = field(compare=False)
    terms: tuple[Term, ...]
    divides: bool
    subtracts: bool
    value: Callable[[Look], Number] = field(compare=False)

    def divisors(self, look: Look) -> tuple[Decimal, ...]:
        """What it divides by, of everything that is measured and known; nothing where it only divides by numbers."""
        divisions = [one for one in ast.walk(self.tree) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div)]
        found = [_valued(one.right)(look) for one in divisions if _leaves(one.right)]
        return tuple(one for one in found if one is not None)


def read_formula(text: str) -> Formula:
    """Read a formula.

    :raises FormulaError: anything but measures, numbers, + - * / and brackets
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"{text!r}: {error.msg}") from None
    _check(tree, text)
    terms = tuple(dict.fromkeys(term_of(node) for node in _leaves(tree)))
    return Formula(text, tree, terms, _has(tree, ast.Div), _has(tree, ast.Sub, ast.USub), _valued(tree))


def _has(tree: ast.expr, *operations: type[ast.AST]) -> bool:
    return any(isinstance(node, operations) for node in ast.walk(tree))


def _check(node: ast.expr, text: str) -> None:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        _check(node.left, text)
        _check(node.right, text)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(node.operand, text)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return
    elif not _is_measure(node):
        raise FormulaError(f"{text!r}: {ast.unparse(node)!r} is no measure, number or operation")


def _is_measure(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id in SHIFTS
    return isinstance(node, ast.Name)


def _leaves(tree: ast.expr) -> list[ast.expr]:
    if isinstance(tree, ast.BinOp):
        return [*_leaves(tree.left), *_leaves(tree.right)]
    if isinstance(tree, ast.UnaryOp):
        return _leaves(tree.operand)
    return [] if isinstance(tree, ast.Constant) else [tree]


def term_of(node: ast.expr) -> Term:
    """The measure that a leaf of a formula names."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return Term(node.attr, node.value.id)
    assert isinstance(node, ast.Name)
    return Term(node.id)


def _valued(node: ast.expr) -> Callable[[Look], Number]:
    if isinstance(node, ast.Constant):
        number = Decimal(str(node.value))
        return lambda _look: number
    if isinstance(node, ast.UnaryOp):
        inner = _valued(node.operand)
        return lambda look: _both(OPERATORS[ast.Sub], Decimal(0), inner(look))
    if isinstance(node, ast.BinOp):
        operator, left, right = OPERATORS[type(node.op)], _valued(node.left), _valued(node.right)
        return lambda look: _both(operator, left(look), right(look))
    term = term_of(node)
    return lambda look: look(term)


def _both(operator: Callable[[Decimal, Decimal], Number], left: Number, right: Number) -> Number:
    return None if left is None or right is None else operator(left, right)
