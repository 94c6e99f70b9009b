"""A suggestion from its author to its confirmation (M22.10, K-N24)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from anxin.management.reviews import commands, parameters, queries
from anxin.management.reviews.commands import NoOwnEmployee, NotDepartmentManager, NotResponsible
from anxin.management.reviews.models import Suggestion
from anxin.management.reviews.queries import SuggestionFilter
from anxin.management.reviews.tests.factories import (
    DUE_ON,
    Person,
    Team,
    accepted,
    entered,
    make_person,
    make_team,
    reported,
)
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_user
from anxin.parties.people.commands import assign_substitute
from anxin.parties.work.models import Task
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.platform.ui.lists import Order, Window
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order

DAY = timedelta(days=1)


def open_tasks() -> list[Task]:
    with reading(system_actor("test")):
        return list(Task.objects.across_stores(reason="test").filter(state="OPEN").order_by("pk"))


def seen(actor: Actor, number: str, at: Any = AT) -> queries.SuggestionView:
    with reading(actor):
        return queries.get_suggestion(actor, number, at)


def listed(actor: Actor, store_id: int, at: Any = AT, **asked: Any) -> list[str]:
    with reading(actor):
        found = queries.page_suggestions(actor, store_id, SuggestionFilter(**asked), Order(), Window(), at)
    assert found.total == len(found.rows)
    return [one.number for one in found.rows]


def test_a_suggestion_goes_to_the_manager_to_whoever_does_it_and_back_to_its_author(team: Team) -> None:
    made = entered(team)
    assert made.number.startswith("LG-J26-")
    (task,) = open_tasks()
    assert (task.kind, task.post, task.owner_id) == (parameters.JUDGE_TASK, "workshop_director", None)
    assert "交车前先洗轮毂" in task.title
    by = {"number": made.number, "version": made.version}
    given = commands.accept_suggestion(
        actor=team.director.actor, responsible_id=team.technician.id, due_on=DUE_ON, reason="客户常说", **by, at=AT
    )
    (task,) = open_tasks()
    assert (task.kind, task.owner_id) == (parameters.DO_TASK, team.technician.id)
    done = commands.report_suggestion_done(
        actor=team.technician.actor, number=made.number, done="洗车单加了一项", version=given.version, at=AT + DAY
    )
    (task,) = open_tasks()
    assert (task.kind, task.post) == (parameters.CONFIRM_TASK, "workshop_director")
    commands.confirm_suggestion(actor=team.director.actor, number=made.number, version=done.version, at=AT + 2 * DAY)
    assert open_tasks() == []
    with reading(system_actor("test")):
        ended = Task.objects.across_stores(reason="test").order_by("pk")
        assert [(one.state, one.done_by_id) for one in ended] == [
            ("DONE", team.director.id),
            ("DONE", team.technician.id),
            ("DONE", team.director.id),
        ]
    view = seen(team.author.actor, made.number)
    assert (view.row.state, view.row.done, view.row.reason, view.is_own) == ("CONFIRMED", "洗车单加了一项", "客户常说", True)
    assert [(one.verb, one.employee) for one in view.steps] == [
        ("enter", "小李"),
        ("accept", "车间主任"),
        ("report", "王强"),
        ("confirm", "车间主任"),
    ]
    assert (view.steps[1].responsible, view.steps[1].due_on) == ("王强", DUE_ON)


def test_what_is_declined_ends_with_the_reason_that_its_author_reads(team: Team) -> None:
    made = entered(team)
    with pytest.raises(Invalid):
        commands.decline_suggestion(actor=team.director.actor, number=made.number, reason=" ", at=AT)
    commands.decline_suggestion(actor=team.director.actor, number=made.number, reason="工位不够", at=AT)
    row = seen(team.author.actor, made.number).row
    assert (row.state, row.reason, row.closed_at, open_tasks()) == ("DECLINED", "工位不够", AT, [])


def test_what_is_not_done_goes_back_goes_to_somebody_else_or_is_given_up(team: Team) -> None:
    made, boss = reported(team), {"actor": team.director.actor, "at": AT + DAY}
    commands.return_suggestion(number=made.number, reason="轮毂还是脏的", **boss)
    (task,) = open_tasks()
    assert (task.kind, task.owner_id, "轮毂还是脏的" in task.title) == (parameters.DO_TASK, team.technician.id, True)
    later = DUE_ON + DAY
    commands.give_suggestion(number=made.number, responsible_id=team.author.id, due_on=later, reason="技师请假", **boss)
    (task,) = open_tasks()
    assert task.owner_id == team.author.id
    row = seen(team.author.actor, made.number, AT + 9 * DAY).row
    assert (row.responsible, row.due_on, row.is_late) == ("小李", later, True)
    assert listed(team.manager.actor, team.store.pk, AT + 9 * DAY, late=True) == [made.number]
    assert listed(team.manager.actor, team.store.pk, AT + 8 * DAY, late=True) == []
    commands.drop_suggestion(number=made.number, reason="换了洗车机", **boss)
    view = seen(team.author.actor, made.number)
    assert (view.row.state, view.row.done, view.row.is_late, open_tasks()) == ("DROPPED", "换了洗车机", False, [])
    assert [one.verb for one in view.steps] == ["enter", "accept", "report", "return", "give", "drop"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "长" * 1001}, "words"),
        ({"department": "group"}, "department"),
        ({"about": "某项", "about_kind": "moon"}, "about_kind"),
        ({"about": "LG-W26-999999", "about_kind": "order"}, "about"),
        ({"about": "长" * 201, "about_kind": "voice"}, "about"),
    ],
)
def test_a_suggestion_that_says_nothing_or_nonsense_is_refused(team: Team, wish: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        entered(team, **wish)
    assert (refusal.value.field, open_tasks()) == (field, [])


def test_an_order_that_is_named_must_be_the_stores(team: Team) -> None:
    desk = make_front_desk("FT")
    number = open_order(desk).number
    by = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    wish = {"words": "等太久", "department": "front_desk", "about_kind": "order"}
    made = commands.enter_suggestion(suggestion=commands.NewSuggestion(about=number.lower(), **wish), **by)
    assert seen(desk.actor, made.number).row.about == number
    with pytest.raises(Invalid):
        entered(team, about=number, about_kind="order")


def test_a_customers_words_name_the_order_by_which_they_are_erased(db: None) -> None:
    desk = make_front_desk("FT")
    number = open_order(desk).number
    by = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    wish = {"words": "先说价", "department": "front_desk", "about_kind": "voice", "about": "李先生说没人报价"}
    made = commands.enter_suggestion(suggestion=commands.NewSuggestion(**wish, order=number), **by)
    assert (seen(desk.actor, made.number).row.order_number, seen(desk.actor, made.number).row.about) == (
        number,
        wish["about"],
    )
    for more in ({"order": "moon"}, {"order": number, "about": ""}, {"order": number, "about_kind": "figure"}):
        with pytest.raises(Invalid) as refusal:
            commands.enter_suggestion(suggestion=commands.NewSuggestion(**{**wish, **more}), **by)
        assert refusal.value.field == "order"


def test_who_is_given_it_must_be_of_the_store_and_have_a_day_from_today_on(team: Team) -> None:
    other, made = make_team("FT"), entered(team)
    by = {"actor": team.director.actor, "number": made.number, "at": AT}
    with pytest.raises(Invalid) as refusal:
        commands.accept_suggestion(responsible_id=other.technician.id, due_on=DUE_ON, **by)
    assert refusal.value.field == "responsible_id"
    with pytest.raises(Invalid) as refusal:
        commands.accept_suggestion(responsible_id=team.technician.id, due_on=AT.date() - DAY, **by)
    assert refusal.value.field == "due_on"
    commands.accept_suggestion(responsible_id=team.technician.id, due_on=AT.date(), **by)


def test_the_manager_of_another_department_judges_only_where_he_judges_for_the_store(team: Team) -> None:
    parts, made = make_person(team.store, "parts_manager"), entered(team)
    with pytest.raises(NotDepartmentManager):
        commands.decline_suggestion(actor=parts.actor, number=made.number, reason="不", at=AT)
    commands.decline_suggestion(actor=team.manager.actor, number=made.number, reason="不", at=AT)
    assert seen(parts.actor, made.number).row.state == "DECLINED"


def test_who_stands_in_for_the_manager_judges(team: Team) -> None:
    deputy, made = make_person(team.store, "workshop_supervisor"), entered(team)
    with pytest.raises(NotDepartmentManager):
        commands.decline_suggestion(actor=deputy.actor, number=made.number, reason="不", at=AT)
    until = {"starts_on": AT.date(), "ends_on": AT.date() + DAY}
    assign_substitute(
        actor=team.manager.actor, employee_id=team.director.id, substitute_id=deputy.id, reason="休假", **until, at=AT
    )
    commands.decline_suggestion(actor=deputy.actor, number=made.number, reason="不", at=AT)


def test_without_a_manager_of_the_department_the_management_is_asked(team: Team) -> None:
    entered(team, department="parts")
    (task,) = open_tasks()
    assert task.post == "after_sales_manager"


def test_who_may_not_changes_nothing(team: Team) -> None:
    made, other = entered(team), make_team("FT")
    for who in (team.author, team.technician):
        with pytest.raises(Denied):
            commands.decline_suggestion(actor=who.actor, number=made.number, reason="不", at=AT)
    with pytest.raises(NotFound):
        commands.decline_suggestion(actor=other.director.actor, number=made.number, reason="不", at=AT)
    with pytest.raises(NoOwnEmployee):
        commands.enter_suggestion(
            actor=make_actor(team.store, "service_advisor"),
            store_id=team.store.pk,
            suggestion=commands.NewSuggestion("x", "parts"),
            at=AT,
        )
    given = accepted(team)
    with pytest.raises(NotResponsible):
        commands.report_suggestion_done(actor=team.author.actor, number=given.number, done="x", at=AT)
    assert [seen(team.manager.actor, one.number).row.state for one in (made, given)] == ["ENTERED", "TO_DO"]


def test_each_sees_the_own_ones_and_managers_those_of_the_store(team: Team) -> None:
    mine, given, store = entered(team), accepted(team), team.store.pk
    cashier, other = make_person(team.store, "cashier"), make_team("FT")
    foreign = entered(team, by=cashier, department="finance", about="收款用时", about_kind="figure")
    assert listed(team.author.actor, store) == [given.number, mine.number]
    assert listed(team.technician.actor, store) == [given.number]
    assert listed(team.director.actor, store) == [foreign.number, given.number, mine.number]
    assert listed(team.director.actor, store, text="收款用时") == [foreign.number]
    assert listed(team.director.actor, store, department="workshop", state=("TO_DO",)) == [given.number]
    assert listed(team.director.actor, store, mine=True) == []
    with pytest.raises(Denied):
        listed(other.director.actor, store)
    with pytest.raises(NotFound):
        seen(team.technician.actor, mine.number)
    assert seen(team.director.actor, f"{mine.id}").row.number == mine.number


def test_of_a_suggestion_that_is_not_seen_it_is_not_told_that_it_is_there(team: Team) -> None:
    made = accepted(team)
    other = make_person(team.store, "technician", "别人").actor
    nobody = actor_for(make_user(team.store, "technician"))
    told = [(one.actor, NotResponsible) for one in (team.author, team.manager)]
    for who, refusal in ((other, NotFound), (nobody, NotFound), *told):
        with pytest.raises(refusal):
            commands.report_suggestion_done(actor=who, number=made.number, done="做了", at=AT)


def test_a_step_from_an_old_page_or_a_wrong_state_is_refused(team: Team) -> None:
    made = accepted(team)
    by = {"actor": team.director.actor, "number": made.number, "at": AT}
    with pytest.raises(VersionConflict):
        commands.confirm_suggestion(done="做了", version=1, **by)
    with pytest.raises(Invalid):
        commands.confirm_suggestion(**by)
    for step in (commands.decline_suggestion, commands.return_suggestion):
        with pytest.raises(IllegalTransition):
            step(reason="不", **by)
    commands.confirm_suggestion(done="做了", **by)
    with pytest.raises(IllegalTransition):
        commands.drop_suggestion(reason="不", **by)


@pytest.mark.parametrize("change", [{"state": "ENTERED"}, {"state": "CONFIRMED"}, {"due_on": None}, {"done": "做了"}])
def test_the_database_holds_the_states(team: Team, change: dict[str, Any]) -> None:
    made = accepted(team)
    with pytest.raises(DatabaseError, match="suggestion"), unit_of_work(team.director.actor, "test", writable=True):
        Suggestion.objects.across_stores(reason="test").filter(pk=made.id).update(**change)


def test_a_suggestion_is_never_deleted(team: Team) -> None:
    accepted(team)
    for table in ("reviews_suggestionstep", "reviews_suggestion"):
        with (
            pytest.raises(DatabaseError, match="delete"),
            unit_of_work(team.director.actor, "test", writable=True),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


def test_two_who_judge_at_once_judge_once(race: Callable[..., list[Any]]) -> None:
    team = make_team()
    made = entered(team)
    by = {"number": made.number, "at": AT}
    results = race(
        lambda: commands.decline_suggestion(actor=team.manager.actor, reason="不", **by),
        lambda: commands.accept_suggestion(
            actor=team.director.actor, responsible_id=team.technician.id, due_on=DUE_ON, **by
        ),
    )
    assert sorted(type(one).__name__ for one in results) == ["IllegalTransition", "KeptSuggestion"]
    assert len(seen(team.manager.actor, made.number).steps) == 2


def test_the_rate_counts_what_was_confirmed_of_what_is_worth_doing(team: Team) -> None:
    boss = team.director
    entered(team)
    commands.decline_suggestion(actor=boss.actor, number=entered(team).number, reason="不", at=AT)
    commands.drop_suggestion(actor=boss.actor, number=accepted(team).number, reason="算了", at=AT)
    commands.confirm_suggestion(actor=boss.actor, number=reported(team).number, at=AT + 3 * DAY)
    accepted(team, AT + 2 * DAY)

    def rates(first: date | None = None, last: date | None = None) -> list[tuple[str, int, int]]:
        asked = SuggestionFilter(judged_from=first, judged_to=last)
        with reading(boss.actor):
            found = queries.list_department_rates(boss.actor, team.store.pk, asked)
        return [(one.department, one.confirmed, one.to_do) for one in found]

    today = AT.date()
    assert rates() == [("workshop", 1, 3)]
    assert rates(today, today) == [("workshop", 1, 2)]
    assert rates(today + DAY, today + DAY) == []
    rows = fact_rows(boss.actor, "reviews.suggestion")
    told = sorted(of(one, "day", "state", "is_to_do", "is_confirmed") for one in rows if one["is_to_do"] is not None)
    assert told == [
        (today, "CONFIRMED", True, True),
        (today, "DECLINED", False, False),
        (today, "DROPPED", True, False),
        (today + 2 * DAY, "TO_DO", True, False),
    ]
    (waiting,) = [one for one in rows if one["is_to_do"] is None]
    assert of(waiting, "day", "department", "author_id", "judge_id") == (today, "workshop", team.author.id, None)


def test_a_person_of_another_store_is_nobody_here(team: Team) -> None:
    stranger: Person = make_team("FT").author
    with pytest.raises(Denied):
        entered(team, by=stranger)
