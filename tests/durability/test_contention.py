"""Eight people at the same few orders, through the served program: nothing is lost, no number is missing.

A few seconds in the suite; ANXIN_CONTENTION_SECONDS=60 for the long run, which is ``bench/contention.py`` itself.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVERY_ACT = {
    *("open", "sign", "place", "drop", "move", "recall", "start", "pause", "finish", "write", "add", "approve", "inspect"),
    *("deposit", "settle", "pay", "reverse", "unlock"),
}
SECONDS = os.environ.get("ANXIN_CONTENTION_SECONDS", "8")


def test_nothing_is_lost_when_eight_people_act_on_the_same_orders() -> None:
    variables = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    fight = [sys.executable, str(ROOT / "bench" / "contention.py"), "--seconds", SECONDS, "--orders", "3"]
    ended = subprocess.run(fight, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    done = {line.split()[0]: int(line.split()[1]) for line in ended.stdout.splitlines() if line.endswith(" refused")}
    assert {act for act in EVERY_ACT if not done.get(act)} == set()
