"""The days after the one that is placed, read only where a job is longer than a shift."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.visit.workshop.parameters import PLACE_AHEAD
from anxin.visit.workshop.placing import Day, Placement, Work
from anxin.visit.workshop.placing_long import is_long, with_long
from anxin.visit.workshop.queries.field import day_of
from anxin.visit.workshop.queries.floor import day_plan
from anxin.visit.workshop.queries.groups import led_team


def placed_ahead(
    actor: Actor, store_id: int, day: date, now: datetime, works: Sequence[Work], found: Placement, field: Day
) -> Placement:
    """A placement of a day whose long jobs go on over the next days (M07.01); ``field`` is the day as it was filled."""
    left = {one.job_id for one in found.left if one.cause == "time"}
    long = [one for one in works if one.job_id in left and is_long(one, field)]
    if not long:
        return found
    own, ahead = led_team(actor, store_id, day), value(PLACE_AHEAD, store_id, day)
    plans = [day_plan(actor, store_id, day + timedelta(days=one)) for one in range(1, ahead + 1)]
    return with_long(long, found, [field, *(day_of(store_id, plan, now, own) for plan in plans)])
