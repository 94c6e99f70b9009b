"""Scheduled work: uploaded workbooks hold personal data and are erased after the days that the parameter says."""

from anxin.parties.org.queries import all_stores
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.importing.commands import forget_import_files
from anxin.platform.jobs import scheduled, store_by_store


@scheduled("40 19 * * *")
def erase_old_import_files(timestamp: int) -> None:
    """Every night, in every store."""
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                forget_import_files(actor=Actor.system("customers", [store_id]), store_id=store_id, at=clock.now())
