"""Home and the advisor's desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import PASSWORD, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.visit.reception.tests.factories import make_cash_desk, settled_visit
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.tests.factories import ASKED, FrontDesk, make_front_desk, open_order, signed_order

pytestmark = pytest.mark.django_db


def browser_of(desk: FrontDesk) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def test_the_desk_shows_the_endangered_promise_first_with_its_reason_and_the_next_step() -> None:
    desk = make_front_desk()
    now = clock.now()
    quiet = open_order(desk, at=now)
    late = signed_order(desk, at=now - timedelta(hours=5))
    page = browser_of(desk).get("/desk/").content.decode()
    assert page.index(late.number) < page.index(quiet.number)
    for words in ("待派工", "等客户签字", "告知新时间", "请签字"):
        assert words in page


def test_a_good_day_is_a_quiet_screen() -> None:
    desk = make_front_desk()
    page = browser_of(desk).get("/desk/").content.decode()
    assert "ax-warns" not in page
    assert "没有在厂车辆" in page


def test_my_cars_and_the_stores_cars_are_one_tap_apart() -> None:
    desk = make_front_desk()
    open_order(desk, at=clock.now())
    other = make_front_desk("LG")
    client = browser_of(other)
    assert "没有在厂车辆" in client.get("/desk/").content.decode()
    assert "没有在厂车辆" not in client.get("/desk/?whose=store").content.decode()


def test_a_manager_sees_the_stores_cars_at_once_and_his_own_on_request() -> None:
    opened = open_order(make_front_desk(), at=clock.now())
    client = Client()
    boss = make_user(make_store("LG"), "general_manager")
    make_employee(make_store("LG"), "general_manager", user=boss)
    client.force_login(boss)
    assert opened.number in client.get("/desk/").content.decode()
    assert opened.number not in client.get("/desk/?whose=mine").content.decode()


def test_another_stores_cars_are_not_on_the_desk() -> None:
    desk, elsewhere = make_front_desk("LG"), make_front_desk("NS")
    opened = open_order(desk, at=clock.now())
    assert opened.number not in browser_of(elsewhere).get("/desk/?whose=store").content.decode()


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("service_advisor", "/desk/"),
        ("administrator", "/settings/"),
        ("parts_clerk", "/parts/desk/"),
        ("parts_buyer", "/parts/"),
        ("dispatcher", "/workshop/board/"),
        ("cashier", "/cashier/"),
        ("technician", "/workshop/my-day/"),
        ("quality_inspector", "/workshop/inspection/"),
        ("follow_up_clerk", "/follow-up/"),
        ("general_manager", "/cockpit/"),
    ],
)
def test_everybody_lands_on_the_own_desk(role: str, address: str) -> None:
    client = Client()
    client.force_login(make_user(make_store("LG"), role))
    assert client.get("/")["Location"] == address


def test_the_desk_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    desk = make_front_desk()
    for _number in range(3):
        signed_order(desk, at=clock.now())
    client = browser_of(desk)
    client.get("/desk/")
    with django_assert_max_num_queries(32):
        client.get("/desk/")


def test_a_deferred_item_is_not_waiting_any_more() -> None:
    desk = make_front_desk()
    opened = signed_order(desk, at=clock.now())
    job = commands.NewJob("空调异味", items=[commands.NewItem("fee", name="蒸发箱清洗", unit_price=Money.yuan(298))])
    added = commands.add_job(actor=desk.actor, number=opened.number, job=job, why=ASKED, at=clock.now())
    client = browser_of(desk)
    assert "蒸发箱清洗" in client.get("/desk/").content.decode()
    decision = {added.item_ids[0]: ("DEFERRED", "")}
    commands.decide_items(actor=desk.actor, number=opened.number, decisions=decision, channel="phone", at=clock.now())
    assert "蒸发箱清洗" not in client.get("/desk/").content.decode()


def test_signing_in_opens_the_desk_that_one_chose_as_long_as_one_may_see_it() -> None:
    user = make_user(make_store("LG"), "service_advisor", username="LG0217")
    client = Client()
    client.force_login(user)
    assert client.get("/")["Location"] == "/desk/"
    assert client.post("/account/home-desk/", {"desk": "tasks"}).status_code == 303
    assert '<option value="tasks" selected>' in client.get("/account/").content.decode()
    anew = Client()
    signed_in = anew.post("/sign-in/", {"username": "LG0217", "password": PASSWORD})
    assert anew.get(signed_in["Location"])["Location"] == "/tasks/"
    assert client.post("/account/home-desk/", {"desk": "cashier"}).status_code == 422
    User.objects.filter(pk=user.pk).update(home_desk="cashier")
    assert client.get("/")["Location"] == "/desk/"


def test_a_settled_car_is_ready_only_when_its_customer_has_paid() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk, at=clock.now() - timedelta(hours=3), is_paid=False)
    page = browser_of(desk).get("/desk/?whose=store").content.decode()
    assert number in page
    assert "待收款" in page
    assert "<span data-words>待交车</span>" not in page
