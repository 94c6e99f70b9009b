"""A number that limits the trade is a parameter with its source row; any other one in a domain module says why it is none."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "anxin"
DOMAIN = ("holdings", "relationship", "resources", "visit")
SKINS = {"api", "migrations", "tests", "web", "models", "parameters.py", "models.py", "api.py"}
REASONS: dict[str, str] = json.loads((ROOT / "tests/architecture/numbers.json").read_text())


def _numbers(path: Path) -> Iterator[str]:
    """Constants of the module that are a number or a span, and spans that are written out inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _is_number(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (ast.unparse(target) for target in targets)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from (ast.unparse(one) for one in ast.walk(node) if _is_span(one) and _has_number(one))


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.BinOp | ast.UnaryOp):
        return any(_is_number(one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))
    return (isinstance(node, ast.Constant) and type(node.value) in (int, float)) or _is_sum(node) or _is_span(node)


def _is_span(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta")


def _is_sum(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("Decimal", "Money", "Money.yuan")


def _has_number(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and one.value not in (0, None) for one in ast.walk(node))


def test_every_number_in_a_domain_module_is_a_parameter_or_says_why_not() -> None:
    found = {
        f"{path.relative_to(SOURCE)}: {name}"
        for storey in DOMAIN
        for path in (SOURCE / storey).rglob("*.py")
        if not SKINS & set(path.relative_to(SOURCE).parts)
        for name in _numbers(path)
    }
    assert sorted(found - REASONS.keys()) == [], (
        "declare a parameter with its source row, or give the reason in numbers.json"
    )
    assert [name for name, reason in REASONS.items() if len(reason) < 15] == []
