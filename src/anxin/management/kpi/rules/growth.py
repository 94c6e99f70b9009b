"""Which figures grow as the days of their period pass, so that a part of a period says nothing about its target yet.

Entries add up over days; so do entries for each head, for each target or for each vehicle on file, where what stands below
the line is there from the first day. Entries for each open day, or a share of them, do not.
"""

import ast
from collections.abc import Collection

from anxin.management.kpi.rules.formula import Formula, term_of


def grows(formula: Formula, standing: Collection[str]) -> bool:
    """Whether a formula grows with the days; ``standing`` are measures that do not: stocks, windows, what people state."""
    return _degree(formula.tree, standing) > 0


def _degree(node: ast.expr, standing: Collection[str]) -> int:
    """With which power of the days it grows."""
    if isinstance(node, ast.Constant):
        return 0
    if isinstance(node, ast.UnaryOp):
        return _degree(node.operand, standing)
    if not isinstance(node, ast.BinOp):
        return 0 if term_of(node).measure in standing else 1
    left, right = _degree(node.left, standing), _degree(node.right, standing)
    if isinstance(node.op, ast.Mult):
        return left + right
    return left - right if isinstance(node.op, ast.Div) else max(left, right)
