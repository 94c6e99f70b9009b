"""A walk-in enters the express lane in one tap before the signature, and its promise follows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, NotFound, VersionConflict
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewJob, NotForExpress
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    view_of,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def desk() -> FrontDesk:
    return make_front_desk()


def walk_in(desk: FrontDesk, *, kind: str = "maintenance", **more: Any) -> str:
    return open_order(desk, kind=kind, jobs=[NewJob("保养", items=[LABOUR])], **more).number


def tap(desk: FrontDesk, number: str, *, is_express: bool = True, **more: Any) -> commands.ChangedRepairOrder:
    given: dict[str, Any] = {"actor": desk.actor, "at": AT, **more}
    return commands.set_express_lane(number=number, is_express=is_express, **given)


@pytest.mark.parametrize(("kind", "hours"), [("maintenance", 1), ("body_paint", 4)])
def test_a_walk_in_becomes_express_and_is_promised_the_limit_from_the_arrival_on(
    desk: FrontDesk, kind: str, hours: int
) -> None:
    number = walk_in(desk, kind=kind, arrived_at=AT - timedelta(minutes=10))
    before = view_of(desk, number).head
    tap(desk, number)
    head = view_of(desk, number).head
    assert (head.lane, head.promised_at) == ("express", AT - timedelta(minutes=10) + hours * HOUR)
    assert head.version > before.version
    with reading(desk.actor):
        due = queries.list_express_dues(desk.actor, [head.id], AT)
    assert due == {head.id: head.promised_at}
    assert tap(desk, number).version == head.version
    tap(desk, number, is_express=False)
    again = view_of(desk, number).head
    assert (again.lane, again.promised_at) == ("", before.promised_at)


def test_a_promise_that_somebody_chose_stays(desk: FrontDesk) -> None:
    number = walk_in(desk, promised_at=AT + 6 * HOUR)
    tap(desk, number)
    assert view_of(desk, number).head.promised_at == AT + 6 * HOUR


@pytest.mark.parametrize(
    "given",
    [{"kind": "general"}, {"is_appointment": True}, {"lane": "rework"}],
    ids=["other work", "booked", "other channel"],
)
def test_what_is_no_walk_in_for_the_lane_is_refused_with_what_to_do(desk: FrontDesk, given: dict[str, object]) -> None:
    number = walk_in(desk, **given)
    before = view_of(desk, number).head
    with pytest.raises(NotForExpress):
        tap(desk, number)
    assert view_of(desk, number).head == before


def test_after_the_signature_the_lane_stays(desk: FrontDesk) -> None:
    number = walk_in(desk)
    sign_order(desk, number, at=AT)
    with pytest.raises(NotForExpress, match="承诺时间"):
        tap(desk, number)


def test_an_older_page_a_stranger_and_another_role_change_nothing(desk: FrontDesk) -> None:
    number = walk_in(desk)
    before = view_of(desk, number).head
    with pytest.raises(VersionConflict):
        tap(desk, number, version=before.version + 1)
    with pytest.raises(NotFound):
        tap(desk, number, actor=make_front_desk("NS").actor)
    with pytest.raises((Denied, NotFound)):
        tap(desk, number, actor=make_actor(desk.store, "technician"))
    assert view_of(desk, number).head == before


def test_the_order_offers_the_tap_only_while_it_does_something(desk: FrontDesk) -> None:
    number = walk_in(desk)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = f"/repair-orders/{number}/"
    assert "走快速通道" in client.get(page).content.decode()
    version = view_of(desk, number).head.version
    answer = client.post(f"{page}set-express-lane/", {"is_express": "yes", "version": version})
    assert answer.status_code == 303
    assert "不走快速通道" in client.get(page).content.decode()
    sign_order(desk, number, at=AT)
    assert "走快速通道" not in client.get(page).content.decode()
