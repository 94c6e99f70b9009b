"""Counts requests of strangers by the minute, across processes. Does not own what a limit is or what is said beyond it."""

import hashlib
from datetime import datetime

from anxin.platform.actor import ANONYMOUS
from anxin.platform.database.prepared import run_prepared
from anxin.platform.scope import unit_of_work

COUNT = """
INSERT INTO platform_requestcount AS known (key, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN known.minute = excluded.minute THEN known.count + 1 ELSE 1 END, minute = excluded.minute
RETURNING count
"""


def count_request(name: str, at: datetime) -> int:
    """How many requests came under this name in this minute, with this one; only a hash of the name is kept."""
    minute = at.replace(second=0, microsecond=0)
    with unit_of_work(ANONYMOUS, "platform.count_request", writable=True):
        ((count,),) = run_prepared(COUNT, [hashlib.sha256(name.encode()).hexdigest(), minute])
    return int(count)
