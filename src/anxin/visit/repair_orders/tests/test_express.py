"""Express orders: their limit, their name, and their place in the queue."""

from datetime import timedelta

import pytest

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.scope import reading
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.parameters import EXPRESS_MAINTENANCE_WITHIN, express_within
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.repair_orders.tests.factories import make_front_desk, signed_order


@pytest.mark.django_db
def test_express_maintenance_is_promised_within_an_hour_and_express_body_within_four_as_the_store_sets_it() -> None:
    desk = make_front_desk()
    today = AT.date()
    assert express_within("maintenance", desk.store.pk, today) == Deadline(60, DeadlineUnit.WORKING_MINUTES)
    assert express_within("body_paint", desk.store.pk, today) == Deadline(4, DeadlineUnit.WORKING_HOURS)
    longer = {"amount": 90, "unit": "WORKING_MINUTES"}
    change = SetParameter(EXPRESS_MAINTENANCE_WITHIN.code, "store", desk.store.pk, longer, today + timedelta(days=1))
    set_parameter(actor=make_actor(desk.store, "administrator"), change=change, at=AT)
    assert express_within("maintenance", desk.store.pk, today).amount == 60
    assert express_within("maintenance", desk.store.pk, today + timedelta(days=1)).amount == 90


@pytest.mark.django_db
def test_the_express_lane_has_its_name_by_the_kind_of_order() -> None:
    desk = make_front_desk()
    signed_order(desk, kind="maintenance", lane="express")
    signed_order(desk, kind="body_paint", lane="express")
    with reading(desk.actor):
        rows = list_open_jobs(desk.actor, desk.store.pk)
    assert sorted(row.lane_label for row in rows) == ["快保", "快速钣喷"]


@pytest.mark.parametrize(
    ("lane", "is_booked", "rank"),
    [("express", True, 0), ("express", False, 2), ("rework", False, 0), ("rescue", False, 0), ("", True, 1), ("", False, 2)],
)
def test_only_a_booked_express_car_is_in_the_green_channel(lane: str, is_booked: bool, rank: int) -> None:
    assert rules.queue_rank(lane, is_appointment=is_booked) == rank
