"""A major question: nobody works on the job until the whole technical group agrees (R-WS15)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.commands import JobHeld
from anxin.visit.technical import commands, parameters, queries
from anxin.visit.technical.commands import (
    GroupAskedAlready,
    GroupNotAgreed,
    NoTechnicalGroup,
    NotInTechnicalGroup,
    VotedAlready,
    VoteOver,
)
from anxin.visit.technical.models import TechnicalCase
from anxin.visit.technical.tests.factories import Experts, begun, called, closed, make_experts, vote
from anxin.visit.technical.tests.test_cases import tasks
from anxin.visit.workshop import queries as workshop
from anxin.visit.workshop.models import JobClock
from anxin.visit.workshop.tests.factories import OrderAtWork, finish, order_for, start

HOUR = timedelta(hours=1)
PLAN = "更换电池模组前先做绝缘检测"


def view_of(experts: Experts, case_id: int) -> queries.CaseView:
    with reading(experts.director.actor):
        return queries.get_case(experts.director.actor, case_id)


def major(experts: Experts, plan: str = PLAN) -> tuple[OrderAtWork, commands.KeptCase]:
    order = begun(experts)
    return order, called(experts, order, is_major=True, plan=plan)


@pytest.mark.rule("R-WS15")
def test_a_major_repair_begins_when_every_member_has_agreed_and_not_before(experts: Experts) -> None:
    order, case = major(experts)
    floor, (first, second) = experts.floor, experts.group
    with reading(floor.wang.actor):
        (mine,) = workshop.technician_day(floor.wang.actor, now=AT).jobs
    assert (mine.running_since, mine.waiting_label) == (None, "等技术会诊")
    assert {task.owner_id for task in tasks(parameters.VOTE_TASK)} == {first.id, second.id}
    for moment in (AT, AT + HOUR):
        with pytest.raises(JobHeld) as refusal:
            start(order, floor.wang, moment)
        assert refusal.value.rule == "R-WS15"
    assert vote(case, first).vote == "ASKED"
    with pytest.raises(JobHeld):
        start(order, floor.wang, AT + HOUR)
    with pytest.raises(JobHeld):
        finish(order, floor.wang, AT + HOUR)
    assert vote(case, second, at=AT + HOUR).vote == "AGREED"
    assert tasks(parameters.VOTE_TASK) == []
    with reading(floor.wang.actor):
        (mine,) = workshop.technician_day(floor.wang.actor, now=AT + HOUR).jobs
    assert mine.waiting_label == "可以继续，等技师"
    start(order, floor.wang, AT + HOUR)
    with reading(floor.wang.actor):
        (mine,) = workshop.technician_day(floor.wang.actor, now=AT + 2 * HOUR).jobs
    assert (mine.used_minutes, mine.waiting_label) == (60, "")


@pytest.mark.rule("R-WS15")
def test_one_no_keeps_the_repair_back_until_everybody_agrees_to_another_plan(experts: Experts) -> None:
    order, case = major(experts)
    first, second = experts.group
    vote(case, first)
    assert vote(case, second, is_yes=False).vote == "REFUSED"
    with pytest.raises(JobHeld):
        start(order, experts.floor.wang, AT + HOUR)
    with pytest.raises(VoteOver):
        vote(case, experts.director)
    again = commands.ask_technical_group(actor=experts.director.actor, case_id=case.id, plan="先换高压线束", at=AT)
    assert (again.vote, again.round) == ("ASKED", 2)
    with pytest.raises(VotedAlready):
        vote(case, first, round=1)
    vote(case, first, round=2)
    assert vote(case, second, round=2).vote == "AGREED"
    assert [(one.round, one.is_yes) for one in view_of(experts, case.id).ballots] == [
        (2, True),
        (2, True),
        (1, True),
        (1, False),
    ]
    assert start(order, experts.floor.wang, AT + HOUR).started_at == AT + HOUR


def test_the_director_decides_the_plan_when_the_call_had_none(experts: Experts) -> None:
    order, case = major(experts, plan="")
    assert (case.vote, tasks(parameters.VOTE_TASK)) == ("UNASKED", [])
    with pytest.raises(JobHeld):
        start(order, experts.floor.wang, AT + HOUR)
    with pytest.raises(Denied):
        commands.ask_technical_group(actor=experts.floor.wang.actor, case_id=case.id, plan=PLAN, at=AT)
    asked = commands.ask_technical_group(actor=experts.director.actor, case_id=case.id, plan=PLAN, at=AT)
    assert (asked.vote, asked.round) == ("ASKED", 1)


def test_a_question_that_turns_out_major_stops_the_clock(experts: Experts) -> None:
    order = begun(experts)
    case = called(experts, order)
    start(order, experts.floor.wang, AT)
    commands.ask_technical_group(actor=experts.director.actor, case_id=case.id, plan=PLAN, at=AT + HOUR)
    with pytest.raises(JobHeld):
        start(order, experts.floor.wang, AT + HOUR)


def test_what_is_not_major_goes_on_with_a_reason_and_only_before_the_group_was_asked(experts: Experts) -> None:
    order, case = major(experts, plan="")
    with pytest.raises(Invalid):
        commands.judge_case_minor(actor=experts.director.actor, case_id=case.id, reason=" ", at=AT)
    commands.judge_case_minor(actor=experts.director.actor, case_id=case.id, reason="有技术通报可照做", at=AT)
    assert start(order, experts.floor.wang, AT + HOUR).started_at == AT + HOUR
    assert view_of(experts, case.id).entries[0].words == "有技术通报可照做"
    commands.ask_technical_group(actor=experts.director.actor, case_id=case.id, plan=PLAN, at=AT + HOUR)
    with pytest.raises(GroupAskedAlready):
        commands.judge_case_minor(actor=experts.director.actor, case_id=case.id, reason="算了", at=AT + HOUR)


def test_a_vote_needs_a_reason_and_a_seat_and_is_given_once(experts: Experts) -> None:
    _order, case = major(experts)
    first, _second = experts.group
    with pytest.raises(Invalid):
        commands.vote_on_plan(actor=first.actor, case_id=case.id, round=1, is_yes=True, reason="", at=AT)
    with pytest.raises(NotInTechnicalGroup):
        vote(case, experts.director)
    with pytest.raises(VoteOver):
        vote(case, first, round=7)
    with pytest.raises(NotFound):
        vote(case, make_experts("FT").group[0])
    assert all(one.is_yes is None for one in view_of(experts, case.id).ballots)
    vote(case, first)
    with pytest.raises(VotedAlready):
        vote(case, first, is_yes=False)


def test_without_a_group_nothing_is_asked_and_the_refusal_says_what_to_do(db: None) -> None:
    alone = make_experts(group=0)
    order = begun(alone)
    with pytest.raises(NoTechnicalGroup) as refusal:
        called(alone, order, is_major=True, plan=PLAN)
    assert "员工档案" in str(refusal.value)
    start(order, alone.floor.wang, AT)


def test_a_major_case_closes_with_consent_only(experts: Experts) -> None:
    _order, case = major(experts)
    with pytest.raises(GroupNotAgreed):
        closed(experts, case)
    for member in experts.group:
        vote(case, member)
    entry = closed(experts, case).library_entry_id
    with reading(experts.director.actor):
        assert PLAN in queries.get_library_entry(experts.director.actor, entry).process


def test_the_database_holds_the_consent_and_the_hold_itself(experts: Experts) -> None:
    order, case = major(experts)
    vote(case, experts.group[0])
    with unit_of_work(system_actor("test"), "test", writable=True):
        rows = TechnicalCase.objects.across_stores(reason="test").filter(pk=case.id)
        with pytest.raises(DatabaseError, match="has not agreed"), transaction.atomic():
            rows.update(vote="AGREED")
        clock = JobClock.objects.across_stores(reason="test").get(job_id=order.job_id)
        clock.pk, clock.started_at, clock.ended_at = None, AT + HOUR, None
        with pytest.raises(DatabaseError, match="held back"), transaction.atomic():
            clock.save(force_insert=True)


def test_two_last_votes_at_once_let_the_job_go_once(race: Callable[..., list[Any]]) -> None:
    experts = make_experts()
    order, case = major(experts)
    votes = [partial(vote, case, member) for member in experts.group]
    told = race(*votes)
    assert sorted(one.vote for one in told) == ["AGREED", "ASKED"]
    assert view_of(experts, case.id).row.vote == "AGREED"
    start(order, experts.floor.wang, AT + HOUR)


def test_a_yes_and_a_no_at_once_keep_the_job_back(race: Callable[..., list[Any]]) -> None:
    experts = make_experts()
    order, case = major(experts)
    first, second = experts.group
    race(partial(vote, case, first), partial(vote, case, second, False))
    assert view_of(experts, case.id).row.vote == "REFUSED"
    with pytest.raises(JobHeld):
        start(order, experts.floor.wang, AT + HOUR)


def test_who_starts_while_the_last_vote_is_given_works_with_consent_or_not_at_all(race: Callable[..., list[Any]]) -> None:
    experts = make_experts(group=1)
    order, case = major(experts)
    _voted, began = race(partial(vote, case, experts.group[0]), partial(start, order, experts.floor.wang, AT + HOUR))
    assert view_of(experts, case.id).row.vote == "AGREED"
    assert type(began).__name__ in ("ClockedJob", "JobHeld")


def test_who_starts_while_a_major_question_is_put_does_not_work_on(race: Callable[..., list[Any]]) -> None:
    experts = make_experts()
    order = order_for(experts.floor)
    start(order, experts.floor.wang, AT)
    call = partial(called, experts, order, is_major=True, plan=PLAN)
    race(call, partial(start, order, experts.floor.wang, AT))
    with reading(experts.floor.wang.actor):
        (mine,) = workshop.technician_day(experts.floor.wang.actor, now=AT).jobs
    assert mine.running_since is None
    with pytest.raises(JobHeld):
        start(order, experts.floor.wang, AT + HOUR)
