"""Every icon that a template or a menu names is drawn: a missing one is an empty square that no other test sees."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "anxin"
LISTED = SOURCE / "platform" / "ui" / "static" / "ui" / "icons.txt"
IN_TEMPLATES = re.compile(
    r"""\{%\s*icon\s+"([a-z0-9-]+)"|\bicon(?:_name)?="([a-z0-9-]+)"|<c-icon[^>]*\bname="([a-z0-9-]+)\""""
)
IN_CODE = re.compile(r"""\bicon="([a-z0-9-]+)\"""")


def test_every_icon_that_is_named_is_listed() -> None:
    listed = set(LISTED.read_text(encoding="utf-8").split())
    named = {
        (str(path.relative_to(SOURCE)), name)
        for suffix, pattern in (("html", IN_TEMPLATES), ("py", IN_CODE))
        for path in SOURCE.rglob(f"*.{suffix}")
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
        for name in found.groups()
        if name
    }
    assert len(named) > 200
    assert sorted(one for one in named if one[1] not in listed) == []
