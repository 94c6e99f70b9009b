"""A workshop with a technical director, a team leader and a technical group, and cases made by the commands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.visit.technical import commands
from anxin.visit.technical.commands import CallForHelp, CaseResult, KeptCase
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, Technician, make_floor, order_for, start

RESULT = CaseResult("electrical", "搭铁点锈蚀", "打磨搭铁点并做防护")


@dataclass(frozen=True, slots=True)
class Experts:
    """A floor with the people who lead difficult cases."""

    floor: Floor
    director: Technician
    leader: Employee
    group: tuple[Technician, ...]


def make_person(floor: Floor, post: str, name: str, *roles: str) -> Technician:
    """An employee of the floor's store with a user; the roles default to the post."""
    user = make_user(floor.desk.store, *(roles or (post,)))
    return Technician(make_employee(floor.desk.store, post, user=user, name=name), actor_for(user))


def make_experts(code: str = "LG", group: int = 2) -> Experts:
    """A store whose technical group has this many members."""
    floor = make_floor(code)
    members = tuple(make_person(floor, "technical_group_member", f"专家{number}") for number in range(group))
    leader = make_employee(floor.desk.store, "team_leader", name="班长")
    return Experts(floor, make_person(floor, "technical_director", "技术总监"), leader, members)


def called(
    experts: Experts, order: OrderAtWork | None = None, at: datetime = AT, by: Actor | None = None, **call: Any
) -> KeptCase:
    """A technician who has begun calls for help."""
    order = order or begun(experts, at)
    wished = CallForHelp(**{"words": "换了传感器故障码还在", **call})
    actor = by or experts.floor.wang.actor
    return commands.open_case(actor=actor, number=order.number, job_id=order.job_id, call=wished, at=at)


def begun(experts: Experts, at: datetime = AT) -> OrderAtWork:
    """An order on whose job the clock runs."""
    order = order_for(experts.floor, at=at)
    start(order, experts.floor.wang, at)
    return order


def vote(case: KeptCase, voter: Technician, is_yes: bool = True, at: datetime = AT, round: int = 1) -> KeptCase:
    """A member votes."""
    return commands.vote_on_plan(actor=voter.actor, case_id=case.id, round=round, is_yes=is_yes, reason="看过数据", at=at)


def closed(experts: Experts, case: KeptCase, at: datetime = AT, result: CaseResult = RESULT) -> commands.ClosedCase:
    """The director records the result."""
    return commands.close_case(actor=experts.director.actor, case_id=case.id, result=result, at=at)
