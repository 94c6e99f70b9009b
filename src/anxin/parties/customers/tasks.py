"""Jobs: old workbooks, which hold personal data, are erased; an erasure or a consent is told to every store."""

from anxin.parties.customers.commands import announce_consent, announce_erasure
from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.importing.commands import forget_import_files
from anxin.platform.jobs import job, scheduled, store_by_store


@scheduled("40 19 * * *")
def erase_old_import_files(timestamp: int) -> None:
    """Every night, in every store."""
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                forget_import_files(actor=Actor.system("customers", [store_id]), store_id=store_id, at=clock.now())


@job()
def announce_erasure_everywhere(customer_id: int) -> None:
    """An event reaches one store only, and whoever erases sees his own: the program tells all that knew the customer."""
    announce_erasure(actor=system_actor("customers"), customer_id=customer_id, at=clock.now())


@job()
def announce_consent_everywhere(customer_id: int, purpose: str, besides: int) -> None:
    """Whoever keeps a consent sees his own stores: the program tells the others that know the customer."""
    actor = system_actor("customers")
    announce_consent(actor=actor, customer_id=customer_id, purpose=purpose, besides=besides, at=clock.now())
