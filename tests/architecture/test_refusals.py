"""What the visit refuses names the rule that refuses and says what to do (I.4): from the booking to the follow-up."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from anxin.platform.commands import registry
from anxin.platform.errors import Invalid, Refusal
from anxin.platform.lifecycle import Lifecycle

SOURCE = Path(__file__).resolve().parents[2] / "src"
MODULES = (
    "holdings/coverage",
    "holdings/parts",
    "relationship/followup",
    "resources/capacity",
    "visit/appointments",
    "visit/billing",
    "visit/quality",
    "visit/reception",
    "visit/repair_orders",
    "visit/workshop",
    "visit/promises",
)
PACKAGES = tuple(f"anxin.{module.replace('/', '.')}." for module in MODULES)
SAYS_WHAT_TO_DO = re.compile("请|要|先|最多|最长|最早")
WITHOUT_RULE = ("NotFound", "Denied", "VersionConflict")
OUTSIDE_COMMANDS = {"queries", "web", "api"}


def _files() -> Iterator[Path]:
    for module in MODULES:
        for path in sorted((SOURCE / "anxin" / module).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def _raised() -> Iterator[tuple[Path, ast.Call]]:
    """Every refusal that is raised with arguments, with its file."""
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc) in _classes():
                yield path, node.exc


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _classes(above: type[Refusal] = Refusal) -> dict[str, type[Refusal]]:
    found = {one.__name__: one for one in above.__subclasses__()}
    return {name: each for one in found.values() for name, each in _classes(one).items()} | found


def _place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}"


def _own(classes: dict[str, type[Refusal]]) -> list[type[Refusal]]:
    return [one for one in classes.values() if one.__module__.startswith(PACKAGES) and one.status != 404]


def test_every_command_of_the_visit_has_a_rule() -> None:
    commands = [one for one in registry.values() if one.function.__module__.startswith(PACKAGES)]
    assert len(commands) > 100
    assert [one.name for one in commands if not one.rule] == []


def test_every_class_of_refusal_has_a_rule() -> None:
    assert [one.__name__ for one in _own(_classes()) if not one.default_rule] == []


def test_outside_of_commands_a_refusal_names_its_rule_itself() -> None:
    missing = [
        _place(path, call)
        for path, call in _raised()
        if OUTSIDE_COMMANDS & {*path.parts, path.stem}
        and _name(call) not in WITHOUT_RULE
        and not _classes()[_name(call)].default_rule
        and "rule" not in [keyword.arg for keyword in call.keywords]
    ]
    assert missing == []


def test_every_refusal_has_words_of_its_own() -> None:
    missing = [
        _place(path, call)
        for path, call in _raised()
        if not call.args
        and _name(call) not in WITHOUT_RULE
        and "__init__" not in vars(_classes()[_name(call)])
        and _classes()[_name(call)].default_message in (Refusal.default_message, Invalid.default_message)
    ]
    assert missing == []


def test_every_refusal_says_what_to_do() -> None:
    said = [
        (_place(path, one), one.value)
        for path, call in _raised()
        for one in ast.walk(call)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and re.search("[\u4e00-\u9fff]", one.value)
    ]
    silent = [f"{place} {words}" for place, words in said if not SAYS_WHAT_TO_DO.search(words) and len(words) > 3]
    own = {one.__name__: str(vars(one)["default_message"]) for one in _own(_classes()) if "default_message" in vars(one)}
    assert silent == []
    assert [name for name, words in own.items() if not SAYS_WHAT_TO_DO.search(words)] == []


@pytest.mark.parametrize("module", ["visit.appointments", "visit.reception", "visit.repair_orders"])
def test_every_step_that_a_state_refuses_says_why_and_what_to_do(module: str) -> None:
    lifecycles = [one for one in vars(import_module(f"anxin.{module}.lifecycle")).values() if isinstance(one, Lifecycle)]
    assert lifecycles
    for one in lifecycles:
        verbs = {verb for _state, verb in one.transitions}
        assert {verb for verb in verbs if not SAYS_WHAT_TO_DO.search(str(one.refusals.get(verb, "")))} == set(), one.name
