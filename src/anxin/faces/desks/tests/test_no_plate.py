"""A car without a plate is called by the end of its VIN, by one word on every pageand list."""

import pytest
from django.test import Client

from anxin.parties.customers.models import Vehicle
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.scope import unit_of_work
from anxin.visit.quality.tests.factories import work_done
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import HOUR, Floor, dispatched, inspect, make_floor, order_for, pause, start

pytestmark = pytest.mark.django_db
VIN = "LSVAA4182E2123456"
CALLED = "无牌 123456"


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT + 2 * HOUR)
    return make_floor()


def take_plate(floor: Floor, number: str) -> None:
    """Nothing is known of the car but its VIN."""
    vehicle = view_of(floor.desk, number).head.vehicle_id
    with unit_of_work(system_actor("test"), "test", writable=True):
        Vehicle.objects.across_stores(reason="test").filter(pk=vehicle).update(plate="", vin=VIN)


def boss_of(floor: Floor) -> Client:
    user = make_user(floor.desk.store, "general_manager")
    make_employee(floor.desk.store, "general_manager", user=user)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_the_workshop_calls_a_car_without_a_plate_as_the_order_does(floor: Floor) -> None:
    order = order_for(floor)
    take_plate(floor, order.number)
    boss = boss_of(floor)
    assert CALLED in boss.get("/workshop/dispatch/").content.decode()
    dispatched(floor, order)
    start(order, floor.wang)
    for page in ("/workshop/dispatch/", "/workshop/board/", f"/repair-orders/{order.number}/", "/repair-orders/"):
        assert CALLED in boss.get(page).content.decode(), page
    pause(order, floor.wang, AT + HOUR)
    for page in ("/workshop/board/", "/workshop/waiting/", "/workshop/board/wall/"):
        assert CALLED in boss.get(page).content.decode(), page


def test_the_cashier_and_the_lists_never_show_an_empty_cell_for_it(floor: Floor) -> None:
    order = work_done(floor)
    take_plate(floor, order.number)
    boss = boss_of(floor)
    assert CALLED in boss.get("/workshop/inspection/").content.decode()
    inspect(floor, order, AT + 2 * HOUR)
    for page in ("/cashier/", "/cashier/control/"):
        assert CALLED in boss.get(page).content.decode(), page
