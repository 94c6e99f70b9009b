"""Every rule of the trade is held by a test that is marked with its row, or says why not."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS: dict[str, str | None] = json.loads((ROOT / "tests/architecture/rules.json").read_text())


def _marked(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            yield from (ast.literal_eval(row) for row in node.args)


def _held() -> dict[str, Path]:
    tests = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("test_*.py")]
    return {row: path for path in tests for row in _marked(path)}


def test_every_rule_is_held_by_a_test_or_says_why_not() -> None:
    held = _held()
    assert sorted(held.keys() - ROWS.keys()) == []
    assert [row for row, reason in ROWS.items() if reason is None and row not in held] == []
    assert [row for row, reason in ROWS.items() if reason is not None and row in held] == []


def test_a_reason_says_what_is_missing_and_where_it_will_stand() -> None:
    """That something is open is none."""
    assert [row for row, reason in ROWS.items() if reason and (re.search(r"\bopen\b", reason) or len(reason) < 30)] == []
