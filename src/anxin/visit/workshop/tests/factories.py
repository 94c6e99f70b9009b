"""Makes a shop floor and orders in every state of the work, through the commands."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.parties.org.commands import SetParameter, add_team, set_parameter
from anxin.parties.org.models import Bay
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_bay, make_user
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.errors import Refusal
from anxin.platform.money import Money
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk, make_front_desk, signed_order, view_of
from anxin.visit.workshop import commands, rules
from anxin.visit.workshop.commands import Check, Plan, Share, Verdict

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Technician:
    """A technician with the actor who acts for that person."""

    employee: Employee
    actor: Actor

    @property
    def id(self) -> int:
        """The employee's id."""
        return self.employee.pk


@dataclass(frozen=True, slots=True)
class Floor:
    """A front desk with a workshop behind it: dispatcher, inspector, two technicians, one bay."""

    desk: FrontDesk
    dispatcher: Actor
    inspector: Actor
    wang: Technician
    li: Technician
    bay: Bay

    @property
    def store_id(self) -> int:
        """The store."""
        return self.desk.store.pk


@dataclass(frozen=True, slots=True)
class OrderAtWork:
    """An order's number with the ids of its jobs."""

    number: str
    job_ids: tuple[int, ...]

    @property
    def job_id(self) -> int:
        """The first job."""
        return self.job_ids[0]


def make_technician(desk: FrontDesk, name: str, skills: str = "mechanical", trade: str = "") -> Technician:
    """A technician of the store with a user."""
    user = make_user(desk.store, "technician")
    employee = make_employee(desk.store, "technician", user=user, name=name, skills=skills, trade=trade)
    return Technician(employee, actor_for(user))


def make_floor(code: str = "LG") -> Floor:
    """A store with a workshop."""
    desk = make_front_desk(code)
    actors = []
    for role in ("dispatcher", "quality_inspector"):
        user = make_user(desk.store, role)
        make_employee(desk.store, role, user=user)
        actors.append(actor_for(user))
    return Floor(
        desk, actors[0], actors[1], make_technician(desk, "王强"), make_technician(desk, "李明"), make_bay(desk.store)
    )


def set_for_store(floor: Floor, code: str, given: object) -> None:
    """A parameter as the store has set it."""
    change = SetParameter(code, "store", floor.store_id, given, AT.date())
    set_parameter(actor=make_actor(floor.desk.store, "administrator"), change=change, at=AT)


def put_into_team(floor: Floor, *employee_ids: int) -> int:
    """A new team of these employees."""
    admin = make_actor(floor.desk.store, "administrator")
    team = add_team(actor=admin, store_id=floor.store_id, name=f"{len(employee_ids)}人组", department_id=None, at=AT)
    with unit_of_work(admin, "test", writable=True):
        Employee.objects.across_stores(reason="test").filter(pk__in=employee_ids).update(team_id=team)
    return team


def order_for(floor: Floor, *, jobs: int = 1, high_voltage: bool = False, at: datetime = AT) -> OrderAtWork:
    """A signed order with this many jobs."""
    labour = LABOUR
    if high_voltage:
        make_rate("200")
        operation = make_operation(name="更换高压电池", hours="2", is_high_voltage=True)
        labour = NewItem("labour", operation.code, unit_price=Money.yuan(200))
    wished = [NewJob(f"项目{place}", "早上有异响", items=[labour, PART]) for place in range(1, jobs + 1)]
    opened = signed_order(floor.desk, jobs=wished, at=at)
    return OrderAtWork(opened.number, tuple(job.id for job in view_of(floor.desk, opened.number).jobs))


def all_passed(level: str) -> list[Check]:
    """Every item of a checklist in order."""
    return [Check(code, True) for code in rules.CHECKS[level]]


def plan(floor: Floor, *technicians: Technician, start: datetime = AT, hours: float = 1, bay: bool = True) -> Plan:
    """A plan for these technicians, by default Wang, in the floor's bay."""
    shares = [Share(one.id) for one in technicians or (floor.wang,)]
    return Plan(shares, start, start + hours * HOUR, floor.bay.pk if bay else None)


def dispatched(floor: Floor, order: OrderAtWork, wished: Plan | None = None, *, at: datetime = AT) -> None:
    """Dispatch the first job."""
    commands.dispatch_job(
        actor=floor.dispatcher, number=order.number, job_id=order.job_id, plan=wished or plan(floor), at=at
    )


def hand_to(order: OrderAtWork, technician: Technician, at: datetime = AT, job: int = 0) -> None:
    """The job is the technician's, for a moment on the plan, unless somebody has it already or may not have it."""
    with suppress(Refusal):
        commands.dispatch_job(
            actor=make_actor(technician.employee.store, "dispatcher"),
            number=order.number,
            job_id=order.job_ids[job],
            plan=Plan([Share(technician.id)], at, at + timedelta(seconds=1)),
            at=at,
        )


def start(order: OrderAtWork, technician: Technician, at: datetime = AT, job: int = 0) -> commands.ClockedJob:
    """The technician taps start on a job that is the technician's."""
    hand_to(order, technician, at, job)
    return commands.clock_on(actor=technician.actor, number=order.number, job_id=order.job_ids[job], at=at)


def pause(
    order: OrderAtWork, technician: Technician, at: datetime, reason: str = "parts", job: int = 0
) -> commands.ClockedJob:
    """The technician taps pause."""
    return commands.pause_job(actor=technician.actor, number=order.number, job_id=order.job_ids[job], reason=reason, at=at)


def finish(
    order: OrderAtWork, technician: Technician, at: datetime, job: int = 0, checks: Sequence[Check] | None = None
) -> commands.FinishedJob:
    """The technician finishes with everything in order."""
    return commands.finish_job(
        actor=technician.actor,
        number=order.number,
        job_id=order.job_ids[job],
        checks=all_passed("self") if checks is None else checks,
        cause="磨损",
        correction="更换",
        at=at,
    )


def inspect(floor: Floor, order: OrderAtWork, at: datetime, **verdict: object) -> commands.InspectedOrder:
    """The general inspection, passed unless told otherwise."""
    given: dict[str, object] = {"level": "general", "checks": all_passed("general"), **verdict}
    return commands.inspect_order(
        actor=floor.inspector,
        number=order.number,
        verdict=Verdict(**given),  # type: ignore[arg-type]
        at=at,
    )


def check_before_delivery(actor: Actor, number: str, at: datetime) -> commands.InspectedOrder:
    """The final inspection with everything in order."""
    verdict = Verdict("final", all_passed("final"))
    return commands.inspect_before_delivery(actor=actor, number=number, verdict=verdict, at=at)
