"""What is done about a missed figure: planned, refused, denied and raced; a task of whoever has it, and on the pages."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anxin.management.kpi import commands, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.events import RemedyPlanned
from anxin.management.kpi.models import Remedy
from anxin.management.kpi.queries import Level, RemedyRow
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.tests.browsing import client_of, read
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import cancel_task, complete_task
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import unit_of_work
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

RATE, TALK = "appointment_rate", "appointing_talk"
TODAY = AT.date()
WEEK = timedelta(days=7)
WORDS = "每天下班前排好明天的预约"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def plan(desk: FrontDesk, **given: Any) -> commands.KeptRemedy:
    about: dict[str, Any] = {
        "actor": desk.actor, "store_id": desk.store.pk, "code": RATE, "period": Period.MONTH, "day": TODAY, "words": WORDS,
        "responsible_id": desk.employee_id, "due_on": TODAY + WEEK, "at": AT,
    }  # fmt: skip
    return commands.plan_remedy(**(about | given))


def planned(desk: FrontDesk) -> list[RemedyRow]:
    return queries.list_remedies(desk.actor, RATE, Level.STORE, desk.store.pk, TODAY)


def test_it_answers_what_was_confirmed_and_is_a_task_of_that_person(desk: FrontDesk) -> None:
    given = {"store_id": desk.store.pk, "code": RATE, "period": Period.MONTH, "day": TODAY}
    said = commands.confirm_obstacles(actor=desk.actor, obstacles=[TALK], at=AT, **given)
    kept = plan(desk)
    assert kept.confirmation_id == said.id
    (row,) = planned(desk)
    assert (row.id, row.obstacles, row.words, row.is_open, row.is_late) == (kept.id, (TALK,), WORDS, True, False)
    assert (row.due_on, row.first.isoformat(), row.last.isoformat()) == (TODAY + WEEK, "2026-11-01", "2026-11-30")
    (task,) = list_tasks(desk.actor, TaskFilter(whose="store"), desk.store.pk, AT)
    assert (task.id, task.owner_id, task.owner_name) == (row.task_id, desk.employee_id, row.who)
    assert task.title.startswith(WORDS)
    with unit_of_work(system_actor("test"), "test", writable=False):
        assert StoredEvent.objects.filter(name__endswith=RemedyPlanned.__name__).count() == 1


def test_it_is_late_done_or_off_as_its_task_is(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(desk)
    other = plan(desk, words="写一段预约的话术", due_on=TODAY)
    late = AT + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    rows = {one.id: one for one in planned(desk)}
    assert [one.is_late for one in rows.values()] == [True, False]
    complete_task(actor=desk.actor, task_id=rows[other.id].task_id or 0, result="话术贴在前台", at=late)
    done = next(one for one in planned(desk) if one.id == other.id)
    assert (done.is_open, done.is_late, done.result, done.done_at) == (False, False, "话术贴在前台", late)
    first = next(one for one in planned(desk) if one.id != other.id)
    cancel_task(actor=desk.actor, task_id=first.task_id or 0, reason="换别的办法", at=late)
    assert not any(one.is_open for one in planned(desk))
    # What was called off may be planned again.
    assert plan(desk, at=late).id not in rows


def test_the_same_once_more_changes_nothing(desk: FrontDesk) -> None:
    assert plan(desk).id == plan(desk, words=f" {WORDS} ", day=TODAY.replace(day=1)).id
    assert len(planned(desk)) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": " "}, "请写做什么"),
        ({"words": "长" * 81}, "最多 80 个字"),
        ({"responsible_id": 0}, "在职员工"),
        ({"due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
        ({"due_on": TODAY + timedelta(days=367)}, "366 天"),
        ({"period": Period.DAY}, "周、月、季或年"),
        ({"day": TODAY + timedelta(days=40)}, "还没开始"),
    ],
)
def test_what_cannot_be_planned_is_refused(desk: FrontDesk, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        plan(desk, **given)
    with pytest.raises(NotFound):
        plan(desk, code="no_such")
    assert planned(desk) == []


def test_nobody_plans_without_leave_or_for_another_store_and_only_whoever_has_it_reads_it(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    with pytest.raises(Denied):
        plan(desk, actor=make_actor(desk.store, "service_advisor"))
    with pytest.raises(Denied):
        plan(desk, actor=other.actor)
    with pytest.raises(Invalid, match="在职员工"):
        plan(desk, responsible_id=other.employee_id)
    assert planned(desk) == []
    user = User.objects.get(pk=make_actor(desk.store, "service_advisor").id)
    kept = plan(desk, responsible_id=make_employee(desk.store, "service_advisor", user=user).id)
    with pytest.raises(NotFound):
        queries.get_remedy(other.actor, kept.id)
    with pytest.raises(NotFound):
        queries.get_remedy(make_actor(desk.store, "parts_clerk"), kept.id)
    whose = Client()
    whose.force_login(user)
    page = read(whose, f"/figures/remedies/{kept.id}/")
    assert WORDS in page
    # Who may see no figures is led to the task, not to the figure.
    assert "/tasks/" in page
    assert f"/figures/{RATE}/" not in page
    assert f"/figures/{RATE}/" in read(client_of(desk), f"/figures/remedies/{kept.id}/")


def test_a_row_stands_as_it_was_written(desk: FrontDesk) -> None:
    kept = plan(desk)
    for words in ("UPDATE kpi_remedy SET words = 'x'", "DELETE FROM kpi_remedy"):
        with (
            pytest.raises(DatabaseError),
            unit_of_work(system_actor("test"), "test", writable=True),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{words} WHERE id = {kept.id}")


def test_of_two_who_plan_the_same_at_once_one_task_comes(
    monkeypatch: pytest.MonkeyPatch, race: Callable[..., list[Any]]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    outcomes = race(lambda: plan(desk), lambda: plan(desk))
    assert len({one.id for one in outcomes}) == 1
    with unit_of_work(system_actor("test"), "test", writable=False):
        assert Remedy.objects.visible_to(system_actor("test"), "kpi.see").count() == 1


def test_from_a_gap_two_clicks_lead_to_a_person_and_a_day(desk: FrontDesk, browser: Client) -> None:
    # None by appointment would look as if nobody wrote it down.
    for booked in (True, False, False, False, False):
        open_order(desk, is_appointment=booked)
    owner = make_employee(desk.store, catalogue().definitions[RATE].owner, name="钱主管")
    gaps = read(browser, "/cockpit/gaps/")
    row = next(one for one in gaps.split("<tr ") if f"/figures/{RATE}/" in one)
    address = next(iter(re.findall(r'href="(/figures/[^"]+)#confirm"', row)))
    page = read(browser, html.unescape(address))
    form = page[page.index('id="confirm"') :]
    # Whoever carries the gap or answers for the figure is offered first.
    assert "先考虑" in form
    assert f'<option value="{owner.pk}" selected>钱主管' in form
    act = f"/figures/{RATE}/confirm-obstacles/?{html.unescape(address).split('?')[1]}"
    given = {"obstacles": [TALK], "seen": "0", "note": "", "words": WORDS, "responsible_id": str(desk.employee_id)}
    refused = browser.post(act, {**given, "due_on": "bald"})
    assert refused.status_code == 422
    assert "请选完成日期" in refused.content.decode()
    assert WORDS in refused.content.decode()
    # Nothing of it was kept.
    assert (planned(desk), queries.list_obstacle_confirmations(desk.actor, RATE, Level.STORE, desk.store.pk, TODAY)) == (
        [],
        [],
    )
    assert browser.post(act, {**given, "due_on": f"{TODAY + WEEK}"}).status_code == 303
    (one,) = planned(desk)
    assert (one.obstacles, one.due_on) == ((TALK,), TODAY + WEEK)
    for shown in (read(browser, html.unescape(address)), read(browser, "/cockpit/gaps/")):
        assert WORDS in shown
        assert f"/figures/remedies/{one.id}/" in shown
        assert "待办" in shown
    # One more, without naming anything anew.
    more = {"seen": "0", "note": "", "words": "写话术", "responsible_id": str(desk.employee_id), "due_on": f"{TODAY}"}
    assert browser.post(act, more).status_code == 303
    assert len(planned(desk)) == 2
    above = act.replace("level=store", "level=brand")
    assert browser.post(above, more).status_code == 404
