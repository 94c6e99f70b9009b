"""``manage.py sync_reference``: seeds reference rows; run at every start, changes nothing that people edited."""

from typing import Any

from django.core.management.base import BaseCommand

from anxin.parties.org.queries import system_actor
from anxin.parties.org.reference import seed_public_holidays
from anxin.platform.scope import unit_of_work


class Command(BaseCommand):
    help = "Seed public holidays; days that people edited or removed are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed as the app role, in one transaction."""
        with unit_of_work(system_actor("sync_reference"), "org.sync_reference", writable=True):
            made = seed_public_holidays()
        self.stdout.write(f"{made} public days added")
