"""``manage.py load_demo``: a group of two brands and three stores with sixty days of history; once."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from anxin.faces.twin import organisation
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.loading import Demo, load, write_accounts
from anxin.platform import clock
from anxin.platform.database.statistics import refresh_statistics
from anxin.platform.jobs import defer

KEEP_HISTORY = "management.kpi.tasks.export_history"


class Command(BaseCommand):
    help = "Load the demo group; does nothing when there is a group already."

    def add_arguments(self, parser: CommandParser) -> None:
        """Days of history, seed, and the date that is today."""
        parser.add_argument("--days", type=int, default=60)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load as the app role."""
        if organisation.is_there():
            self.stdout.write("已有集团，演示数据不再载入。")
            return
        now = clock.now()
        today = options["today"]
        demo = Demo(options["days"], options["seed"], today or now.astimezone(ZONE).date(), now if today is None else None)
        load(demo, self._say)
        refresh_statistics()
        write_accounts(Path(settings.HOME) / "demo_accounts.json")
        # The league and like stores look at kept months: a demo that is opened now does not wait for the night.
        defer(KEEP_HISTORY, timestamp=int(now.timestamp()))

    def _say(self, percent: int, words: str) -> None:
        self.stdout.write(f"演示数据 {percent} % {words}")
        self.stdout.flush()
