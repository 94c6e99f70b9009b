"""What stands on the board: every placed job of a day as one card, with its state and its promise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.repair_orders.parameters import PROMISE_NEAR
from anxin.visit.repair_orders.queries import list_express_dues, promise_clock
from anxin.visit.workshop import permissions
from anxin.visit.workshop.covering import standing
from anxin.visit.workshop.models import Assignment, JobClock, Waiting
from anxin.visit.workshop.queries.expected import expected_ends
from anxin.visit.workshop.queries.marks import mark_of
from anxin.visit.workshop.queries.reasons import reason_words
from anxin.visit.workshop.queries.waited import waited_minutes


@dataclass(frozen=True, slots=True)
class Card:
    """A job on the board. ``state`` is done, late, wait, risk, run or plan; ``stand`` changes whenever somebody places it.

    ``waiting_counted_since`` is as many minutes ago as it waited while the store was open, for what ticks.

    ``mark`` is what the board calls the car; ``is_begun``: somebody began it and it is not done, so that the car is there.

    ``late_minutes`` is how far its car is expected to leave the promise behind, zero where it keeps it by
    ``left_minutes``. ``express_due_at`` is the end of the hour, or the four, of an express order (R-WS13).
    """

    job_id: int
    number: str
    plate: str
    title: str
    technicians: tuple[str, ...]
    technician_ids: tuple[int, ...]
    bay_id: int | None
    bay: str
    starts_at: datetime
    ends_at: datetime
    promised_at: datetime | None
    state: str
    late_minutes: int
    stand: int
    reasons: tuple[str, ...] = ()
    waiting_label: str = ""
    waiting_since: datetime | None = None
    is_running: bool = False
    lane: str = ""
    left_minutes: int = 0
    express_due_at: datetime | None = None
    mark: str = ""
    is_begun: bool = False
    vin: str = ""
    waiting_counted_since: datetime | None = None

    @property
    def minutes(self) -> int:
        """Length of the span."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def is_movable(self) -> bool:
        """Nobody has begun it: it can be dragged elsewhere."""
        return self.state != "done" and not self.is_running and not self.waiting_label


@query(permissions.SEE)
def list_cards(actor: Actor, store_id: int, day: date, now: datetime) -> list[Card]:
    """The placed jobs of a store on a day: planned, at work, stopped and finished, by start.

    What they say of a promise is what the desks and the customer's page say (M07.05).
    """
    return cards_with_ends(actor, store_id, day, now, ())[0]


def cards_with_ends(
    actor: Actor, store_id: int, day: date, now: datetime, in_shop: Collection[int]
) -> tuple[list[Card], Mapping[int, datetime]]:
    """The cards of a day, and the expected ends of their orders and of those ``in_shop``: asked once for both."""
    local = store_info(store_id).clock
    since, until = local.bounds(day)
    planned = Q(planned_from__lt=until, planned_to__gt=since, job__state="OPEN")
    done = Q(job__state="FINISHED", job__finished_at__gte=since, job__finished_at__lt=until)
    today = Q(job__state="IN_PROGRESS") if local.day(now) == day else Q(job__state="IN_PROGRESS") & planned_on(since, until)
    rows = (
        Assignment.objects.visible_to(actor, permissions.SEE)
        .filter(planned | done | today, store_id=store_id, released_at=None)
        .select_related("technician", "bay", "job", "repair_order__vehicle", "repair_order__customer")
        .order_by("pk")
    )
    teams: dict[int, list[Assignment]] = {}
    for row in rows:
        teams.setdefault(row.job_id, []).append(row)
    begun = [number for number, team in teams.items() if team[0].job.state == "IN_PROGRESS"]
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(job_id__in=begun, ended_at=None)
    waits = Waiting.objects.visible_to(actor, permissions.SEE).filter(job_id__in=begun, until=None)
    running = set(clocks.values_list("job_id", flat=True))
    waiting = {row.job_id: row for row in waits}
    open_orders = {team[0].repair_order_id for team in teams.values() if team[0].job.state != "FINISHED"}
    ends = expected_ends(store_id, open_orders | set(in_shop), now)
    known = _Known(
        now,
        value(PROMISE_NEAR, store_id, now),
        running,
        waiting,
        ends,
        list_express_dues(actor, open_orders, now),
    )
    cards = [_card(team, known) for team in teams.values()]
    return sorted(cards, key=lambda one: (one.starts_at, one.job_id)), ends


