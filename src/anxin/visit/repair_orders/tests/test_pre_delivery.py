"""The inspection of a new car is ordered by one tap at the house's cost, and its result reaches the sale (M07.13)."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.holdings.vehicle_sales.commands import cancel_sold_car, register_sold_car
from anxin.holdings.vehicle_sales.queries import SoldCarRow, get_sold_car
from anxin.holdings.vehicle_sales.tests.factories import make_sold_car
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations, InspectionOrdered, NoInspectionInCatalogue
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order, make_front_desk, open_order, view_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def desk() -> FrontDesk:
    found = make_front_desk("LG", "service_advisor", "service_manager", "showroom_manager")
    make_rate()
    make_operation(code="PDI", name="售前检查")
    return found


def tell() -> None:
    for _ in range(3):
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)


def car_of(sold_car_id: int) -> SoldCarRow:
    with reading(system_actor("test")):
        return get_sold_car(system_actor("test"), sold_car_id)


def test_one_tap_opens_an_order_at_the_house_s_cost_that_can_be_dispatched(desk: FrontDesk) -> None:
    sold = make_sold_car(desk.store)
    made = commands.open_pre_delivery_order(actor=desk.actor, sold_car_id=sold.id, at=AT)
    view = view_of(desk, made.number)
    (job,) = view.jobs
    assert (view.head.kind, view.head.state, view.head.customer_id) == (
        "pre_delivery",
        "AUTHORISED",
        car_of(sold.id).customer_id,
    )
    assert [(item.code, item.payer, item.decision) for item in job.items] == [("PDI", "internal", "APPROVED")]
    assert view.authorisation is not None
    assert (view.authorisation.channel_label, made.total.fen) == ("店内委托", 0)
    with pytest.raises(InspectionOrdered, match=made.number):
        commands.open_pre_delivery_order(actor=desk.actor, sold_car_id=sold.id, at=AT)


def test_the_result_reaches_the_sale_and_a_failure_takes_it_back(desk: FrontDesk) -> None:
    sold = make_sold_car(desk.store)
    made = commands.open_pre_delivery_order(actor=desk.actor, sold_car_id=sold.id, at=AT)
    act = {"actor": desk.actor, "number": made.number}
    (job,) = view_of(desk, made.number).jobs
    commands.start_job(job_id=job.id, at=AT + HOUR, **act)
    commands.finish_job(job_id=job.id, at=AT + 2 * HOUR, **act)
    tell()
    assert not car_of(sold.id).has_passed_inspection
    commands.pass_inspection(at=AT + 3 * HOUR, **act)
    tell()
    assert (car_of(sold.id).has_passed_inspection, car_of(sold.id).inspection_number) == (True, made.number)
    commands.fail_inspection(job_ids=[job.id], at=AT + 4 * HOUR, **act)
    tell()
    assert not car_of(sold.id).has_passed_inspection


def test_a_car_inspected_before_it_was_sold_is_ready_and_other_orders_say_nothing(desk: FrontDesk) -> None:
    first = make_sold_car(desk.store)
    car = car_of(first.id)
    inspected_order(desk, vehicle_id=car.vehicle_id)
    tell()
    assert not car_of(first.id).has_passed_inspection
    inspected_order(desk, vehicle_id=car.vehicle_id, kind="pre_delivery")
    cancel_sold_car(actor=desk.actor, sold_car_id=first.id, reason="贷款没批", at=AT)
    with pytest.raises(Conflict):
        commands.open_pre_delivery_order(actor=desk.actor, sold_car_id=first.id, at=AT)
    tell()
    again = register_sold_car(
        actor=desk.actor,
        store_id=desk.store.pk,
        vehicle_id=car.vehicle_id,
        customer_id=car.customer_id,
        planned_on=AT.date(),
        at=AT,
    )
    tell()
    assert car_of(again.id).has_passed_inspection


def test_without_the_operation_it_is_refused_and_says_what_to_add() -> None:
    desk = make_front_desk("LG", "service_advisor", "service_manager", "showroom_manager")
    make_rate()
    sold = make_sold_car(desk.store)
    with pytest.raises(NoInspectionInCatalogue, match="PDI"):
        commands.open_pre_delivery_order(actor=desk.actor, sold_car_id=sold.id, at=AT)
    with reading(desk.actor):
        (car,) = queries.list_new_cars_to_inspect(desk.actor, desk.store.pk)
    assert car.order_number == ""


def test_the_house_signs_nothing_that_a_customer_pays(desk: FrontDesk) -> None:
    confirmed = Confirmations(AT + 3 * HOUR, "leave", wants_wash=True)
    for kind in ("general", "pre_delivery"):
        opened = open_order(desk, kind=kind)
        with pytest.raises(Invalid):
            commands.authorise_repair_order(
                actor=desk.actor, number=opened.number, confirmations=confirmed, channel="house", at=AT
            )
        assert view_of(desk, opened.number).head.state == "OPEN"


def test_the_car_s_page_orders_the_inspection_by_one_tap(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    sold = make_sold_car(desk.store)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    assert "开售前检查单" in client.get(f"/new-cars/{sold.id}/").content.decode()
    answer = client.post(f"/repair-orders/pre-delivery/{sold.id}/open/")
    with reading(desk.actor):
        (car,) = queries.list_new_cars_to_inspect(desk.actor, desk.store.pk)
    assert answer.headers["Location"] == f"/repair-orders/{car.order_number}/"
    shown = client.get(f"/new-cars/{sold.id}/").content.decode()
    assert (car.order_number in shown, "/open/" in shown) == (True, False)
    assert car.order_number in client.get("/repair-orders/pre-delivery/").content.decode()
    assert client.post(f"/repair-orders/pre-delivery/{sold.id}/open/").headers["Location"] == f"/new-cars/{sold.id}/"
