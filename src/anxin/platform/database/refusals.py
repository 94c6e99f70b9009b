"""The sentences with which the embedded server refuses to start, in Chinese and in English.

Does not own: deciding that something is wrong (embedded.py). Standard library only.
"""

import errno
from pathlib import Path
from typing import NoReturn

from .binaries import DatabaseUnavailable


def refuse_full_disk(error: OSError | None, folder: Path, free_bytes: int = 0) -> None:
    """Raise the sentence about a full disk, unless ``error`` is about something else.

    :raises DatabaseUnavailable: the disk is full
    """
    if error is not None and error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return
    free = free_bytes // (1024 * 1024)
    raise DatabaseUnavailable(
        f"磁盘空间不够（{folder.parent} 所在的盘只剩 {free} MB）：请腾出至少 1 GB，或用 ANXIN_HOME 换一个盘，再运行一次。",
        f"The disk is full ({free} MB left where {folder.parent} is): free at least 1 GB, or name another disk in "
        "ANXIN_HOME, and run again.",
    )


def refuse_start(said: str, data: Path) -> NoReturn:
    """Raise the sentence about a server that does not start, with PostgreSQL's own last words.

    :raises DatabaseUnavailable: always
    """
    if "No space left on device" in said:
        refuse_full_disk(None, data)
    lines = [line.strip() for line in said.splitlines() if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    reason = " / ".join(lines[-2:]) or said.strip()[-300:] or "?"
    raise DatabaseUnavailable(
        f"数据库没有启动：{reason}（详见 {data}/start.log 和 {data}/log）。",
        f"The database did not start: {reason} (see {data}/start.log and {data}/log).",
    )