@query(permissions.SEE)
def stand_of(actor: Actor, job_id: int) -> int:
    """How a job is placed, as one number, 0 when nobody has it: it changes whenever the job is placed or planned anew."""
    return standing(Assignment.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, released_at=None))


@query(permissions.SEE)
def reasons_of(actor: Actor, job_id: int) -> str:
    """Why a placed job went to whoever has it, in words; nothing where somebody chose the people by hand."""
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, released_at=None)
    return reason_words(next((row.reasons for row in rows), []))


def planned_on(since: datetime, until: datetime) -> Q:
    """Assignments planned at some time of a span."""
    return Q(planned_from__lt=until, planned_to__gt=since)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the jobs of a day beside who has them: clocks, waits, and how their orders stand."""

    now: datetime
    near_minutes: int
    running: Collection[int]
    waiting: Mapping[int, Waiting]
    expected: Mapping[int, datetime]
    express: Mapping[int, datetime]


def _card(team: list[Assignment], known: _Known) -> Card:
    first = team[0]
    job, order = first.job, first.repair_order
    since, until = _span(first, known.now)
    is_running, wait = job.pk in known.running, known.waiting.get(job.pk)
    is_done = job.state == "FINISHED"
    clock = promise_clock(
        order.promised_at,
        known.expected.get(order.pk, until),
        known.now,
        begun_at=order.arrived_at or order.opened_at,
        near_minutes=known.near_minutes,
    )
    return Card(
        job_id=job.pk,
        number=order.number,
        plate=order.vehicle.plate or "",
        title=job.title,
        technicians=tuple(row.technician.name for row in team),
        technician_ids=tuple(row.technician_id for row in team),
        bay_id=first.bay_id,
        bay=first.bay.code if first.bay else "",
        starts_at=since,
        ends_at=until,
        promised_at=order.promised_at,
        state="done" if is_done else _state(clock.level, is_running, wait),
        late_minutes=0 if is_done else clock.minutes,
        left_minutes=clock.left_minutes,
        stand=standing(team),
        reasons=tuple(first.reasons),
        waiting_label=wait.words if wait else "",
        waiting_since=wait.since if wait else None,
        is_running=is_running,
        lane=order.lane,
        express_due_at=None if is_done else known.express.get(order.pk),
        mark=mark_of(order.vehicle.plate, order.vehicle.vin, order.vehicle.model_name, order.customer.name),
        is_begun=job.state == "IN_PROGRESS",
        vin=order.vehicle.vin or "",
        waiting_counted_since=_counted_since(wait, known.now) if wait else None,
    )


def _span(row: Assignment, now: datetime) -> tuple[datetime, datetime]:
    """As planned; as it was once it has begun."""
    job = row.job
    since = job.started_at or row.planned_from or row.assigned_at
    if job.finished_at is not None:
        return since, max(job.finished_at, since + timedelta(minutes=1))
    until = row.planned_to or since + timedelta(hours=1)
    return since, max(until, now, since + timedelta(minutes=1)) if job.started_at else until


def _counted_since(wait: Waiting, now: datetime) -> datetime:
    return now - timedelta(minutes=waited_minutes(wait.store_id, wait.since, now))


def _state(level: str, is_running: bool, wait: Waiting | None) -> str:
    if level == "late":
        return "late"
    if wait is not None:
        return "wait"
    if level == "risk":
        return "risk"
    return "run" if is_running else "plan"
