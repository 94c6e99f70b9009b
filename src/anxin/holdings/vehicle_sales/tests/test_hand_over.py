"""A new car is handed over by the week's three, with a signed checklist; the customer meets the service department."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.vehicle_sales import commands, queries, rules
from anxin.holdings.vehicle_sales.commands import NoTeam, SignatureMissing, SoldBefore
from anxin.holdings.vehicle_sales.tests.factories import (
    PNG,
    SIGNED,
    make_ready_car,
    make_sold_car,
    make_team,
    note_inspection,
)
from anxin.parties.customers.commands import attach_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.errors import Conflict, Denied, Invalid, VersionConflict

pytestmark = pytest.mark.django_db
TODAY = AT.date()
ALL: dict[str, bool] = dict.fromkeys(rules.ITEMS, True)


def hand_over(store: Any, sold_car_id: int, **more: Any) -> commands.HandedOverCar:
    given = {"items": ALL, "signature": PNG, "at": AT, **more}
    return commands.hand_over_car(actor=make_actor(store, "sales_consultant"), sold_car_id=sold_car_id, **given)


@pytest.mark.rule("R-DL13")
def test_the_three_of_the_week_hand_a_sold_car_over_and_its_file_says_so() -> None:
    store = make_store()
    sold = make_ready_car(store)
    with pytest.raises(NoTeam):
        hand_over(store, sold.id)
    make_team(store)
    done = hand_over(store, sold.id)
    signed = queries.find_hand_over(make_actor(store, "sales_consultant"), sold.id)
    assert signed is not None
    assert (dict(signed.items), signed.signature, done.is_introduced) == (ALL, PNG, True)
    row = queries.get_sold_car(make_actor(store, "sales_consultant"), sold.id)
    car = get_vehicle(system_actor("test"), row.vehicle_id)
    assert (car.data.is_own_sold, car.data.sold_store_id, car.data.sold_on) == (True, store.pk, TODAY)
    assert (car.owner_id, row.handed_over_on, row.is_introduced) == (row.customer_id, TODAY, True)
    with pytest.raises(Conflict):
        hand_over(store, sold.id)


@pytest.mark.rule("R-DL13")
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"items": {"cards": True}}, Invalid),
        ({"items": ALL | {"hotline": False}}, Invalid),
        ({"signature": None}, SignatureMissing),
        ({"signature": b"no picture"}, SignatureMissing),
        ({"version": 7}, VersionConflict),
    ],
)
def test_a_checklist_that_is_not_whole_or_not_signed_is_refused(given: dict[str, Any], error: type[Exception]) -> None:
    store = make_store()
    sold = make_ready_car(store)
    make_team(store)
    with pytest.raises(error):
        hand_over(store, sold.id, **given)
    assert queries.find_hand_over(make_actor(store, "sales_consultant"), sold.id) is None


@pytest.mark.rule("R-DL13")
def test_a_team_is_three_people_of_the_store_and_a_week_has_one() -> None:
    store = make_store()
    manager = make_actor(store, "showroom_manager")
    sales, service, relations = (make_employee(store).pk for _each in range(3))
    team: dict[str, Any] = {"actor": manager, "store_id": store.pk, "day": TODAY, "at": AT}
    for three in ((sales, sales, relations), (sales, service, 10**9)):
        with pytest.raises(Invalid):
            commands.set_delivery_team(**team, **dict(zip(("sales_id", "service_id", "relations_id"), three, strict=True)))
    with pytest.raises(Invalid):
        commands.set_delivery_team(
            **{**team, "day": TODAY - timedelta(days=14)}, sales_id=sales, service_id=service, relations_id=relations
        )
    with pytest.raises(Denied):
        commands.set_delivery_team(
            **{**team, "actor": make_actor(store, "technician")}, sales_id=sales, service_id=service, relations_id=relations
        )
    commands.set_delivery_team(**team, sales_id=sales, service_id=service, relations_id=relations)
    kept = commands.set_delivery_team(**team, sales_id=service, service_id=sales, relations_id=relations)
    found = queries.find_team(manager, store.pk, TODAY)
    assert found is not None
    assert (kept.version, found.sales_id, found.week_on) == (2, service, rules.week_of(TODAY))


@pytest.mark.rule("R-DL13")
def test_a_car_is_sold_once_until_the_sale_falls_through() -> None:
    store = make_store()
    sold = make_sold_car(store, days=3)
    row = queries.get_sold_car(system_actor("test"), sold.id)
    act: dict[str, Any] = {"actor": make_actor(store, "sales_consultant"), "at": AT}
    again = {"store_id": store.pk, "vehicle_id": row.vehicle_id, "customer_id": row.customer_id}
    with pytest.raises(SoldBefore):
        commands.register_sold_car(planned_on=TODAY, **again, **act)
    with pytest.raises(Invalid):
        commands.cancel_sold_car(sold_car_id=sold.id, reason=" ", **act)
    commands.cancel_sold_car(sold_car_id=sold.id, reason="贷款没批", **act)
    with pytest.raises(Conflict):
        commands.cancel_sold_car(sold_car_id=sold.id, reason="再取消", **act)
    with pytest.raises(Invalid):
        commands.register_sold_car(planned_on=TODAY - timedelta(days=1), **again, **act)
    without_vin = make_vehicle(store, vin="", owner_id=row.customer_id)
    with pytest.raises(Invalid):
        commands.register_sold_car(planned_on=TODAY, **{**again, "vehicle_id": without_vin}, **act)
    assert commands.register_sold_car(planned_on=TODAY, **again, **act).id != sold.id


@pytest.mark.rule("R-DL13")
def test_a_car_that_another_store_sold_is_not_sold_again() -> None:
    store, other = make_store(), make_store("NS")
    sold = queries.get_sold_car(system_actor("test"), make_sold_car(store, days=3).id)
    car = get_vehicle(system_actor("test"), sold.vehicle_id)
    attach_vehicle(actor=make_actor(other, "service_advisor"), store_id=other.pk, vin=car.data.vin, at=AT)
    wish = {"store_id": other.pk, "vehicle_id": car.id, "customer_id": make_customer(other), "planned_on": TODAY, "at": AT}
    seller = make_actor(other, "sales_consultant")
    with pytest.raises(SoldBefore, match="别的门店"):
        commands.register_sold_car(actor=seller, **wish)
    keeper = make_actor(store, "sales_consultant")
    commands.cancel_sold_car(actor=keeper, sold_car_id=sold.id, reason="转到南山店", at=AT)
    assert commands.register_sold_car(actor=seller, **wish).planned_on == TODAY


@pytest.mark.rule("R-DL14")
def test_the_share_of_customers_introduced_stands_against_its_target() -> None:
    store = make_store()
    make_team(store)
    actor = make_actor(store, "showroom_manager")
    none = queries.introduced_share(actor, store.pk, TODAY, TODAY)
    assert (none.share, none.is_met) == (None, None)
    for introduced in (True, True, False):
        said = ALL | {"introduced": introduced}
        hand_over(store, make_ready_car(store).id, items=said, words="" if introduced else "客户赶时间")
    found = queries.introduced_share(actor, store.pk, TODAY, TODAY)
    assert (found.handed_over, found.introduced, found.target, found.is_met) == (3, 2, Decimal("0.65"), True)


@pytest.mark.parametrize(
    ("introduced", "handed_over", "met"), [(13, 20, False), (14, 20, True), (0, 1, False), (0, 0, None)]
)
@pytest.mark.rule("R-DL14")
def test_more_than_the_target_is_asked(introduced: int, handed_over: int, met: bool | None) -> None:
    assert rules.IntroducedShare(handed_over, introduced, Decimal("0.65")).is_met is met


@pytest.mark.parametrize(("day", "monday"), [(date(2026, 11, 16), 16), (date(2026, 11, 22), 16), (date(2026, 11, 23), 23)])
def test_a_week_begins_on_monday(day: date, monday: int) -> None:
    assert rules.week_of(day).day == monday


@pytest.mark.rule("R-DL13", "R-DL14")
def test_the_pages_register_plan_and_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store = make_store()
    user = make_user(store, "showroom_manager", "sales_consultant", "general_manager")
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    sales, service, relations = (make_employee(store).pk for _each in range(3))
    owner = make_customer(store)
    car = get_vehicle(system_actor("test"), make_vehicle(store, owner_id=owner, plate=""))
    address = "/new-cars/"
    assert "还没有定" in client.get(address).content.decode()
    assert client.post(address, {"vin": "LSV", "planned_on": TODAY}).status_code == 422
    assert client.post(address, {"vin": car.data.vin, "planned_on": ""}).status_code == 422
    page = client.post(address, {"vin": car.data.vin, "planned_on": TODAY}).headers["Location"]
    assert "去选" in client.get(page).content.decode()
    client.post(f"{address}team/", {"sales": sales, "service": sales, "relations": relations})
    assert queries.find_team(actor_for(user), store.pk, TODAY) is None
    note_inspection(store, int(page.split("/")[2]), has_passed=True)
    client.post(f"{address}team/", {"sales": sales, "service": service, "relations": relations})
    said = dict.fromkeys(rules.ITEMS, "yes")
    assert client.post(page, said).status_code == 422
    assert client.get(f"{page}checklist.pdf").status_code == 404
    assert client.post(page, {**said, "signature": SIGNED}).status_code == 303
    assert "打印新车交付清单" in client.get(page).content.decode()
    assert client.get(f"{page}checklist.pdf").content.startswith(b"%PDF")
    assert "100" in client.get(address).content.decode()
    other = make_ready_car(store)
    assert client.post(f"{address}{other.id}/cancel/", {"reason": "不要了"}).status_code == 303
