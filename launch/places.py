"""Where things lie: the project, its Python environment and the folder with the running state.

Does not own: what is in them.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
SOURCE = ROOT / "src"


def home() -> Path:
    """The folder of the running state (database, files, backups, logs): var/, or ANXIN_HOME."""
    return Path(os.path.abspath(os.environ.get("ANXIN_HOME") or ROOT / "var"))


def inside_environment() -> bool:
    """Whether this process runs in the project's own environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def make_home() -> Path:
    """Make the folder of the running state with its parts, and return it."""
    for part in ("", "files", "backups", "log"):
        (home() / part).mkdir(parents=True, exist_ok=True)
    return home()
