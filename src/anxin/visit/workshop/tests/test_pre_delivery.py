"""A new car is inspected before its hand-over by a list of its own, and is ready once that has passed (M07.13, FORM-42)."""

import pytest
from django.test import Client

from anxin.holdings.vehicle_sales.queries import get_sold_car
from anxin.holdings.vehicle_sales.tests.factories import make_sold_car
from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.scope import reading
from anxin.visit.repair_orders.queries import get_order_head, list_new_cars_to_inspect
from anxin.visit.repair_orders.tests.factories import signed_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Check, Verdict
from anxin.visit.workshop.tests.factories import HOUR, OrderAtWork, finish, make_floor, make_technician, start
from anxin.visit.workshop.web.papers import record_of

pytestmark = pytest.mark.django_db


def test_a_new_car_has_its_own_list_goes_back_for_a_defect_and_is_ready_when_it_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    floor = make_floor()
    sold = get_sold_car(system_actor("test"), make_sold_car(floor.desk.store).id)

    def listed() -> tuple[str, bool]:
        with reading(floor.desk.actor):
            (car,) = list_new_cars_to_inspect(floor.desk.actor, floor.desk.store.pk)
        return car.order_number, car.is_ready

    assert listed() == ("", False)
    opened = signed_order(floor.desk, vehicle_id=sold.vehicle_id, kind="pre_delivery")
    order = OrderAtWork(opened.number, tuple(job.id for job in view_of(floor.desk, opened.number).jobs))
    by = make_technician(floor.desk, "周工")
    start(order, by, AT)
    finish(order, by, AT + HOUR)
    lines = queries.get_checklist(floor.inspector, order.number, "general")
    assert [one.label.partition("：")[0] for one in lines[:3]] == ["外观", "外观", "内饰"]
    assert len(lines) == 13
    checks = [Check(one.code, one.code != "pdi_paint", "右前门划伤" if one.code == "pdi_paint" else "") for one in lines]
    failed = Verdict("general", checks, "右前门划伤，先抛光", [order.job_id])
    commands.inspect_order(actor=floor.inspector, number=order.number, verdict=failed, at=AT + 2 * HOUR)
    assert listed() == (order.number, False)
    start(order, by, AT + 3 * HOUR)
    finish(order, by, AT + 4 * HOUR)
    passed = Verdict("general", [Check(one.code, True) for one in lines])
    commands.inspect_order(actor=floor.inspector, number=order.number, verdict=passed, at=AT + 5 * HOUR)
    assert listed() == (order.number, True)
    with reading(floor.desk.actor):
        head = get_order_head(floor.desk.actor, order.number)
        rows = queries.list_inspections(floor.desk.actor, head.id)
    record = record_of(head, rows, store_info(head.store_id))
    assert (record["document"]["title"], len(record["inspections"])) == ("PDI检查单", 4)
    client = Client()
    client.force_login(User.objects.get(pk=floor.desk.actor.id))
    page = client.get("/repair-orders/pre-delivery/").content.decode()
    assert "可交付" in page
    assert sold.vin in page
