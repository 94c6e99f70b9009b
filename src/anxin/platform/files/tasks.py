"""Jobs of the files: thumbnails, and the sweep of what nobody attached."""

import itertools

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.files.commands import make_thumbnail, sweep_store
from anxin.platform.files.storage import file_store
from anxin.platform.jobs import job, scheduled, store_by_store

AT_ONCE = 1000


@job()
def thumbnail_file(file_id: int, store_id: int) -> None:
    """Make the thumbnail of one file."""
    make_thumbnail(actor=Actor.system("files", [store_id]), file_id=file_id, at=clock.now())


@scheduled("20 19 * * *")
def sweep_files(timestamp: int) -> None:
    """Sweep every store that has bytes, at night; the file store itself says which stores those are."""
    blobs = file_store().blobs()
    with store_by_store() as one:
        for store_id, listed in itertools.groupby(blobs, key=lambda blob: int(blob.name.partition("/")[0])):
            with one(store_id):
                while batch := list(itertools.islice(listed, AT_ONCE)):
                    sweep_store(actor=Actor.system("files", [store_id]), store_id=store_id, blobs=batch, at=clock.now())
