"""Time on no car set right afterwards: recorded, never on top of the job clock, and not by oneself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import store_info
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock as clocks
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.scope import reading
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import CorrectedMeanwhile, Correction, Seen
from anxin.visit.workshop.models import IndirectCorrection, IndirectTime, JobClock
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    finish,
    make_floor,
    order_for,
    start,
)
from anxin.visit.workshop.tests.test_web import browser_of
from anxin.visit.workshop.tests.time_steps import MINUTE

DAY = timedelta(days=1)


def met(floor: Floor, at: datetime = AT, who: Technician | None = None) -> int:
    """An hour of a meeting."""
    given = {"actor": (who or floor.wang).actor, "store_id": floor.store_id}
    commands.begin_indirect_time(activity="meeting", at=at, **given)
    return commands.end_indirect_time(at=at + HOUR, **given).id


def seen_of(floor: Floor, stretch_id: int) -> Seen:
    found = queries.get_indirect_time(floor.dispatcher, stretch_id)
    return Seen(found.started_at, found.ended_at or found.started_at)


def correct(floor: Floor, stretch_id: int, since: datetime, until: datetime, **more: Any) -> commands.IndirectStretch:
    given = {"actor": floor.dispatcher, "stretch": Correction(since, until, "忘了点结束"), "at": AT + DAY, **more}
    given.setdefault("seen", seen_of(floor, stretch_id))
    return commands.correct_indirect_time(stretch_id=stretch_id, **given)


@pytest.mark.rule("R-WS10")
def test_what_it_said_is_kept_and_the_hours_follow(floor: Floor) -> None:
    stretch_id = met(floor)
    assert correct(floor, stretch_id, AT, AT + 20 * MINUTE).ended_at == AT + 20 * MINUTE
    with reading(floor.dispatcher):
        kept = IndirectCorrection.objects.across_stores(reason="test").get()
    assert (kept.ended_before, kept.ended_after, kept.reason) == (AT + HOUR, AT + 20 * MINUTE, "忘了点结束")
    day = AT.date()
    (row,) = queries.list_corrections(floor.dispatcher, floor.store_id, day, day + 2 * DAY)
    assert (row.kind, row.technician_name, row.title) == ("更正其他时间", "王强", "开会")
    shown = queries.list_indirect_time(floor.dispatcher, floor.wang.id, day)
    assert [one.ended_at for one in shown.stretches] == [AT + 20 * MINUTE]
    assert [(label, one.ended_before) for label, one in shown.corrections] == [("开会", AT + HOUR)]
    (record,) = queries.list_labour_records(floor.dispatcher, floor.store_id, day, day, AT + DAY)
    assert record.minutes == 20


def test_it_follows_to_another_business_day(floor: Floor) -> None:
    stretch_id = met(floor, AT + DAY)
    correct(floor, stretch_id, AT, AT + HOUR, at=AT + 2 * DAY)
    assert queries.get_indirect_time(floor.dispatcher, stretch_id).worked_on == AT.date()


def test_work_on_a_car_and_other_time_are_never_covered(floor: Floor, order: OrderAtWork) -> None:
    stretch_id = met(floor)
    start(order, floor.wang, AT + 2 * HOUR)
    finish(order, floor.wang, AT + 3 * HOUR)
    later = met(floor, AT + 4 * HOUR)
    for until in (AT + 2 * HOUR + MINUTE, AT + 4 * HOUR + MINUTE):
        with pytest.raises(commands.ClockOverlap, match="重叠"):
            correct(floor, stretch_id, AT, until)
    with pytest.raises(commands.ClockOverlap):
        correct(floor, later, AT + 2 * HOUR, AT + 5 * HOUR)
    assert correct(floor, stretch_id, AT, AT + 2 * HOUR).ended_at == AT + 2 * HOUR
    with reading(floor.dispatcher):
        assert IndirectCorrection.objects.across_stores(reason="test").count() == 1


def test_it_is_refused_while_it_runs_without_reason_too_late_or_for_oneself(floor: Floor) -> None:
    stretch_id = met(floor)
    wrong = (Correction(AT, AT, "错"), Correction(AT, AT + 2 * DAY, "错"), Correction(AT, AT + HOUR, " "))
    for stretch in wrong:
        with pytest.raises(Invalid):
            correct(floor, stretch_id, AT, AT, stretch=stretch)
    with pytest.raises(commands.TooLongAgo):
        correct(floor, stretch_id, AT, AT + HOUR, at=AT + 60 * DAY)
    with pytest.raises(Denied):
        correct(floor, stretch_id, AT, AT + HOUR, actor=floor.wang.actor)
    with pytest.raises(NotFound):
        correct(floor, stretch_id, AT, AT + HOUR, actor=make_floor("NS").dispatcher)
    given = {"actor": floor.wang.actor, "store_id": floor.store_id, "activity": "training"}
    running = commands.begin_indirect_time(at=AT + 2 * HOUR, **given)
    with pytest.raises(commands.IndirectTimeRuns):
        correct(floor, running.id, AT, AT + HOUR)
    with reading(floor.dispatcher):
        assert not IndirectCorrection.objects.across_stores(reason="test").exists()


def test_two_who_correct_one_stretch_at_once_do_not_undo_each_other(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    stretch_id = met(floor)
    seen = seen_of(floor, stretch_id)
    done = race(*(partial(correct, floor, stretch_id, AT, AT + minutes * MINUTE, seen=seen) for minutes in (20, 30)))
    (late,) = [one for one in done if isinstance(one, CorrectedMeanwhile)]
    assert "忘了点结束" in late.shown
    with reading(floor.dispatcher):
        assert IndirectCorrection.objects.across_stores(reason="test").count() == 1


def test_a_correction_and_a_start_at_once_never_overlap(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    stretch_id = met(floor)
    # The job begins while the meeting is stretched over that minute: one of the two is refused.
    correct_it = partial(correct, floor, stretch_id, AT, AT + 3 * HOUR)
    done = race(correct_it, partial(start, order, floor.wang, AT + 2 * HOUR))
    assert sum(isinstance(one, Conflict) for one in done) == 1
    with reading(floor.wang.actor):
        meeting = IndirectTime.objects.across_stores(reason="test").get()
        works = JobClock.objects.across_stores(reason="test").all()
        assert meeting.ended_at is not None
        assert all(one.started_at >= meeting.ended_at for one in works)


def test_page_and_endpoint(floor: Floor) -> None:
    since = clocks.now().replace(microsecond=0) - 3 * HOUR
    stretch_id = met(floor, since)
    day = queries.get_indirect_time(floor.dispatcher, stretch_id).worked_on
    browser = browser_of(floor.dispatcher)
    listed = browser.get(f"/workshop/labour/{floor.wang.id}/?day={day}").content.decode()
    path = f"/workshop/elsewhere/{stretch_id}/correct/"
    assert path in listed
    assert browser_of(floor.wang.actor).get(path).status_code == 403
    local = "%Y-%m-%dT%H:%M:%S"
    ends = (since + 30 * MINUTE).astimezone(store_info(floor.store_id).clock.zone)
    sent = {"started_at": f"{ends - 30 * MINUTE:{local}}", "ended_at": f"{ends:{local}}", "reason": ""}
    sent |= {"seen_from": since.isoformat(), "seen_until": (since + HOUR).isoformat()}
    assert browser.post(path, sent).status_code == 422
    assert browser.post(path, {**sent, "reason": "早散会"}).status_code == 303
    assert queries.get_indirect_time(floor.dispatcher, stretch_id).ended_at == since + 30 * MINUTE
    assert "早散会" in browser.get(f"/workshop/labour/{floor.wang.id}/?day={day}").content.decode()
    user = User.objects.get(pk=floor.dispatcher.id)
    ApiToken.objects.create(user=user, name="d", digest=digest("d"), scopes=["*"], created_at=AT)
    api = Client(headers={"Authorization": "Bearer d"})
    rows = api.get(f"/api/v1/workshop/technicians/{floor.wang.id}/indirect-time?day={day}").json()
    assert [one["id"] for one in rows] == [stretch_id]
    body = {"started_at": since.isoformat(), "ended_at": (since + 40 * MINUTE).isoformat(), "reason": "还是晚散"}
    body |= {"seen_from": since.isoformat(), "seen_until": (since + HOUR).isoformat()}
    late = api.post(f"/api/v1/workshop/indirect-time/{stretch_id}/correct", body, content_type="application/json")
    assert (late.status_code, late.json()["code"]) == (409, "corrected_meanwhile")
    body |= {"seen_until": (since + 30 * MINUTE).isoformat()}
    done = api.post(f"/api/v1/workshop/indirect-time/{stretch_id}/correct", body, content_type="application/json")
    assert (done.status_code, done.json()["activity"]) == (200, "meeting")
    assert queries.get_indirect_time(floor.dispatcher, stretch_id).ended_at == since + 40 * MINUTE
