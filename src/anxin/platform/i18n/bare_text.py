"""Chinese text that no catalogue can reach: in templates outside translation tags, in Python outside its calls."""

import ast
import re
from pathlib import Path

from anxin.platform.i18n.messages import Fault, call_shape, translation_names

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e\u3001-\u3011]")
_COMMENT = re.compile(r"\{#.*?#\}|\{%-?\s*comment\b.*?%\}.*?\{%-?\s*endcomment\s*-?%\}|<!--.*?-->", re.DOTALL)
_TRANSLATED = re.compile(
    r"\{%-?\s*blocktrans(?:late)?\b.*?%\}.*?\{%-?\s*endblocktrans(?:late)?\s*-?%\}|\{%-?\s*trans(?:late)?\b.*?%\}"
    r"|_\(\s*(?:\"[^\"]*\"|'[^']*')\s*\)",
    re.DOTALL,
)
# A literal that is data, not text on a screen, says so on its line.
EXEMPT = "# i18n: data"
_TEMPLATE_EXEMPT = "{# i18n: data #}"
_WEB_FOLDERS = {"web", "ui"}
_WEB_FILES = {"web.py", "views.py", "forms.py", "slots.py", "permissions.py", "errors.py", "middleware.py"}


def faces_people(path: Path, root: Path) -> bool:
    """Whether strings of this Python file reach a screen: web folders, the interface, config, refusals."""
    parts = path.relative_to(root).parts
    return bool(_WEB_FOLDERS & set(parts[:-1])) or parts[0] == "config" or parts[-1] in _WEB_FILES


def bare_template_text(source: str, path: Path) -> list[Fault]:
    """Lines of a template with Chinese outside comments and translation tags."""
    lines = source.split("\n")
    rest = _TRANSLATED.sub(_blanked, _COMMENT.sub(_blanked, source))
    return [
        Fault(path, number, f"Chinese outside a translation tag: {line.strip()[:60]}")
        for number, line in enumerate(rest.split("\n"), start=1)
        if _CHINESE.search(line) and _TEMPLATE_EXEMPT not in lines[number - 1]
    ]


def bare_python_text(source: str, path: Path) -> list[Fault]:
    """String literals with Chinese outside docstrings and translation calls."""
    tree = ast.parse(source, filename=str(path))
    names = translation_names(tree)
    reached: set[int] = set()
    for node in ast.walk(tree):
        if call_shape(node, names) is not None and isinstance(node, ast.Call):
            reached |= {id(one) for argument in node.args for one in ast.walk(argument)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            reached.add(id(node.value))
    lines = source.split("\n")
    return [
        Fault(path, node.lineno, f"Chinese outside a translation call: {node.value.strip()[:60]}")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _CHINESE.search(node.value)
        and id(node) not in reached
        and not _is_exempt(lines, node)
    ]


def _is_exempt(lines: list[str], node: ast.Constant) -> bool:
    return any(EXEMPT in line for line in lines[node.lineno - 1 : node.end_lineno])


def _blanked(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
