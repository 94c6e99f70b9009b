"""The shop floor: the day's plan by bay and technician, jobs that nobody has, and orders to inspect."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from anxin.parties.org.queries import list_bays, store_info
from anxin.parties.people.queries import list_duty, list_employees
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query, remembered
from anxin.resources.capacity.queries import ReservationRow, list_reservations
from anxin.visit.repair_orders.queries import InShopRow, OpenJobRow, list_in_shop, list_open_jobs
from anxin.visit.workshop import permissions
from anxin.visit.workshop.covering import covered_of, standing
from anxin.visit.workshop.models import Assignment, IndirectTime, JobClock, Waiting
from anxin.visit.workshop.queries.groups import members_of
from anxin.visit.workshop.queries.placed import open_waits, placed_beside, placed_of, running_clocks, standing_cars

JOB_KIND = "repair_orders.job"
EXPRESS_POST = "express_technician"
TECHNICIAN_POSTS = ("technician", "body_technician", EXPRESS_POST, "apprentice", "team_leader")


@dataclass(frozen=True, slots=True)
class PlannedBlock:
    """A reserved span; without an order it is held by something else, such as a booking."""

    starts_at: datetime
    ends_at: datetime
    job_id: int | None
    title: str
    number: str
    plate: str
    model_name: str
    promised_at: datetime | None
    order_state: str
    job_state: str
    vin: str = ""

    @property
    def minutes(self) -> int:
        """Length of the span."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class BayPlan:
    """A bay with its day, and the order whose begun job has its car there now, planned or not."""

    id: int
    code: str
    kind: str
    is_high_voltage: bool
    blocks: tuple[PlannedBlock, ...]
    standing_number: str = ""
    standing_plate: str = ""
    standing_mark: str = ""
    standing_vin: str = ""
    standing_order_id: int = 0
    standing_job_id: int = 0


