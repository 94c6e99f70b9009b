"""A complaint is not done without its cause and its correction (R-RO05), whoever finishes or changes the job."""

from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Invalid
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import CauseAndCorrectionNeeded, NewJob
from anxin.visit.repair_orders.tests.factories import DONE, LABOUR, FrontDesk, make_front_desk, signed_order, view_of

pytestmark = pytest.mark.django_db


def at_work(desk: FrontDesk, complaint: str) -> tuple[str, int]:
    opened = signed_order(desk, jobs=[NewJob("制动", complaint, items=[LABOUR])])
    (job,) = view_of(desk, opened.number).jobs
    commands.start_job(actor=desk.actor, number=opened.number, job_id=job.id, at=AT)
    return opened.number, job.id


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({}, {"cause", "correction"}),
        ({"cause": "磨损"}, {"correction"}),
        ({"cause": " ", "correction": "更换"}, {"cause"}),
        ({"cause": "\u200b", "correction": "更换"}, {"cause"}),
    ],
)
def test_a_complaint_is_not_finished_without_cause_and_correction(words: dict[str, str], missing: set[str]) -> None:
    desk = make_front_desk()
    number, job_id = at_work(desk, "早上异响")
    with pytest.raises(CauseAndCorrectionNeeded) as refused:
        commands.finish_job(actor=desk.actor, number=number, job_id=job_id, at=AT, **words)
    assert set(refused.value.errors) == missing
    assert view_of(desk, number).jobs[0].state == "IN_PROGRESS"
    commands.finish_job(actor=desk.actor, number=number, job_id=job_id, at=AT, **DONE)
    assert view_of(desk, number).head.state == "WORK_FINISHED"


def test_what_stands_on_the_job_already_counts_and_a_package_needs_no_words() -> None:
    desk = make_front_desk()
    number, job_id = at_work(desk, "早上异响")
    commands.change_job(actor=desk.actor, number=number, job_id=job_id, at=AT, **DONE)
    commands.finish_job(actor=desk.actor, number=number, job_id=job_id, at=AT)
    plain, plain_job = at_work(desk, "")
    commands.finish_job(actor=desk.actor, number=plain, job_id=plain_job, at=AT)
    assert [view_of(desk, each).head.state for each in (number, plain)] == ["WORK_FINISHED"] * 2


def test_a_finished_job_keeps_its_words() -> None:
    desk = make_front_desk()
    number, job_id = at_work(desk, "早上异响")
    commands.finish_job(actor=desk.actor, number=number, job_id=job_id, at=AT, **DONE)
    with pytest.raises(CauseAndCorrectionNeeded):
        commands.change_job(actor=desk.actor, number=number, job_id=job_id, cause="", at=AT)
    plain, plain_job = at_work(desk, "")
    commands.finish_job(actor=desk.actor, number=plain, job_id=plain_job, at=AT)
    with pytest.raises(CauseAndCorrectionNeeded):
        commands.change_job(actor=desk.actor, number=plain, job_id=plain_job, complaint="异响", at=AT)


def test_a_job_has_words_that_can_be_seen() -> None:
    desk = make_front_desk()
    number, job_id = at_work(desk, "")
    given: dict[str, Any] = {"actor": desk.actor, "number": number, "at": AT}
    for title in (" ", "\u200b"):
        with pytest.raises(Invalid):
            commands.change_job(job_id=job_id, title=title, **given)
        with pytest.raises(Invalid):
            commands.add_job(job=NewJob(title), **given)
    commands.change_job(job_id=job_id, title=" 刹车 ", complaint=" \u200b", **given)
    (job,) = view_of(desk, number).jobs
    assert (job.title, job.complaint) == ("刹车", "")
