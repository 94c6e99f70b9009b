"""Whether anything moved on the floor: what the board and the dispatch page poll."""

from datetime import datetime
from hashlib import blake2b

from django.db.models import Count, Max

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.resources.capacity.queries import list_taken_time
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Assignment, JobClock, Waiting
from anxin.visit.workshop.queries.floor import shifts_of


@query(permissions.SEE)
def floor_version(actor: Actor, store_id: int, at: datetime | None = None) -> str:
    """Changes whenever something moves on the floor of a store: what the dispatch page polls.

    Looks at what is open now, at what is taken today and at who is on duty today and at this hour, never at history.
    """
    now = at or clock.now()
    today = store_info(store_id).clock.day(now)
    placed = Assignment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, released_at=None)
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, ended_at=None)
    waits = Waiting.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, until=None)
    seen = [
        list(placed.order_by("pk").values_list("pk", "planned_from", "planned_to", "repair_order__version")),
        # One that ends leaves the count, one that begins raises the key.
        *(rows.aggregate(last=Max("pk"), count=Count("pk")) for rows in (clocks, waits)),
        list_open_jobs(actor, store_id),
        sorted((one.resource_kind, one.resource_id, one.minutes) for one in list_taken_time(actor, store_id, today)),
        sorted((key, shift, _phase(shift, now)) for key, shift in shifts_of(actor, store_id, today).items()),
    ]
    return blake2b(repr(seen).encode(), digest_size=12).hexdigest()


def _phase(shift: tuple[datetime, datetime] | None, now: datetime) -> int:
    """Before a shift, in it, after it."""
    return 1 if shift is None else (now >= shift[0]) + (now >= shift[1])
