"""Rework: it opens when an inspection or a returning car says so, and the next inspection confirms it."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.files.tests.factories import make_upload
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.quality import commands, queries
from anxin.visit.quality.models import ReworkCase
from anxin.visit.quality.tests.factories import (
    LATER,
    MENDING,
    handle_events,
    returned,
    rework,
    settled,
    work_done,
)
from anxin.visit.repair_orders.commands import cancel_repair_order, settle_repair_order
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.permissions import INSPECTION_PHOTO
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, Technician, finish, inspect, make_floor, start


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


def sent_back(floor: Floor, order: OrderAtWork, words: str = "仍有异响", hours: int = 3) -> None:
    inspect(floor, order, AT + hours * HOUR, rework_job_ids=[order.job_id], job_notes={order.job_id: words})
    handle_events()


def mended(floor: Floor, order: OrderAtWork, at: Any, by: Technician | None = None) -> None:
    start(order, by or floor.wang, at)
    finish(order, by or floor.wang, at + HOUR)
    inspect(floor, order, at + 2 * HOUR)
    handle_events()


@pytest.mark.rule("R-QC03")
def test_what_an_inspection_sends_back_is_an_internal_case_and_what_comes_back_an_external_one(floor: Floor) -> None:
    first = work_done(floor)
    sent_back(floor, first)
    (internal,) = rework(floor)
    assert (internal.origin, internal.state, internal.words, internal.number) == (
        "internal",
        "OPEN",
        "仍有异响",
        first.number,
    )
    mended(floor, first, AT + 4 * HOUR)
    view = view_of(floor.desk, first.number)
    settle_repair_order(actor=floor.desk.actor, number=view.head.number, at=AT + 7 * HOUR)
    again = returned(floor, first)
    external = rework(floor)[0]
    assert (external.origin, external.state, external.number) == ("external", "OPEN", again.number)
    assert external.first_number == first.number
    figures = queries.quality_figures(floor.inspector, floor.store_id, AT.date(), LATER.date())
    assert (figures.inspected, figures.passed_first, figures.internal, figures.external) == (1, 0, 1, 1)
    assert (figures.pass_rate, figures.internal_rate) == (0, 1)


@pytest.mark.rule("R-QC05")
def test_the_inspection_that_passes_the_returned_car_confirms_its_rework_in_the_same_act(floor: Floor) -> None:
    first = settled(floor, work_done(floor))
    again = returned(floor, first)
    start(again, floor.wang, LATER + HOUR)
    finish(again, floor.wang, LATER + 2 * HOUR)
    assert rework(floor)[0].state == "OPEN"
    made = inspect(floor, again, LATER + 3 * HOUR)
    handle_events()
    (case,) = rework(floor)
    assert (case.state, case.repaired_at) == ("REPAIRED", LATER + 3 * HOUR)
    assert (case.minutes, case.amount) == (60, MENDING)
    with reading(system_actor("test")):
        assert ReworkCase.objects.across_stores(reason="test").get().confirmed_by_id == made.inspection_id
    handle_events()
    assert rework(floor) == [case]


def test_a_second_failure_before_it_is_confirmed_is_another_round_and_one_after_it_another_case(floor: Floor) -> None:
    first = work_done(floor)
    sent_back(floor, first)
    start(first, floor.wang, AT + 4 * HOUR)
    finish(first, floor.wang, AT + 5 * HOUR)
    sent_back(floor, first, "还是响", hours=6)
    (case,) = rework(floor)
    assert (case.rounds, case.state) == (2, "OPEN")
    mended(floor, first, AT + 7 * HOUR)
    assert rework(floor)[0].state == "REPAIRED"
    assert rework(floor)[0].minutes == 120


def test_one_job_of_two_goes_back_and_only_that_one_is_a_case(floor: Floor) -> None:
    order = work_done(floor, "制动", "空调")
    inspect(floor, order, AT + 3 * HOUR, rework_job_ids=[order.job_ids[1]], note="不制冷")
    handle_events()
    (case,) = rework(floor)
    assert (case.title, case.words) == ("空调", "不制冷")


@pytest.mark.parametrize(("days", "in_period"), [(5, True), (400, False)])
def test_a_returned_job_says_whether_the_first_one_is_still_in_its_quality_period(
    floor: Floor, days: int, in_period: bool
) -> None:
    first = settled(floor, work_done(floor))
    with unit_of_work(system_actor("test"), "test", writable=True):
        Item.objects.across_stores(reason="test").filter(job_id=first.job_id).update(quality_days=100)
    returned(floor, first, AT + timedelta(days=days))
    assert rework(floor)[0].in_period is in_period


def test_a_complaint_waits_for_the_car_and_is_linked_when_it_comes(floor: Floor) -> None:
    first = settled(floor, work_done(floor))
    clerk = make_actor(floor.desk.store, "follow_up_clerk")
    report = partial(commands.report_rework, actor=clerk, number=first.number, job_id=first.job_id, at=LATER)
    made = report(words="电话里说还是响")
    assert report(words="又打电话来了").id == made.id
    (case,) = rework(floor, clerk)
    assert (case.state, case.words, case.number) == ("REPORTED", "又打电话来了", "")
    for wrong in ({"words": " "}, {"words": "响", "job_id": 10**9}):
        with pytest.raises(Invalid):
            report(**wrong)
    again = returned(floor, first)
    (case,) = rework(floor)
    assert (case.id, case.state, case.number, case.words) == (made.id, "OPEN", again.number, "又打电话来了")


def test_a_case_that_was_none_is_taken_back_with_a_reason_but_not_once_it_is_confirmed(floor: Floor) -> None:
    first = work_done(floor)
    sent_back(floor, first)
    (case,) = rework(floor)
    manager = make_actor(floor.desk.store, "service_manager")
    act = partial(commands.withdraw_rework, actor=manager, case_id=case.id, version=case.version, at=AT)
    with pytest.raises(Invalid):
        act(reason="")
    with pytest.raises(VersionConflict):
        act(reason="点错了", version=case.version + 1)
    with pytest.raises(Denied):
        act(actor=floor.wang.actor, reason="点错了")
    assert act(reason="点错了").state == "VOID"
    assert rework(floor) == []
    mended(floor, first, AT + 4 * HOUR)
    second = work_done(floor, by=floor.li)
    sent_back(floor, second)
    mended(floor, second, AT + 9 * HOUR, floor.li)
    (confirmed,) = rework(floor)
    with pytest.raises(IllegalTransition):
        act(case_id=confirmed.id, version=None, reason="点错了")


def test_a_cancelled_order_ends_its_cases(floor: Floor) -> None:
    first = settled(floor, work_done(floor))
    again = returned(floor, first)
    cancel_repair_order(actor=floor.desk.actor, number=again.number, reason="客户走了", at=LATER)
    handle_events()
    assert [case.state for case in rework(floor, state=("VOID",))] == ["VOID"]


def test_another_store_sees_nothing(floor: Floor) -> None:
    sent_back(floor, work_done(floor))
    (case,) = rework(floor)
    elsewhere = make_floor("NS")
    assert rework(elsewhere) == []
    with pytest.raises(NotFound):
        queries.get_rework(elsewhere.inspector, case.id)
    with pytest.raises(NotFound):
        commands.withdraw_rework(
            actor=make_actor(elsewhere.desk.store, "service_manager"), case_id=case.id, reason="x", version=None, at=AT
        )
    with pytest.raises(NotFound):
        commands.report_rework(actor=elsewhere.desk.actor, number=case.number, job_id=1, words="响", at=AT)


@pytest.mark.parametrize("asked", [{"text": "不存在"}, {"origin": "external"}, {"cause": "part"}, {"first": LATER.date()}])
def test_the_list_is_narrowed(floor: Floor, asked: dict[str, Any]) -> None:
    sent_back(floor, work_done(floor))
    assert len(rework(floor, origin="internal", last=LATER.date())) == 1
    assert rework(floor, **asked) == []


@pytest.mark.rule("R-QC03")
def test_the_case_shows_the_words_and_photos_of_each_time_it_was_sent_back(floor: Floor) -> None:
    first = work_done(floor)
    key = make_upload(floor.inspector, floor.store_id, purpose=INSPECTION_PHOTO).key
    said = {"job_notes": {first.job_id: "仍有异响"}, "job_photos": {first.job_id: [key]}}
    inspect(floor, first, AT + 3 * HOUR, rework_job_ids=[first.job_id], **said)
    handle_events()
    (case,) = rework(floor)
    assert case.job_id == first.job_id
    relations = make_actor(floor.desk.store, "customer_relations_manager")
    for actor in (floor.inspector, relations):
        client = Client()
        client.force_login(User.objects.get(pk=actor.id))
        page = client.get(f"/quality/rework/{case.id}/").content.decode()
        assert ("退回的记录" in page, f"/files/{key}/?size=thumb" in page) == (True, True)
        assert client.get(f"/files/{key}/").status_code == 200
