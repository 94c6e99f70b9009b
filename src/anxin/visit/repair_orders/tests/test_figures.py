"""What orders are worth, and which packages were offered and sold."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.parameters import MENU_TARGET
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    DONE,
    FrontDesk,
    inspected_order,
    make_front_desk,
    open_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
TODAY = AT.date()
NAMES = {"maintenance": "小保养", "general": "换刹车", "accident": "补漆", "warranty": "换气囊"}
FREE = [NewItem("labour", name="检查", quantity=Decimal("0.5"), unit_price=Money.yuan(200))]


def browser_of(desk: FrontDesk) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def settle(desk: FrontDesk, number: str) -> None:
    commands.settle_repair_order(actor=desk.actor, number=number, at=AT + timedelta(hours=2))


@pytest.mark.rule("R-RO12")
def test_an_order_counts_as_menu_priced_when_all_its_items_are_of_the_catalogue() -> None:
    desk = make_front_desk()
    make_rate("100")
    operation = make_operation(hours="2.0")
    whole = [NewJob("保养", items=[NewItem("labour", operation.code)])]
    mixed = [NewJob("保养", items=[NewItem("labour", operation.code), *FREE])]
    for jobs in (whole, mixed, [NewJob("检查", items=FREE)]):
        settle(desk, inspected_order(desk, jobs=jobs).number)
    signed_order(desk, jobs=whole)
    with reading(desk.actor):
        row, total = queries.order_figures(desk.actor, desk.store.pk, TODAY, TODAY)
        assert queries.order_figures(desk.actor, desk.store.pk, TODAY + timedelta(days=1), TODAY + timedelta(days=9)) == []
    assert (row.advisor_id, total.advisor_id) == (desk.employee_id, None)
    assert (total.orders, total.menu, total.menu_rate) == (3, 1, Decimal(1) / 3)
    assert (total.amount, total.ticket) == (Money.yuan(600), Money.yuan(200))
    assert (total.hours, total.hours_per_order) == (Decimal("5.000"), Decimal("1.67"))
    assert (total.parts, total.parts_per_order, total.additional_rate) == (Money(0), Money(0), Decimal(0))


def test_an_order_with_an_approved_additional_item_counts_once() -> None:
    desk = make_front_desk()
    number = inspected_order(desk, jobs=[NewJob("检查", items=FREE)]).number
    job = view_of(desk, number).jobs[0].id
    by = {"actor": desk.actor, "number": number, "at": AT + timedelta(hours=1)}
    part = NewItem("part", name="雨刮", unit_price=Money.yuan(80))
    ids = commands.propose_items(job_id=job, items=[part, part], why=ASKED, **by).item_ids
    commands.decide_items(decisions=dict.fromkeys(ids, ("APPROVED", "")), channel="phone", **by)
    commands.start_job(job_id=job, **by)
    commands.finish_job(job_id=job, **by, **DONE)
    commands.pass_inspection(**by)
    settle(desk, number)
    with reading(desk.actor):
        total = queries.order_figures(desk.actor, desk.store.pk, TODAY, TODAY)[-1]
    assert (total.with_additional, total.additional_rate, total.parts_per_order) == (1, Decimal(1), Money.yuan(160))


@pytest.mark.rule("R-RO14")
def test_the_next_morning_shows_which_packages_were_offered_and_sold() -> None:
    desk = make_front_desk()
    wiper, oil = make_package(make_article(price="80"), name="雨刮"), make_package(make_article(price="300"), name="小保养")
    signed_order(desk, jobs=[NewJob("小保养", package_code=oil.code)])
    open_order(desk, jobs=[NewJob("小保养", package_code=oil.code), NewJob("雨刮", package_code=wiper.code)])
    with reading(desk.actor):
        rows = queries.package_sales(desk.actor, desk.store.pk, TODAY, TODAY)
    assert [(row.title, row.offered, row.sold, row.amount) for row in rows] == [
        ("小保养", 2, 1, Money.yuan(300)),
        ("雨刮", 1, 0, Money(0)),
    ]
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = client.get("/repair-orders/figures/", {"first": TODAY, "last": TODAY})
    assert "小保养" in page.content.decode()
    assert client.get("/repair-orders/figures/?format=xlsx").headers["Content-Type"].endswith("sheet")


@pytest.mark.rule("R-RO14")
def test_the_figures_open_with_yesterdays_packages_by_kind_and_another_day_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = make_front_desk()
    kinds = {kind: make_package(make_article(price="80"), name=name) for kind, name in NAMES.items()}
    care = make_package(make_article(price="50"), name="清洗", care_every_km=10_000)
    for kind, package in kinds.items():
        open_order(desk, kind=kind, jobs=[NewJob(package.name, package_code=package.code)])
    signed_order(desk, kind="maintenance", jobs=[NewJob("小保养", package_code=kinds["maintenance"].code)])
    open_order(desk, kind="maintenance", jobs=[NewJob("清洗", package_code=care.code)])
    with reading(desk.actor):
        found = queries.sales_by_kind(queries.package_sales(desk.actor, desk.store.pk, TODAY, TODAY))
    assert [(one.label, one.offered, one.sold, one.amount) for one in found] == [
        ("保养", 2, 1, Money.yuan(80)),
        ("一般维修", 1, 0, Money(0)),
        ("事故", 1, 0, Money(0)),
        ("保修", 1, 0, Money(0)),
        ("养护", 1, 0, Money(0)),
    ]
    next_morning = AT + timedelta(hours=18)
    monkeypatch.setattr(clock, "now", lambda: next_morning)
    client = browser_of(desk)
    page = client.get("/repair-orders/figures/").content.decode()
    assert [name for name in (*NAMES.values(), "清洗") if name not in page] == []
    tomorrow = next_morning.date().isoformat()
    assert "小保养" not in client.get("/repair-orders/figures/", {"first": tomorrow, "last": tomorrow}).content.decode()


def test_so_many_days_are_not_added_up_at_once() -> None:
    desk = make_front_desk()
    client = browser_of(desk)
    allowed, beyond = TODAY - timedelta(days=399), TODAY - timedelta(days=400)
    with reading(desk.actor):
        for figures in (queries.order_figures, queries.package_sales):
            assert figures(desk.actor, desk.store.pk, allowed, TODAY) == []
            with pytest.raises(queries.TooManyDays):
                figures(desk.actor, desk.store.pk, beyond, TODAY)
    refused = client.get(f"/repair-orders/figures/?first={beyond}&last={TODAY}")
    assert (refused.status_code, "一次最多看 400 天" in refused.content.decode()) == (422, True)


@pytest.mark.rule("R-RO12")
def test_the_share_of_menu_orders_stands_beside_its_target() -> None:
    desk = make_front_desk()
    page = browser_of(desk).get("/repair-orders/figures/").content.decode()
    assert re.search(r"目录报价率 · 目标 <b>60(\.0)?\s?%</b>", page)
    by = SetParameter(MENU_TARGET.code, "store", desk.store.pk, "0.75", TODAY, "试")
    set_parameter(actor=make_actor(desk.store, "administrator"), change=by, at=AT)
    page = browser_of(desk).get(f"/repair-orders/figures/?last={TODAY}").content.decode()
    assert re.search(r"目录报价率 · 目标 <b>75(\.0)?\s?%</b>", page)


@pytest.mark.rule("R-RO19")
def test_the_share_of_orders_that_leave_with_a_suggestion_stands_beside_its_target() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    settle(desk, number)
    days = (desk.store.pk, TODAY, TODAY)
    with reading(desk.actor):
        assert queries.order_figures(desk.actor, *days)[-1].suggestion_rate is None
    commands.deliver_repair_order(actor=desk.actor, number=number, at=AT + timedelta(hours=3))
    assert view_of(desk, number).head.follow_up_suggestion
    with reading(desk.actor):
        assert queries.order_figures(desk.actor, *days)[-1].suggestion_rate == 1
    page = browser_of(desk).get(f"/repair-orders/figures/?first={TODAY}&last={TODAY}").content.decode()
    assert re.search(r"回访建议率 · 目标 <b>98(\.0)?\s?%</b>", page)


@pytest.mark.rule("R-RO19")
@pytest.mark.parametrize("wiped", [" ", "\u3000"])
def test_no_order_leaves_with_an_empty_suggestion(wiped: str) -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    settle(desk, number)
    with pytest.raises(commands.FollowUpSuggestionNeeded):
        commands.deliver_repair_order(
            actor=desk.actor, number=number, at=AT + timedelta(hours=3), follow_up_suggestion=wiped
        )


@pytest.mark.rule("R-RO14")
def test_a_care_package_stands_once_whatever_the_orders_were_for() -> None:
    desk = make_front_desk()
    care = make_package(make_article(price="50"), name="清洗", care_every_km=10_000)
    for kind in ("maintenance", "general", "general"):
        open_order(desk, kind=kind, jobs=[NewJob("清洗", package_code=care.code)])
    with reading(desk.actor):
        (row,) = queries.package_sales(desk.actor, desk.store.pk, TODAY, TODAY)
    assert (row.kind, row.offered, row.sold, row.amount) == ("care", 3, 0, Money(0))
