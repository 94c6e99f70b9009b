"""A cry for help: who is told, who leads, what is written down, and what is learnt (R-WS14)."""

from datetime import timedelta

import pytest

from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.models import Employee
from anxin.parties.work.models import Task
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.visit.promises.parameters import LATE_TASK
from anxin.visit.promises.queries import find_expected, list_talk
from anxin.visit.technical import commands, parameters, queries
from anxin.visit.technical.commands import CallForHelp, CaseOpenAlready, CaseResult
from anxin.visit.technical.models import LibraryEntry, TechnicalCase
from anxin.visit.technical.tests.factories import Experts, begun, called, closed, make_experts
from anxin.visit.workshop.commands import FinishedJob, OrderNotInWorkshop, StillAsked, finish_job
from anxin.visit.workshop.tests.factories import all_passed, finish

HOUR = timedelta(hours=1)


def tasks(kind: str) -> list[Task]:
    with reading(system_actor("test")):
        return list(Task.objects.across_stores(reason="test").filter(kind=kind, state="OPEN").order_by("pk"))


def cases() -> int:
    with reading(system_actor("test")):
        count: int = TechnicalCase.objects.across_stores(reason="test").count()
    return count


@pytest.mark.rule("R-WS14")
def test_a_call_reaches_the_desk_and_the_director_and_ends_in_the_library_and_a_training_next_day(
    experts: Experts,
) -> None:
    floor, ready = experts.floor, AT + 5 * HOUR
    case = called(experts, kind="unfinished", words="粤B12345 故障码清不掉，13812345678 催", ready_at=ready)
    (desk,) = tasks(parameters.DESK_TASK)
    (lead,) = tasks(parameters.CASE_TASK)
    assert (desk.owner_id, desk.due_at - AT) == (floor.desk.employee_id, timedelta(minutes=15))
    assert "预计" in desk.title
    assert lead.owner_id == experts.director.id
    commands.add_case_entry(actor=floor.wang.actor, case_id=case.id, words="测搭铁电阻 3.2 欧", at=AT + HOUR)
    with reading(experts.director.actor):
        view = queries.get_case(experts.director.actor, case.id)
    assert (view.row.owner, set(view.members)) == ("技术总监", {"王强", "班长"})
    assert [entry.words for entry in view.entries] == ["测搭铁电阻 3.2 欧"]
    done = closed(experts, case, AT + 2 * HOUR)
    with reading(experts.director.actor):
        entry = queries.get_library_entry(experts.director.actor, done.library_entry_id)
    assert (entry.cause, entry.solution, entry.is_solved) == ("搭铁点锈蚀", "打磨搭铁点并做防护", True)
    assert "测搭铁电阻" in entry.process
    assert not any(hidden in entry.symptom for hidden in ("粤B12345", "13812345678"))
    (training,) = tasks(parameters.TRAINING_TASK)
    assert training.owner_id == experts.director.id
    clock = store_info(floor.store_id).clock
    # AT is a Friday: the next working day is Monday.
    assert clock.day(training.due_at) == clock.day(AT) + timedelta(days=3)
    assert (tasks(parameters.CASE_TASK), len(tasks(parameters.DESK_TASK))) == ([], 1)


@pytest.mark.rule("R-WS14")
def test_a_job_with_an_open_call_is_finished_only_when_somebody_says_that_it_needs_no_help_any_more(
    experts: Experts,
) -> None:
    case = called(experts)
    words = {"cause": "搭铁点锈蚀", "correction": "打磨"}

    def done(**more: bool) -> FinishedJob:
        return finish_job(
            actor=experts.floor.wang.actor,
            number=case.number,
            job_id=case.job_id,
            checks=all_passed("self"),
            at=AT + HOUR,
            **words,
            **more,
        )

    with pytest.raises(StillAsked, match="求助"):
        done()
    assert done(despite=True).job_state == "FINISHED"
    assert cases() == 1


def test_without_a_director_the_post_gets_the_task(experts: Experts) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        gone = Employee.objects.across_stores(reason="test").filter(pk=experts.director.id)
        gone.update(left_on=AT.date())
    called(experts)
    (lead,) = tasks(parameters.CASE_TASK)
    assert (lead.owner_id, lead.post) == (None, "technical_director")


def test_a_job_has_one_open_case_and_may_have_another_when_it_is_closed(experts: Experts) -> None:
    order = begun(experts)
    first = called(experts, order)
    with pytest.raises(CaseOpenAlready):
        called(experts, order)
    closed(experts, first)
    assert called(experts, order, at=AT + HOUR).id != first.id


