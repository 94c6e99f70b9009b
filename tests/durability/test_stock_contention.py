"""Eight clients at the same shelves, one killed, and the database, too: the ledger is what is on hand and what it is worth.

A few seconds in the suite; ANXIN_CONTENTION_SECONDS=60 for the long run, which is ``bench/stock_contention.py`` itself.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = os.environ.get("ANXIN_CONTENTION_SECONDS", "12")
EVERY_ACT = {"receive", "issue", "give_back", "price", "count", "send_back", "transfer", "sell"}


@pytest.mark.rule("R-PT14")
def test_the_stock_is_right_to_the_cent_whoever_is_killed() -> None:
    variables = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    fight = [sys.executable, str(ROOT / "bench" / "stock_contention.py"), "--seconds", SECONDS]
    ended = subprocess.run(fight, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    done = {line.split()[0]: int(line.split()[1]) for line in ended.stdout.splitlines() if line.endswith(" refused")}
    assert {act for act in EVERY_ACT if not done.get(act)} == set()
