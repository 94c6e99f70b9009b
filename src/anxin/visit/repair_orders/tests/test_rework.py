"""A job that does an earlier one again names it: chosen from the car's finished jobs, nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order, make_front_desk, open_order, view_of

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


@pytest.fixture
def desk() -> FrontDesk:
    return make_front_desk()


def settled(desk: FrontDesk) -> queries.RepairOrderView:
    number = inspected_order(desk).number
    commands.settle_repair_order(actor=desk.actor, number=number, at=AT + timedelta(hours=4))
    return view_of(desk, number)


def came_again(desk: FrontDesk, before: queries.RepairOrderView) -> str:
    opened = commands.open_repair_order(
        actor=desk.actor,
        store_id=desk.store.pk,
        vehicle_id=before.head.vehicle_id,
        customer_id=before.head.customer_id,
        jobs=[NewJob("还是有异响", rework_of=before.jobs[0].id)],
        at=LATER,
    )
    return opened.number


def test_a_job_done_again_is_linked_to_the_first_and_says_so(desk: FrontDesk) -> None:
    before = settled(desk)
    (job,) = view_of(desk, came_again(desk, before)).jobs
    assert (job.rework_of_id, job.rework_of and job.rework_of.number) == (before.jobs[0].id, before.head.number)


def test_only_a_finished_job_of_an_earlier_order_of_the_car_is_done_again(desk: FrontDesk) -> None:
    before, unfinished = settled(desk), open_order(desk)
    number = came_again(desk, before)
    strange = [view_of(desk, one).jobs[0].id for one in (unfinished.number, number)]
    for wrong in (*strange, 999_999_999):
        with pytest.raises(Invalid) as refused:
            commands.add_job(actor=desk.actor, number=number, job=NewJob("再查", rework_of=wrong), at=LATER)
        assert refused.value.field == "rework_of"
    other = open_order(desk)
    job = NewJob("再查", rework_of=before.jobs[0].id)
    with pytest.raises(Invalid):
        commands.add_job(actor=desk.actor, number=other.number, job=job, at=LATER)
    assert len(view_of(desk, number).jobs) == 1


def test_the_page_offers_the_earlier_jobs_of_the_car(
    client: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client.force_login(User.objects.get(pk=desk.actor.id))
    before = settled(desk)
    number, first = came_again(desk, before), before.jobs[0]
    address = f"/repair-orders/{number}/add-job/"
    assert f'<option value="{first.id}">' in client.get(address).content.decode()
    assert client.post(address, {"title": "再查", "rework_of": str(first.id + 10**6)}).status_code == 422
    assert client.post(address, {"title": "再查", "rework_of": str(first.id)}).status_code == 303
    assert [job.rework_of_id for job in view_of(desk, number).jobs] == [first.id, first.id]
    assert f"返修 {before.head.number}" in client.get(f"/repair-orders/{number}/").content.decode()
    fresh = open_order(desk).number
    assert "rework_of" not in client.get(f"/repair-orders/{fresh}/add-job/").content.decode()
