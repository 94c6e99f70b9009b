"""Work of transfers outside requests: each store follows in its own scope, and what is free is published anew."""

from anxin.holdings.transfers.commands import follow_transfer, publish_free_stock, publish_held_stock
from anxin.parties.org.queries import all_stores
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.jobs import job, scheduled, store_by_store


@job()
def follow(store_id: int, transfer_id: int) -> None:
    """One of the two stores comes in line with a transfer."""
    follow_transfer(actor=Actor.system("transfers", [store_id]), store_id=store_id, transfer_id=transfer_id, at=clock.now())


@scheduled("*/10 * * * *")
def publish_held(timestamp: int) -> None:
    """Every ten minutes: what was signed or called off meanwhile moved nothing on the shelf."""
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                publish_held_stock(actor=Actor.system("transfers", [store_id]), store_id=store_id, at=clock.now())


@scheduled("50 18 * * *")
def publish_all(timestamp: int) -> None:
    """Every night (02:50 in China): all that is free, for whatever was missed, and after limits changed."""
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                publish_free_stock(actor=Actor.system("transfers", [store_id]), store_id=store_id, at=clock.now())
