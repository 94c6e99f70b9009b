"""The days of rest of whoever works by shift, in the roster: without them a free day would count as one of duty."""

from collections.abc import Sequence
from datetime import datetime

from anxin.faces.twin.crew import ADVISORS, TECHNICIANS
from anxin.faces.twin.floor import Floor
from anxin.faces.twin.plan import PlannedDay
from anxin.parties.people.commands import PlannedDuty, plan_roster

PEOPLE = [*(("technician", place) for place in range(TECHNICIANS)), *(("advisor", place) for place in range(ADVISORS))]


def plan_rest(floor: Floor, days: Sequence[PlannedDay], at: datetime) -> int:
    """Write a day of rest for everybody who has no shift on one of the days; returns how many."""
    resting = [
        PlannedDuty((floor.technician(place) if kind == "technician" else floor.advisor(place)).employee_id, day.day)
        for day in days
        for kind, place in PEOPLE
        if not any((shift.person, shift.place) == (kind, place) for shift in day.shifts)
    ]
    manager = floor.one("service_manager").actor
    return plan_roster(actor=manager, store_id=floor.store.id, duties=resting, at=at).days
