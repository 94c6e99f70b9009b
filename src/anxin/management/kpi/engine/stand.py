"""How far the history goes: which months each fact has in files, and what stands in them."""

import json
import logging
from pathlib import Path

log = logging.getLogger(__name__)
MANIFEST = "months.json"


def read_manifest(path: Path) -> dict[str, str]:
    """Month → what stands in its file. One that cannot be read says nothing: the next export writes every month anew."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        log.warning("manifest of the history cannot be read", extra={"path": str(path)})
        return {}
    return {str(month): str(digest) for month, digest in found.items()} if isinstance(found, dict) else {}


class Stand:
    """The months of every fact as the last export left them."""

    def __init__(self, folder: Path) -> None:
        self._months: dict[str, dict[str, str]] = {
            path.parent.name: read_manifest(path) for path in folder.glob(f"*/{MANIFEST}")
        }

    def digest(self, fact: str, month: str) -> str:
        """What stands in a month of a fact; empty where nothing does."""
        return self._months.get(fact, {}).get(month, "")

    def first_month(self, fact: str) -> str:
        """The earliest month (``2026-03``) that has any; empty without one."""
        return min((month for month, digest in self._months.get(fact, {}).items() if digest), default="")
