"""What shows a phone or a personal copy is never kept for an Idempotency-Key: it would outlive consent and erasure."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "anxin"
SHOWS = re.compile(r"reveal_\w+|copy_personal_data|answer_data_request")


def skins() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every page and endpoint that calls a command which shows personal data."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts or not {"web", "api", "api.py"} & set(path.parts):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and any(map(SHOWS.fullmatch, _named(node))):
                yield f"{path.relative_to(SOURCE)}:{node.name}", node


def _named(function: ast.FunctionDef) -> set[str]:
    nodes = list(ast.walk(function))
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return called | {node.id for node in nodes if isinstance(node, ast.Name)}


def _keeps_no_answer(function: ast.FunctionDef) -> bool:
    said = [node for node in ast.walk(function) if isinstance(node, ast.keyword) and node.arg == "keeps_answer"]
    return any(isinstance(one.value, ast.Constant) and one.value.value is False for one in said)


def test_an_answer_with_personal_data_is_not_kept() -> None:
    found = dict(skins())
    assert len(found) >= 7
    assert [name for name, function in found.items() if not _keeps_no_answer(function)] == []
