"""One JSON line after another in a file per day: what an outside service would get, where none is connected."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any


def append_line(folder: Path, at: datetime, record: dict[str, Any]) -> None:
    """Append to ``<folder>/<day>.jsonl``; only the program's own user may read it, for it holds personal data.

    :raises OSError: the disk refuses
    """
    line = json.dumps({"at": at.isoformat(), **record}, ensure_ascii=False) + "\n"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(folder / f"{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # One write of one line: concurrent workers do not mix theirs.
        os.write(file, line.encode())
    finally:
        os.close(file)
