"""What was planned about missed figures, with who has it now and whether it is done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import Remedy
from anxin.management.kpi.queries.figures import Level, units_of
from anxin.management.kpi.rules.periods import months_later
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.permissions import DO
from anxin.parties.work.queries import TaskRow, list_tasks_about
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

MOST = 100
OPEN = "OPEN"


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """What is to be done about a store's figure of a period, for the obstacles that were confirmed then.

    ``who`` has it now, until ``due_on``; ``state`` is that of the task, ``result`` what was said when it ended.
    """

    id: int
    store_id: int
    code: str
    period: str
    first: date
    last: date
    obstacles: tuple[str, ...]
    words: str
    who: str
    due_on: date
    state: str
    state_label: str
    is_late: bool
    result: str
    done_at: datetime | None
    at: datetime
    task_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state == OPEN


@query(permissions.SEE)
def list_remedies(actor: Actor, code: str, level: Level, unit_id: int, until: date, *, most: int = 50) -> list[RemedyRow]:
    """What was planned about a figure in the unit's stores, for periods begun by ``until``, the newest period first.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    if code not in catalogue().definitions or not stores:
        raise NotFound
    found = Remedy.objects.visible_to(actor, permissions.SEE).filter(store_id__in=stores, code=code, first__lte=until)
    return _rows(found.select_related("confirmation").order_by("-first", "-pk")[: min(most, MOST)])


@query(DO)
def get_remedy(actor: Actor, remedy_id: int) -> RemedyRow:
    """One remedy, for whoever it was given to, who has it now, or who sees the store's figures.

    :raises NotFound: unknown, out of scope, or somebody else's
    """
    found = Remedy.objects.visible_to(actor, DO).select_related("confirmation").one(pk=remedy_id)
    task = _tasks([found]).get(found.pk)
    own = find_own_employee(actor)
    theirs = {found.responsible_id, *((task.owner_id, task.acting_id) if task else ())}
    if not actor.may(permissions.SEE, found.store_id) and (own is None or own.id not in theirs):
        raise NotFound
    return _row(found, task)


def remedies_planned(actor: Actor, store_id: int, codes: Collection[str], until: date) -> dict[str, list[RemedyRow]]:
    """Figure → what was planned about it for a store's periods begun in the year up to a day, the newest first.

    Inside a query of figures.
    """
    of_a_year = Q(first__lte=until, first__gt=months_later(until, -12))
    found = Remedy.objects.visible_to(actor, permissions.SEE).filter(of_a_year, store_id=store_id, code__in=codes)
    said: dict[str, list[RemedyRow]] = {}
    for one in _rows(found.select_related("confirmation").order_by("-first", "-pk")):
        said.setdefault(one.code, []).append(one)
    return said


def _rows(found: Iterable[Remedy]) -> list[RemedyRow]:
    rows = list(found)
    tasks = _tasks(rows)
    return [_row(one, tasks.get(one.pk)) for one in rows]


def _tasks(rows: Iterable[Remedy]) -> Mapping[int, TaskRow]:
    """The tasks, also for whoever sees figures of a store and no tasks there."""
    by_store: dict[int, list[int]] = {}
    for one in rows:
        by_store.setdefault(one.store_id, []).append(one.pk)
    kind, now = parameters.REMEDY_TASK, clock.now()
    return {
        remedy_id: task
        for store_id, ids in by_store.items()
        for remedy_id, task in list_tasks_about(Actor.system("kpi", [store_id]), store_id, kind, ids, now).items()
    }


def _row(one: Remedy, task: TaskRow | None) -> RemedyRow:
    obstacles = tuple(one.confirmation.obstacles) if one.confirmation else ()
    # A task ends with its last day, and may have been put off.
    due_on = store_info(one.store_id).clock.day(task.due_at - timedelta(microseconds=1)) if task else one.due_on
    return RemedyRow(
        one.pk, one.store_id, one.code, one.period, one.first, one.last, obstacles, one.words,
        (task.acting_name or task.owner_name or task.post_label) if task else "", due_on, task.state if task else "",
        task.state_label if task else "", bool(task and task.is_overdue), task.result if task else "",
        task.done_at if task else None, one.at, task.id if task else None,
    )  # fmt: skip
