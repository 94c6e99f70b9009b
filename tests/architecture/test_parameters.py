"""A limit that nobody reads misleads whoever sets it: every declared parameter is read by the program."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "anxin"
DECLARED = re.compile(r"^([A-Z][A-Z0-9_]*) = (?:\w+\.)?(?:declare|deadline|declare_deadline)\(", re.MULTILINE)


def test_every_declared_parameter_is_read_somewhere() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in SOURCE.rglob("*.py")
        if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts)
    }
    unread = []
    for path, text in texts.items():
        if path.name == "permissions.py" or "declare" not in text:
            continue
        for name in DECLARED.findall(text):
            uses = [
                other
                for other, words in texts.items()
                for line in words.splitlines()
                if re.search(rf"\b{name}\b", line)
                and not line.lstrip().startswith(("from ", "import ", f"{name} = "))
                and not re.fullmatch(rf"\s*(\w+, )*{name}(, \w+)*,?", line)
            ]
            if not uses:
                unread.append(f"{path.relative_to(SOURCE)}: {name}")
    assert unread == [], "implement the rule, or take the parameter away"