@dataclass(frozen=True, slots=True)
class TechnicianPlan:
    """A technician with the day, the load in hours, and the job on which the clock runs; ``shift`` is the roster's,
    None off duty or as long as the store is open. ``elsewhere`` is the time on no car that runs now."""

    id: int
    name: str
    post: str
    level: str
    skills: frozenset[str]
    is_on_duty: bool
    blocks: tuple[PlannedBlock, ...]
    hours: Decimal
    running_job_id: int | None
    running_since: datetime | None
    running_plate: str = ""
    shift: tuple[datetime, datetime] | None = None
    trade: str = ""
    is_express: bool = False
    team_id: int | None = None
    running_number: str = ""
    elsewhere: str = ""
    elsewhere_since: datetime | None = None
    running_vin: str = ""
    running_order_id: int = 0


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Bays and technicians of a store on a day."""

    day: date
    bays: tuple[BayPlan, ...]
    technicians: tuple[TechnicianPlan, ...]


@dataclass(frozen=True, slots=True)
class JobOnFloor:
    """Where a job stands, for the desks: who, where, working since when or waiting for what since when."""

    job_id: int
    repair_order_id: int
    state: str
    technicians: tuple[str, ...]
    technician_ids: tuple[int, ...]
    bay: str
    bay_id: int | None
    planned_from: datetime | None
    planned_to: datetime | None
    working_since: datetime | None
    waiting_reason: str
    waiting_label: str
    waiting_since: datetime | None
    expected_at: datetime | None
    waiting_also: tuple[str, ...] = ()
    stand: int = 0
    covered_minutes: int | None = None


@query(permissions.SEE)
def day_plan(actor: Actor, store_id: int, day: date) -> DayPlan:
    """Bays and technicians of a store with what is reserved of them on a day."""
    reserved = list_reservations(actor, store_id, day)
    ids = sorted({row.document.id for row in reserved if row.document.kind == JOB_KIND})
    jobs = {row.job_id: row for row in list_open_jobs(actor, store_id, ids)} if ids else {}
    blocks: dict[tuple[str, int], list[PlannedBlock]] = {}
    for row in reserved:
        blocks.setdefault((row.resource_kind, row.resource_id), []).append(_block(row, jobs))
    standing = standing_cars(actor, store_id)
    bays = tuple(
        BayPlan(
            bay.id,
            bay.code,
            bay.kind,
            bay.is_high_voltage,
            tuple(blocks.get(("bay", bay.id), ())),
            *standing.get(bay.id, ("", "", "", "", 0, 0)),
        )
        for bay in list_bays(actor, store_id)
    )
    return DayPlan(day, bays, _technicians(actor, store_id, day, blocks))


@query(permissions.SEE)
def unplaced_jobs(actor: Actor, store_id: int, team_id: int | None = None) -> list[OpenJobRow]:
    """Jobs of signed orders that nobody has been given: green channel and rescue, booked, walk-in (R-AP01); by promise.

    Of one team: those of its advisors' orders (R-WS08).
    """
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, released_at=None)
    placed = set(rows.filter(job__state__in=("OPEN", "IN_PROGRESS")).values_list("job_id", flat=True))
    waiting = [job for job in list_open_jobs(actor, store_id) if job.job_id not in placed]
    if team_id is not None:
        teams = members_of(actor, store_id, store_info(store_id).clock.day(clock.now()))
        waiting = [job for job in waiting if teams.get(job.advisor_id) == team_id]
    return sorted(waiting, key=lambda job: job.queue_rank)


@query(permissions.SEE)
def queue_for_inspection(actor: Actor, store_id: int) -> list[InShopRow]:
    """Orders whose work is finished and that wait for the general inspection, in the order of unplaced jobs."""
    return sorted(list_in_shop(actor, store_id, states=("WORK_FINISHED",)), key=lambda row: row.queue_rank)


@query(permissions.SEE)
@remembered
def job_states(
    actor: Actor, order_ids: list[int], *, beside: tuple[int, datetime] | None = None
) -> dict[int, list[JobOnFloor]]:
    """Order id → its placed jobs: who, where, working or waiting for what, and when the plan ends. Three statements.

    With ``beside``, a store and an instant, also what is planned there from then on and not done.
    """
    stores = sorted(actor.stores_for(permissions.SEE))
    standing = placed_of(stores, order_ids) if beside is None else placed_beside(stores, order_ids, *beside)
    ids = sorted({row.repair_order_id for row in standing})
    running = {row.job_id: row for row in running_clocks(stores, ids)} if ids else {}
    waiting = {row.job_id: row for row in open_waits(stores, ids)} if ids else {}
    teams: dict[int, list[Assignment]] = {}
    for row in standing:
        teams.setdefault(row.job_id, []).append(row)
    found: dict[int, list[JobOnFloor]] = {}
    for job_id, team in teams.items():
        job = _on_floor(team, running.get(job_id), waiting.get(job_id))
        found.setdefault(job.repair_order_id, []).append(job)
    return found


@query(permissions.SEE)
def find_placed_job(actor: Actor, job_id: int) -> JobOnFloor | None:
    """Where one job stands; None when nobody has been given it."""
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, released_at=None)
    team = list(rows.select_related("technician", "bay", "job").order_by("pk"))
    if not team:
        return None
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, ended_at=None)
    waits = Waiting.objects.visible_to(actor, permissions.SEE).filter(job_id=job_id, until=None)
    return _on_floor(team, clocks.first(), waits.first())


def _block(row: ReservationRow, jobs: dict[int, OpenJobRow]) -> PlannedBlock:
    job = jobs.get(row.document.id) if row.document.kind == JOB_KIND else None
    if job is None:
        return PlannedBlock(row.starts_at, row.ends_at, None, "", "", "", "", None, "", "")
    return PlannedBlock(
        row.starts_at,
        row.ends_at,
        job.job_id,
        job.title,
        job.number,
        job.plate,
        job.model_name,
        job.promised_at,
        job.order_state,
        job.state,
        vin=job.vin,
    )


def _technicians(
    actor: Actor, store_id: int, day: date, blocks: dict[tuple[str, int], list[PlannedBlock]]
) -> tuple[TechnicianPlan, ...]:
    shifts = shifts_of(actor, store_id, day)
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, ended_at=None)
    running = {clock.technician_id: clock for clock in clocks.select_related("repair_order__vehicle")}
    others = IndirectTime.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, ended_at=None)
    elsewhere = {row.technician_id: row for row in others}
    plans = []
    for person in list_employees(actor, store_id, TECHNICIAN_POSTS, day):
        own = tuple(blocks.get(("technician", person.id), ()))
        clock, other = running.get(person.id), elsewhere.get(person.id)
        plans.append(
            TechnicianPlan(
                person.id,
                person.name,
                person.post_label,
                person.level,
                person.skills,
                person.id in shifts,
                own,
                (Decimal(sum(block.minutes for block in own)) / 60).quantize(Decimal("0.1")),
                clock.job_id if clock else None,
                clock.started_at if clock else None,
                clock.repair_order.vehicle.plate if clock else "",
                shifts.get(person.id),
                person.trade,
                person.holds(EXPRESS_POST),
                person.team_id,
                clock.repair_order.number if clock else "",
                str(other.get_activity_display()) if other else "",
                other.started_at if other else None,
                clock.repair_order.vehicle.vin or "" if clock else "",
                clock.repair_order_id if clock else 0,
            )
        )
    return tuple(plans)


def shifts_of(actor: Actor, store_id: int, day: date) -> dict[int, tuple[datetime, datetime] | None]:
    """Who is on duty on a day, from when to when; None as long as the store is open."""
    local = store_info(store_id).clock
    return {
        row.employee_id: (local.at(day, row.starts_at), local.at(day, row.ends_at))
        if row.starts_at and row.ends_at
        else None
        for row in list_duty(actor, store_id, day)
    }


def _on_floor(team: list[Assignment], clock: JobClock | None, waiting: Waiting | None) -> JobOnFloor:
    first = team[0]
    return JobOnFloor(
        job_id=first.job_id,
        repair_order_id=first.repair_order_id,
        state=first.job.state,
        technicians=tuple(row.technician.name for row in team),
        technician_ids=tuple(row.technician_id for row in team),
        bay=first.bay.code if first.bay else "",
        bay_id=first.bay_id,
        planned_from=first.planned_from,
        planned_to=first.planned_to,
        working_since=clock.started_at if clock else None,
        waiting_reason=waiting.reason if waiting else "",
        waiting_label=waiting.words if waiting else "",
        waiting_since=waiting.since if waiting else None,
        waiting_also=tuple(waiting.also) if waiting else (),
        expected_at=None if first.job.state in ("FINISHED", "DROPPED") else first.planned_to,
        stand=standing(team),
        covered_minutes=covered_of(team),
    )
