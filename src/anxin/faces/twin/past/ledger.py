"""What the writers of one store's history share: the store, the rows on their way, numbers, and each visit's ids."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anxin.faces.twin.floor import Floor
from anxin.faces.twin.plan import PlannedVisit
from anxin.faces.twin.rows import Numbers, Rows
from anxin.parties.org.queries import calendar_of
from anxin.parties.work.ladder import next_escalation
from anxin.parties.work.models import Task
from anxin.platform.parameters import value
from anxin.platform.parameters.register import ParameterDefinition


@dataclass(slots=True)
class PastVisit:
    """A visit with the ids and numbers that it was given."""

    plan: PlannedVisit
    vehicle_id: int
    customer_id: int
    appointment: Any = None
    reception: Any = None
    order: Any = None
    jobs: list[Any] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    bills: list[Any] = field(default_factory=list)

    @property
    def approved(self) -> list[Any]:
        """The items that are charged, in order of entry."""
        return [item for item in self.items if item.decision == "APPROVED"]


@dataclass(slots=True)
class Ledger:
    """One store's history while it is written; nothing later than ``until``. ``agreed`` are customers who may be called.

    ``lanes`` are the green channels of packages, ``plates`` say until when each plate stands on a car.
    """

    floor: Floor
    rows: Rows
    numbers: Numbers
    until: datetime
    agreed: frozenset[int]
    lanes: dict[str, str] = field(default_factory=dict)
    plates: dict[int, datetime] = field(default_factory=dict)

    @property
    def store_id(self) -> int:
        """The store."""
        return self.floor.store.id

    def day(self, at: datetime) -> Any:
        """Business day of an instant."""
        return self.floor.store.clock.day(at)

    def due(self, limit: ParameterDefinition, at: datetime) -> datetime:
        """When a limit of the store runs out that begins at an instant."""
        due: datetime = value(limit, self.store_id, self.day(at)).due(calendar_of(self.store_id), at)
        return due

    def task(self, kind: str, subject: tuple[str, int], *, due_at: datetime, **values: Any) -> Any:
        """A task as ``create_task`` makes it."""
        return self.rows.add(
            Task,
            store_id=self.store_id,
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            due_at=due_at,
            escalate_at=next_escalation(kind, self.store_id, 0, due_at),
            **values,
        )


def complete(task: Any, result: str, done_by_id: int, at: datetime) -> None:
    """The task as ``complete_task`` leaves it."""
    task.state, task.result, task.done_at, task.done_by_id = "DONE", result, at, done_by_id
    task.escalate_at = None
    task.version += 1
