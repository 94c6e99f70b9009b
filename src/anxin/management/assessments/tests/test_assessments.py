"""A month judged: what is kept, what follows the result, objections and their answers, who sees what (M22.14, R-AW25)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from anxin.management.assessments import commands, queries
from anxin.management.assessments.commands import (
    AssessedAlready,
    NoResult,
    NotImpartial,
    NotTheAssessed,
    ObjectionTooLate,
    Redress,
)
from anxin.management.assessments.commands.support import may_withdraw
from anxin.management.assessments.models import Assessment, AssessmentStep
from anxin.management.assessments.rules import follows, outcomes_for
from anxin.management.assessments.tests.factories import (
    LATER,
    MONTH,
    RATE,
    Judged,
    assessed,
    assessed_store,
    employee_of,
    in_a_team,
    make_judged,
    make_person,
    objected,
    wish,
)
from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.management.kpi.models import Target
from anxin.management.kpi.queries import MonthNotOver
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.work.commands import complete_task
from anxin.parties.work.models import Task
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import open_order

DAY = timedelta(days=1)


def seen(actor: Actor, assessment_id: int) -> queries.AssessmentView:
    with reading(actor):
        return queries.get_assessment(actor, assessment_id)


def listed(actor: Actor, store_id: int, **asked: Any) -> list[int]:
    with reading(actor):
        found = queries.page_assessments(actor, store_id, queries.AssessmentFilter(**asked), Order(), Window())
    assert found.total == len(found.rows)
    return [one.id for one in found.rows]


def tasks() -> list[tuple[str, str, str]]:
    with reading(system_actor("test")):
        rows = Task.objects.across_stores(reason="test").filter(kind__startswith="assessments.").order_by("pk")
        return [(one.kind.rpartition(".")[2], one.post, one.state) for one in rows]


def upheld(house: Judged, made: int, **redress: Any) -> commands.KeptAssessment:
    by = {"actor": house.boss, "assessment_id": made, "at": LATER + DAY}
    return commands.uphold_objection(words="停机属实", redress=Redress(**redress), **by)


def aim(house: Judged, value: int, **who: int) -> None:
    target = NewTarget(Cell(RATE, MONTH.month, **who), "ge", Decimal(value))
    here = {"store_id": house.store.pk, "year": MONTH.year}
    set_targets(actor=house.manager, targets=[target], is_sure=True, at=AT, **here)


@pytest.mark.parametrize(
    ("standing", "outcomes"),
    [("met", ("reward", "none")), ("near", ("penalty", "none")), ("missed", ("penalty", "none")), ("none", ())],
)
def test_what_is_given_follows_the_result(standing: str, outcomes: tuple[str, ...]) -> None:
    assert outcomes_for(standing) == outcomes
    assert not follows("moon", "met")


@pytest.mark.rule("R-AW25")
def test_the_result_is_kept_as_it_stood(house: Judged) -> None:
    made = assessed(house, amount=Money.yuan(50))
    assert tasks() == [("read", "", "OPEN")]
    for _more in range(5):
        open_order(house.desk, is_appointment=True)
    row = seen(house.advisor, made.id).row
    assert (row.value, row.value_words, row.target_words, row.standing) == (20, "20.0 %", "≥ 30", "missed")
    assert (row.outcome, row.amount, row.month, row.definition_version) == (
        "penalty",
        Money.yuan(50),
        MONTH,
        row.definition_version,
    )
    assert row.objection_until > LATER.date()
    (step,) = seen(house.advisor, made.id).steps
    assert (step.verb, step.words, bool(step.by)) == ("assess", "预约率没达标", True)


@pytest.mark.rule("R-AW25")
def test_an_objection_is_answered_by_somebody_above_with_an_adjusted_target(house: Judged) -> None:
    made = objected(house)
    assert tasks() == [("read", "", "DONE"), ("answer_objection", "general_manager", "OPEN")]
    kept = upheld(house, made.id, remedy="target", target=Decimal(15), outcome="reward", amount=Money.yuan(20))
    assert kept.state == "UPHELD"
    assert tasks()[1:] == [("answer_objection", "general_manager", "DONE"), ("read", "", "OPEN")]
    view = seen(house.advisor, made.id)
    assert (view.row.target_words, view.row.standing, view.row.outcome) == ("≥ 15", "met", "reward")
    assert [(one.verb, one.target_words, one.outcome_label) for one in view.steps] == [
        ("assess", "≥ 30", "处罚"),
        ("object", "≥ 30", "处罚"),
        ("uphold", "≥ 15", "奖励"),
    ]
    with reading(system_actor("test")):
        (target,) = Target.objects.across_stores(reason="test").filter(employee_id=house.desk.employee_id)
        assert Assessment.objects.across_stores(reason="test").get().target_id == target.pk


def test_an_upheld_objection_takes_away_or_changes_and_a_rejected_one_lets_stand(house: Judged) -> None:
    made = objected(house, amount=Money.yuan(50))
    with pytest.raises(Invalid):
        upheld(house, made.id, remedy="changed", outcome="penalty", amount=Money.yuan(50))
    with pytest.raises(Invalid):
        upheld(house, made.id, remedy="changed", outcome="reward")
    for wrong in ({"remedy": "moon"}, {"remedy": "target"}):
        with pytest.raises(Invalid):
            upheld(house, made.id, **wrong)
    upheld(house, made.id, remedy="changed", outcome="penalty", amount=Money.yuan(10))
    assert seen(house.advisor, made.id).row.amount == Money.yuan(10)
    dropped = make_judged("NS")
    again = objected(dropped)
    upheld(dropped, again.id, remedy="dropped")
    assert seen(dropped.advisor, again.id).row.outcome == "none"


def test_the_target_that_was_set_is_linked(house: Judged) -> None:
    aim(house, 25)
    aim(house, 18, employee_id=house.desk.employee_id)
    made = assessed(house, outcome="reward")
    store = assessed_store(house)
    with reading(system_actor("test")):
        rows = {one.pk: one for one in Assessment.objects.across_stores(reason="test").select_related("target")}
    assert (rows[made.id].target.employee_id, rows[made.id].target_value) == (house.desk.employee_id, 18)
    assert (rows[store.id].target.employee_id, rows[store.id].target_value, rows[store.id].standing) == (None, 25, "missed")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"outcome": "reward"}, Invalid),
        ({"outcome": "moon"}, Invalid),
        ({"words": " "}, Invalid),
        ({"words": "长" * 501}, Invalid),
        ({"amount": Money(0)}, Invalid),
        ({"amount": Money.yuan(10_001)}, Invalid),
        ({"outcome": "none", "amount": Money.yuan(5)}, Invalid),
        ({"employee_id": 0}, NoResult),
        ({"code": "vehicle_entries"}, NoResult),
        ({"code": "no_such"}, NotFound),
        ({"month": LATER.date()}, MonthNotOver),
    ],
)
def test_what_is_no_fair_assessment_is_refused(house: Judged, change: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        assessed(house, **change)
    assert listed(house.manager, house.store.pk) == []


def test_a_month_is_judged_once_until_it_is_withdrawn(house: Judged) -> None:
    made = assessed(house)
    with pytest.raises(AssessedAlready):
        assessed(house, outcome="none")
    away = {"actor": house.manager, "assessment_id": made.id, "at": LATER}
    with pytest.raises(Invalid):
        commands.withdraw_assessment(words=" ", **away)
    commands.withdraw_assessment(words="记错了人", **away)
    with pytest.raises(IllegalTransition):
        commands.withdraw_assessment(words="再撤", **away)
    again = assessed(house)
    commands.object_to_assessment(actor=house.advisor, assessment_id=again.id, words="不公平", at=LATER)
    with pytest.raises(IllegalTransition):
        commands.withdraw_assessment(**{**away, "assessment_id": again.id}, words="不要了")
    assert listed(house.manager, house.store.pk, state=("WITHDRAWN",)) == [made.id]


def test_an_assessment_of_the_store_is_not_taken_back_by_its_managers(house: Judged) -> None:
    by = {"assessment_id": assessed_store(house).id, "words": "不算", "at": LATER}
    for assessed_one in (house.manager, house.boss):
        with pytest.raises(NotImpartial):
            commands.withdraw_assessment(actor=assessed_one, **by)
    assert commands.withdraw_assessment(actor=house.region, **by).state == "WITHDRAWN"


def test_of_the_general_manager_nobody_of_the_store_takes_back_what_was_judged_above(house: Judged) -> None:
    head, by = employee_of(house.boss), house.region.key
    with reading(house.manager):
        assert not may_withdraw(house.manager, house.store.pk, by, head, None)
        assert may_withdraw(house.manager, house.store.pk, by, house.desk.employee_id, None)
    with reading(house.region):
        assert may_withdraw(house.region, house.store.pk, by, head, None)


def test_no_other_colleague_ends_the_task_by_which_an_assessment_is_heard(house: Judged) -> None:
    made = assessed_store(house)
    commands.object_to_assessment(actor=house.manager, assessment_id=made.id, words="不公平", at=LATER)
    with reading(system_actor("test")):
        task = Task.objects.across_stores(reason="test").get(kind="assessments.answer_objection")
    with pytest.raises(Denied):
        complete_task(actor=house.other, task_id=task.pk, at=LATER)
    above = make_person(house.store, "regional_manager")
    commands.reject_objection(actor=above, assessment_id=made.id, words="维持", at=LATER)
    assert ("answer_objection", "regional_manager", "DONE") in tasks()


@pytest.mark.rule("R-AW25")
def test_the_store_and_its_general_manager_are_judged_and_answered_from_above_the_store(house: Judged) -> None:
    here = {"store_id": house.store.pk, "at": LATER}
    of_store, of_head = wish(house, employee_id=None), wish(house, employee_id=employee_of(house.boss))
    for own in (house.manager, house.boss, actor_for(make_user(house.store, "general_manager"))):
        for about in (of_store, of_head):
            with pytest.raises(NotImpartial):
                commands.assess_figure(actor=own, assessment=about, **here)
    made = assessed_store(house, amount=Money.yuan(9000))
    about_it = {"assessment_id": made.id, "at": LATER}
    commands.object_to_assessment(actor=house.manager, words="不公平", **about_it)
    assert tasks()[-1] == ("answer_objection", "regional_manager", "OPEN")
    reward = Redress("target", outcome="reward", amount=Money.yuan(9000), target=Decimal(1))
    with pytest.raises(NotImpartial):
        commands.uphold_objection(actor=house.boss, words="同意", redress=reward, **about_it)
    with pytest.raises(NotImpartial):
        commands.reject_objection(actor=house.region, words="自己考核的", **about_it)
    # A regional manager whose file is kept in this store is none of its own people.
    above = make_person(house.store, "regional_manager")
    assert commands.reject_objection(actor=above, words="维持", **about_it).state == "REJECTED"
    row = seen(house.manager, made.id).row
    assert (row.state, row.outcome, row.whose) == ("REJECTED", "penalty", house.store.name)


def test_what_is_not_for_the_store_to_judge_is_not_offered_to_it(house: Judged) -> None:
    def draft(actor: Actor) -> queries.AssessmentDraft:
        with reading(actor):
            return queries.draft_assessment(actor, house.store.pk, RATE, MONTH, LATER)

    own, above = draft(house.boss), draft(house.region)
    assert (own.may_judge_store, [bool(one.outcomes) for one in own.subjects]) == (False, [False, True])
    assert (above.may_judge_store, [bool(one.outcomes) for one in above.subjects]) == (True, [True, True])


def test_where_nothing_was_given_nothing_is_taken_away(house: Judged) -> None:
    made = objected(house, outcome="none", words="不奖不罚")
    with pytest.raises(Invalid):
        upheld(house, made.id, remedy="dropped")
    assert seen(house.advisor, made.id).row.state == "OBJECTED"


def test_an_objection_has_its_time_and_its_person(house: Judged) -> None:
    made = assessed(house)
    until = seen(house.advisor, made.id).row.objection_until
    late = LATER + (until - LATER.date() + DAY)
    by = {"assessment_id": made.id, "words": "不公平"}
    with pytest.raises(ObjectionTooLate):
        commands.object_to_assessment(actor=house.advisor, at=late, **by)
    with pytest.raises(NotFound):
        commands.object_to_assessment(actor=house.other, at=LATER, **by)
    for somebody in (house.manager, house.boss):
        with pytest.raises(NotTheAssessed):
            commands.object_to_assessment(actor=somebody, at=LATER, **by)
    with pytest.raises(Invalid):
        commands.object_to_assessment(actor=house.advisor, at=LATER, **{**by, "words": ""})
    with pytest.raises(Invalid):
        commands.object_to_assessment(actor=house.advisor, at=LATER, order="LG-W26-999999", **by)
    commands.object_to_assessment(actor=house.advisor, at=LATER, **by)
    with pytest.raises(IllegalTransition):
        commands.object_to_assessment(actor=house.advisor, at=LATER, **by)


def test_nobody_judges_in_his_own_case(house: Judged) -> None:
    by = {"store_id": house.store.pk, "at": LATER}
    with pytest.raises(Denied):
        commands.assess_figure(actor=house.advisor, assessment=wish(house), **by)
    own = make_judged("NS")
    made = objected(house)
    answer = {"assessment_id": made.id, "words": "维持", "at": LATER}
    with pytest.raises(NotImpartial):
        commands.reject_objection(actor=house.manager, **answer)
    with pytest.raises(Denied):
        commands.reject_objection(actor=house.advisor, **answer)
    with pytest.raises(NotFound):
        commands.reject_objection(actor=own.boss, **answer)
    with pytest.raises(VersionConflict):
        commands.reject_objection(actor=house.boss, version=1, **answer)


def test_everybody_sees_his_own_and_managers_their_store(house: Judged) -> None:
    made, away = assessed(house), make_person(make_store("NS"), "after_sales_manager")
    here = house.store.pk
    assert [listed(one, here) for one in (house.advisor, house.manager, house.boss)] == [[made.id]] * 3
    assert listed(house.other, here) == []
    assert listed(house.advisor, here, mine=True) == [made.id]
    assert listed(house.manager, here, mine=True) == []
    for stranger in (house.other, away):
        with pytest.raises(NotFound):
            seen(stranger, made.id)
    with reading(away):
        assert not Assessment.plain.exists()
        assert not AssessmentStep.plain.exists()
    of_store = assessed_store(house)
    assert listed(house.advisor, here) == [made.id]
    assert listed(house.manager, here, text="预约") == [of_store.id, made.id]
    assert listed(house.manager, here, outcome=("reward",), state=("GIVEN",)) == []
    assert listed(house.manager, here, month_from=MONTH + 31 * DAY) == []
    assert listed(house.manager, here, month_to=MONTH - DAY) == []


def test_a_team_sees_and_objects_to_what_it_was_judged_with(house: Judged) -> None:
    team_id = in_a_team(house)
    row = Assessment(
        store_id=house.store.pk, code=RATE, month=MONTH, team_id=team_id, assessor_key=house.manager.key, assessed_at=LATER,
        objection_until=LATER.date(), definition_version=1, value=20, operator="ge", target_value=30, standing="missed",
        outcome="penalty",
    )  # fmt: skip
    with unit_of_work(system_actor("test"), "test", writable=True):
        row.save()
    assert listed(house.advisor, house.store.pk) == [row.pk]
    assert listed(house.other, house.store.pk) == []
    about = {"assessment_id": row.pk, "words": "班组少两个人", "at": LATER}
    with pytest.raises(NotFound):
        commands.object_to_assessment(actor=house.other, **about)
    assert commands.object_to_assessment(actor=house.advisor, **about).state == "OBJECTED"


def test_a_draft_says_whose_results_there_are(house: Judged) -> None:
    with reading(house.region):
        draft = queries.draft_assessment(house.region, house.store.pk, RATE, MONTH, LATER)
    store, person = draft.subjects
    assert (store.key, store.name, store.value_words, store.outcomes) == (
        "store",
        house.store.name,
        "20.0 %",
        ("penalty", "none"),
    )
    assert (person.key, person.assessment_id) == (f"employee-{house.desk.employee_id}", None)
    made = assessed(house)
    with reading(house.manager):
        draft = queries.draft_assessment(house.manager, house.store.pk, RATE, MONTH, LATER)
    assert draft.subjects[1].assessment_id == made.id


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE assessments_assessment SET month = month - 31",
        "UPDATE assessments_assessment SET outcome = 'reward'",
        "UPDATE assessments_assessment SET value = 99",
        "UPDATE assessments_assessment SET target_value = 1, definition_version = 9",
        "UPDATE assessments_assessment SET amount = 999900",
        "UPDATE assessments_assessment SET closed_at = now()",
        "UPDATE assessments_assessment SET state = 'OBJECTED', amount = 999900",
        "UPDATE assessments_assessment SET state = 'REJECTED'",
        "DELETE FROM assessments_assessment",
        "UPDATE assessments_assessmentstep SET words = 'x'",
        "UPDATE assessments_assessmentstep SET value = 99, words = '***'",
        "DELETE FROM assessments_assessmentstep",
    ],
)
def test_the_database_keeps_what_was_said(house: Judged, change: str) -> None:
    assessed(house)
    with (
        pytest.raises(DatabaseError),
        unit_of_work(system_actor("test"), "test", writable=True),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_the_database_has_one_for_each_month(house: Judged) -> None:
    assessed(house)
    with unit_of_work(system_actor("test"), "test", writable=True):
        row = Assessment.plain.get()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_an_erasure_blanks_what_was_said_of_the_customers_order(house: Judged) -> None:
    with reading(system_actor("test")):
        order = RepairOrder.objects.across_stores(reason="test").order_by("pk")[0]
    made = assessed(house)
    about = {"actor": house.advisor, "assessment_id": made.id, "at": LATER}
    commands.object_to_assessment(words="客户改了三次时间", order=order.number, **about)
    commands.reject_objection(actor=house.boss, assessment_id=made.id, words="客户改的不算", at=LATER)
    eraser = {"actor": system_actor("customers"), "store_id": house.store.pk, "customer_id": order.customer_id, "at": LATER}
    assert commands.erase_assessment_words(**eraser) == 3
    assert {one.words for one in seen(house.boss, made.id).steps} == {"***"}
    assert commands.erase_assessment_words(**eraser) == 0


def test_of_two_who_judge_or_answer_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    house = make_judged()
    second = make_person(house.store, "service_manager")
    by = {"store_id": house.store.pk, "at": LATER}
    results = race(
        *(lambda who=who: commands.assess_figure(actor=who, assessment=wish(house), **by) for who in (house.manager, second))
    )
    assert sorted(type(one).__name__ for one in results) == ["AssessedAlready", "KeptAssessment"]
    made = next(one.id for one in results if isinstance(one, commands.KeptAssessment))
    commands.object_to_assessment(actor=house.advisor, assessment_id=made, words="不公平", at=LATER)
    other = make_person(house.store, "general_manager")
    answers = race(
        lambda: commands.reject_objection(actor=house.boss, assessment_id=made, words="维持", at=LATER),
        lambda: commands.uphold_objection(
            actor=other, assessment_id=made, words="属实", redress=Redress("dropped"), at=LATER
        ),
    )
    assert sorted(type(one).__name__ for one in answers) == ["IllegalTransition", "KeptAssessment"]
