"""How far the history goes: which months each fact has in files, and what stands in them."""

import json
from pathlib import Path

MANIFEST = "months.json"


class Stand:
    """The months of every fact as the last export left them."""

    def __init__(self, folder: Path) -> None:
        self._months: dict[str, dict[str, str]] = {
            path.parent.name: json.loads(path.read_text()) for path in folder.glob(f"*/{MANIFEST}")
        }

    def digest(self, fact: str, month: str) -> str:
        """What stands in a month of a fact; empty where nothing does."""
        return self._months.get(fact, {}).get(month, "")

    def first_month(self, fact: str) -> str:
        """The earliest month (``2026-03``) that has any; empty without one."""
        return min((month for month, digest in self._months.get(fact, {}).items() if digest), default="")