@pytest.mark.parametrize(
    ("call", "field"),
    [
        ({"words": " \u200b"}, "words"),
        ({"words": "长" * 501}, "words"),
        ({"kind": "late"}, "kind"),
        ({"fault_codes": "P" * 101}, "fault_codes"),
        ({"ready_at": AT - HOUR}, "ready_at"),
    ],
)
def test_a_call_that_says_nothing_or_nonsense_is_refused(experts: Experts, call: dict[str, object], field: str) -> None:
    order = begun(experts)
    with pytest.raises(Invalid) as refusal:
        called(experts, order, **call)
    assert (refusal.value.field, cases(), tasks(parameters.DESK_TASK)) == (field, 0, [])


def test_only_of_a_job_that_is_worked_on(experts: Experts) -> None:
    order = begun(experts)
    finish(order, experts.floor.wang, AT + HOUR)
    with pytest.raises(OrderNotInWorkshop):
        called(experts, order, at=AT + HOUR)
    assert cases() == 0


def test_who_may_not_and_who_is_of_another_store_changes_nothing(experts: Experts) -> None:
    order, other = begun(experts), make_experts("FT")
    call = CallForHelp("不会")
    with pytest.raises(Denied):
        commands.open_case(
            actor=make_actor(experts.floor.desk.store, "cashier"), number=order.number, job_id=order.job_id, call=call, at=AT
        )
    with pytest.raises(NotFound):
        commands.open_case(actor=other.floor.wang.actor, number=order.number, job_id=order.job_id, call=call, at=AT)
    case = called(experts, order)
    for act in (
        lambda: commands.add_case_entry(actor=other.floor.wang.actor, case_id=case.id, words="试", at=AT),
        lambda: commands.lead_case(actor=other.director.actor, case_id=case.id, owner_id=other.director.id, at=AT),
        lambda: closed(other, case),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Denied):
        commands.lead_case(actor=experts.floor.wang.actor, case_id=case.id, owner_id=experts.floor.wang.id, at=AT)
    with reading(experts.director.actor):
        view = queries.get_case(experts.director.actor, case.id)
    assert (view.entries, view.row.owner_id, view.row.state) == ((), experts.director.id, "OPEN")


def test_a_case_is_handed_over_and_people_of_the_store_are_called_in(experts: Experts) -> None:
    case, li = called(experts), experts.floor.li
    commands.lead_case(
        actor=experts.director.actor, case_id=case.id, owner_id=li.id, member_ids=[experts.leader.pk, li.id], at=AT
    )
    with reading(li.actor):
        view = queries.get_case(li.actor, case.id)
    assert (view.row.owner, view.members) == ("李明", ("王强", "班长", "李明"))
    other = make_experts("FT")
    with pytest.raises(Invalid):
        commands.lead_case(actor=experts.director.actor, case_id=case.id, member_ids=[other.floor.li.id], at=AT)


def test_a_result_needs_system_cause_and_what_was_done_and_a_closed_case_stays_as_it_is(experts: Experts) -> None:
    case = called(experts)
    for result in (CaseResult("moon", "因", "果"), CaseResult("engine", " ", "果"), CaseResult("engine", "因", "")):
        with pytest.raises(Invalid):
            closed(experts, case, result=result)
    assert LibraryEntry.objects.count() == 0
    closed(experts, case)
    with pytest.raises(IllegalTransition):
        closed(experts, case)
    with pytest.raises(IllegalTransition):
        commands.add_case_entry(actor=experts.floor.wang.actor, case_id=case.id, words="再试", at=AT)
    assert LibraryEntry.objects.count() == 1


def test_the_library_is_searched_by_words_model_code_and_system_in_every_store(experts: Experts) -> None:
    case = called(experts, fault_codes="p0301 u1000", words="冷车抖动")
    closed(experts, case)
    reader = make_experts("FT").floor.wang.actor

    def found(text: str = "", **more: object) -> int:
        asked = queries.LibraryFilter(text=text, **more)  # type: ignore[arg-type]
        with reading(reader):
            return queries.page_library(reader, asked, Order(), Window()).total

    assert [found("P0301 抖动"), found("搭铁"), found("U1000"), found(system=("electrical",))] == [1, 1, 1, 1]
    assert [found("P0302"), found(system=("engine",)), found(unsolved=True)] == [0, 0, 0]
    with reading(reader):
        assert [one.fault_codes for one in queries.find_similar(reader, "别的车", "p0301")] == ["P0301 U1000"]


def test_the_time_said_with_the_call_is_expected_of_the_car_and_said_once(experts: Experts) -> None:
    desk, order = experts.floor.desk.actor, begun(experts)
    with pytest.raises(Invalid):
        called(experts, order, ready_at=AT + timedelta(days=400))
    assert cases() == 0
    called(experts, order, ready_at=AT + 5 * HOUR)
    with reading(desk):
        found = find_expected(desk, order.number, AT)
        (line,) = list_talk(desk, order.number).lines
    assert found is not None
    assert (found.expected_at, found.reason, line.author) == (AT + 5 * HOUR, "said_expert", "王强")
    assert [task.kind for task in tasks(LATE_TASK)] == [LATE_TASK]
