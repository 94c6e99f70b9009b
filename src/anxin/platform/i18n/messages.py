"""Which msgids a Python file or a template asks to be translated."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# Number of leading text arguments by function: context, singular, plural.
_SHAPES = {"gettext": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}
FUNCTIONS = {name + end: shape for name, shape in _SHAPES.items() for end in ("", "_lazy", "_noop")}
_TEMPLATE_CALL = re.compile(r"(?<![\w.])(?:(n?p?gettext)|_)\(")
_STRING = re.compile(r"\s*,?\s*(u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """What identifies a translatable text."""

    singular: str
    context: str = ""
    plural: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A place that cannot be translated, and why; shown to the engineer."""

    path: Path
    line: int
    text: str


def read_messages(path: Path) -> tuple[list[Message], list[Fault]]:
    """Msgids of one .py file or template, and calls whose text is computed.

    :raises SyntaxError: a Python file or template that does not parse
    """
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return python_messages(source, path)
    return template_messages(source, path), []


def template_messages(source: str, path: Path) -> list[Message]:
    """Msgids of a Django template: translate, blocktranslate and ``_("…")`` in any tag or variable."""
    outline = templatize(source, origin=str(path))
    return [message for message in _template_calls(outline) if message.singular]


def python_messages(source: str, path: Path) -> tuple[list[Message], list[Fault]]:
    """Msgids of a Python file, by the names under which it imports the translation functions."""
    tree = ast.parse(source, filename=str(path))
    names = translation_names(tree)
    messages: list[Message] = []
    faults: list[Fault] = []
    for call in ast.walk(tree):
        shape = call_shape(call, names)
        if shape is None or not isinstance(call, ast.Call):
            continue
        arguments = call.args[: len(shape)]
        texts = [one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if len(texts) == len(shape):
            parts = dict(zip(shape, texts, strict=True))
            messages.append(Message(parts["s"], parts.get("c", ""), parts.get("p", "")))
        elif any(isinstance(one, ast.JoinedStr | ast.BinOp) for one in arguments):
            faults.append(Fault(path, call.lineno, "the text is computed: use one literal with %(name)s places"))
    return messages, faults


def translation_names(tree: ast.AST) -> dict[str, str]:
    """Local name of each imported translation function, with the shape of its text arguments."""
    return {
        alias.asname or alias.name: FUNCTIONS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in FUNCTIONS
    }


def call_shape(node: ast.AST, names: dict[str, str]) -> str | None:
    """The shape of a translation call, None for any other node."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name):
        # gettext_noop is defined under its own name in anxin.platform.findings.
        return names.get(node.func.id)
    return FUNCTIONS.get(node.func.attr) if isinstance(node.func, ast.Attribute) else None


def _template_calls(outline: str) -> Iterator[Message]:
    for call in _TEMPLATE_CALL.finditer(outline):
        shape = FUNCTIONS[call[1] or "gettext"]
        texts: list[str] = []
        position = call.end()
        while len(texts) < len(shape) and (found := _STRING.match(outline, position)):
            texts.append(ast.literal_eval(found[1]))
            position = found.end()
        if len(texts) == len(shape):
            parts = dict(zip(shape, texts, strict=True))
            yield Message(parts["s"], parts.get("c", ""), parts.get("p", ""))
