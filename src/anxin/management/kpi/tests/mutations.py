"""Mutants: definitions and measures changed in one place each, as somebody would by mistake."""

import ast
import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from anxin.management.kpi.rules.formula import SHIFTS, Formula, read_formula
from anxin.management.kpi.rules.measures import Measure
from anxin.platform.facts import COMMON, registry

OTHER_OPERATOR: Mapping[type, type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult
}  # fmt: skip
OTHER_SIGN = {"ge": "gt", "gt": "ge", "le": "lt", "lt": "le", "ne": "le"}


def formulas(formula: Formula) -> Iterator[Formula]:
    """The formula with two sides swapped, one of them dropped, another operator, number or shift."""
    for tree in _trees(formula.tree):
        yield read_formula(ast.unparse(tree))


def measures(measure: Measure, filled: Collection[str]) -> Iterator[Measure]:
    """The measure with another condition, aggregate, column or window.

    Of other columns only those that ``filled`` has: whoever adds up or counts an empty one is seen at once.
    """
    for how, where in [*_wheres(measure.where), *_widened(measure)]:
        yield _mutant(measure, how, where=where)
    yield from _aggregates(measure, filled)
    for word in ("months", "at_least", "quiet"):
        usual = getattr(measure, word)
        if usual > (1 if word == "at_least" else 0):
            for other in (usual - 1, usual + 1):
                yield _mutant(measure, f"{word} {other}", **{word: other})


def _trees(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield left
            yield right
            yield ast.BinOp(left, OTHER_OPERATOR[type(op)](), right)
            if isinstance(op, ast.Sub | ast.Div):
                yield ast.BinOp(right, op, left)
            yield from (ast.BinOp(changed, op, right) for changed in _trees(left))
            yield from (ast.BinOp(left, op, changed) for changed in _trees(right))
        case ast.UnaryOp(op=op, operand=operand):
            yield operand
            yield from (ast.UnaryOp(op, changed) for changed in _trees(operand))
        case ast.Constant(value=int() | float() as number):
            yield ast.Constant(number + 1)
        case ast.Attribute(value=ast.Name(id=shift), attr=name):
            yield ast.Name(name)
            yield from (ast.Attribute(ast.Name(other), name) for other in SHIFTS if other != shift)


def _wheres(where: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for column, wanted in where.items():
        others = {name: of for name, of in where.items() if name != column}
        yield f"without {column}", others
        match wanted:
            case bool():
                yield f"{column} {not wanted}", {**others, column: not wanted}
            case list():
                for one in wanted:
                    yield f"{column} without {one}", {**others, column: [other for other in wanted if other != one]}
            case dict():
                for changed in _comparisons(wanted):
                    yield f"{column} {changed}", {**others, column: changed}


def _widened(measure: Measure) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each text may also be any other that the fact can have there."""
    for column, wanted in measure.where.items():
        texts = [wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, list) else []
        for other in registry[measure.fact].values.get(column, ()) if texts else ():
            if other not in texts:
                yield f"{column} also {other}", {**measure.where, column: [*texts, other]}


def _comparisons(wanted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for sign, than in wanted.items():
        others = {name: of for name, of in wanted.items() if name != sign}
        if others:
            yield others
        if isinstance(than, bool):
            yield {**others, sign: not than}
        elif isinstance(than, int | float | Decimal):
            yield {**others, sign: than - 1}
            yield {**others, sign: than + 1}
            yield {**others, OTHER_SIGN[sign]: than}


def _aggregates(measure: Measure, filled: Collection[str]) -> Iterator[Measure]:
    columns = {name: kind for name, kind in registry[measure.fact].columns.items() if name not in COMMON}
    kind = "id" if measure.aggregate in ("count", "distinct") else columns[measure.column]
    others = [name for name in columns if columns[name] == kind and name in filled and name != measure.column]
    match measure.aggregate:
        case "count":
            yield from (_mutant(measure, f"distinct {one}", aggregate="distinct", column=one) for one in others)
        case "distinct" if not measure.is_windowed:
            yield _mutant(measure, "count", aggregate="count", column="")
        case "last":
            yield _mutant(measure, "sum", aggregate="sum")
    if measure.aggregate != "count":
        yield from (_mutant(measure, f"{measure.aggregate} {one}", column=one) for one in others)


def _mutant(measure: Measure, how: str, **changed: Any) -> Measure:
    return replace(copy.copy(measure), name=f"{measure.name}: {how}", **changed)
