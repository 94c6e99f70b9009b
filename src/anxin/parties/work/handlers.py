"""What the work queue does when staff change."""

from datetime import datetime

from anxin.parties.people.events import EmployeeLeft
from anxin.parties.work.commands import hand_over_tasks
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(EmployeeLeft)
def hand_over_tasks_of_leaver(*, actor: Actor, event: EmployeeLeft, at: datetime) -> None:
    """Open tasks go to the deputy, else to whoever holds the post (M01.10)."""
    hand_over_tasks(actor=actor, employee_id=event.employee_id, successor_id=event.successor_id, post=event.post, at=at)
