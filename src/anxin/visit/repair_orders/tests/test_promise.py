"""The promise follows from the book of half hours: load, trades, parts; and what an order holds of it (R-RO10, R-RO18)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.holdings.parts.commands import tell_arrival
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_bay
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock, parameters
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.capacity.commands import hold_time
from anxin.resources.capacity.models import CapacityHold
from anxin.resources.capacity.queries import Needs, Work, list_holds
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands, queries, tasks
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.commands import Confirmations, NewItem, NewJob, PromiseBeforeTheBook
from anxin.visit.repair_orders.commands.open import OpenedRepairOrder
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.parameters import REFUSE_EARLIER_PROMISE
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    DONE,
    PNG,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    view_of,
)

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=AT.tzinfo)
"""Monday 9:00 in Shanghai."""
HOUR = timedelta(hours=1)


def labour(hours: str) -> NewItem:
    return NewItem("labour", name="拆装", quantity=Decimal(hours), unit_price=Money.yuan(180))


def make_shop(technicians: int = 1, bays: int = 2) -> FrontDesk:
    desk = make_front_desk()
    for number in range(bays):
        make_bay(desk.store, f"{number + 1}")
    for _each in range(technicians):
        make_employee(desk.store, "technician", trade="mechanical")
    return desk


def opened(desk: FrontDesk, *items: NewItem, at: datetime = NINE, **more: Any) -> OpenedRepairOrder:
    return open_order(desk, jobs=[NewJob("维修", items=items)], at=at, **more)


def limit(desk: FrontDesk, definition: parameters.ParameterDefinition, value: Any) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code=definition.code, level="store", scope_id=desk.store.pk, value=value, valid_from=AT.date(), actor_key="test",
            at=AT,
        )  # fmt: skip
    parameters.forget()


def held(desk: FrontDesk, order: OpenedRepairOrder) -> int:
    rows = list_holds(system_actor("test"), desk.store.pk, DocumentRef(ORDER_KIND, order.id))
    return sum(row.units for row in rows if row.pool == "work.mechanical")


def promised(desk: FrontDesk, order: OpenedRepairOrder) -> datetime:
    at = view_of(desk, order.number).head.promised_at
    assert at is not None
    return at


@pytest.mark.rule("R-RO10", "R-RO18")
def test_the_promise_is_the_end_of_the_work_behind_those_who_were_here_first() -> None:
    desk = make_shop()
    first, second = opened(desk, labour("1")), opened(desk, labour("1"))
    # One mechanic, an hour each, and half an hour to inspect, wash and settle.
    assert first.promised_at == NINE + timedelta(minutes=90)
    assert second.promised_at == first.promised_at + HOUR
    assert (held(desk, first), held(desk, second)) == (60, 60)
    outlook = queries.get_outlook(desk.actor, second.number, NINE)
    assert (outlook.ends_at, outlook.cars_ahead) == (NINE + 2 * HOUR, 1)


@pytest.mark.rule("R-RO10")
def test_the_promise_is_later_where_bays_are_tight() -> None:
    desk = make_shop(technicians=2, bays=1)
    assert opened(desk, labour("1.6")).promised_at == NINE + timedelta(minutes=150)
    # Six minutes of the half hour from 10:30 are taken, and all before: four fifths of the one bay.
    assert opened(desk, labour("0.4")).promised_at == NINE + 3 * HOUR


@pytest.mark.rule("R-RO10")
def test_work_that_does_not_fit_before_closing_goes_on_when_the_store_opens() -> None:
    desk = make_shop()
    late = NINE + 8 * HOUR  # 17:00, an hour before the store closes
    assert opened(desk, labour("2"), at=late).promised_at == NINE + timedelta(days=1, minutes=30)


@pytest.mark.rule("R-RO10")
def test_a_store_without_roster_promises_its_usual_time_and_holds_nothing() -> None:
    desk = make_front_desk()
    order = opened(desk, labour("1"))
    assert (order.promised_at, held(desk, order)) == (NINE + 3 * HOUR, 0)
    outlook = queries.get_outlook(desk.actor, order.number, NINE)
    assert (outlook.ends_at, outlook.cars_ahead) == (None, 0)


@pytest.mark.rule("R-RO10", "R-RO03")
def test_work_begins_when_its_parts_are_there() -> None:
    desk, article = make_shop(), make_article("P-1", name="前刹车片")
    stock_up(desk.store, make_article("O-1"))
    keeper = make_actor(desk.store, "parts_clerk")
    comes = NINE + timedelta(days=1, hours=1)
    tell_arrival(
        actor=keeper, store_id=desk.store.pk, article_id=article.pk, expected_at=comes, words="顺丰", at=NINE - HOUR
    )
    part = NewItem("part", code=article.number, quantity=Decimal(2))
    order = opened(desk, labour("1"), part)
    assert order.promised_at == comes + timedelta(minutes=90)
    (short,) = queries.get_outlook(desk.actor, order.number, NINE).short_parts
    assert (short.name, short.shortage, short.expected_at, short.words) == ("前刹车片", 2, comes, "顺丰")
    stock_up(desk.store, article, "2")
    assert opened(desk, labour("1"), part).promised_at == NINE + timedelta(minutes=90)


def test_what_changes_before_the_signature_is_planned_anew_and_the_promise_with_it() -> None:
    desk = make_shop()
    order = opened(desk, labour("1"))
    (job,) = view_of(desk, order.number).jobs
    more: dict[str, Any] = {"actor": desk.actor, "number": order.number, "at": NINE}
    commands.propose_items(job_id=job.id, items=[labour("1.5")], **more)
    assert (held(desk, order), promised(desk, order)) == (150, NINE + 3 * HOUR)
    second = commands.add_job(job=NewJob("轮胎", items=[labour("0.5")]), **more)
    assert held(desk, order) == 180
    added = [item.id for one in view_of(desk, order.number).jobs for item in one.items]
    commands.change_item(item_id=added[1], quantity=Decimal("0.5"), **more)
    assert held(desk, order) == 120
    commands.remove_item(item_id=added[1], **more)
    commands.remove_job(job_id=view_of(desk, second.number).jobs[1].id, **more)
    assert (held(desk, order), promised(desk, order)) == (60, order.promised_at)


def test_a_promise_that_somebody_chose_stays() -> None:
    desk = make_shop()
    chosen = NINE + 5 * HOUR
    order = opened(desk, labour("1"), promised_at=chosen)
    (job,) = view_of(desk, order.number).jobs
    commands.propose_items(actor=desk.actor, number=order.number, job_id=job.id, items=[labour("1")], at=NINE)
    assert (held(desk, order), promised(desk, order)) == (120, chosen)


def test_what_is_approved_later_is_held_and_what_is_not_done_is_given_back() -> None:
    desk = make_shop()
    order = opened(desk, labour("1"))
    sign_order(desk, order.number, at=NINE)
    (job,) = view_of(desk, order.number).jobs
    more: dict[str, Any] = {"actor": desk.actor, "number": order.number, "at": NINE}
    found = [
        commands.propose_items(job_id=job.id, items=[labour(hours)], why=ASKED, **more).item_ids[0] for hours in ("1", "0.5")
    ]
    assert held(desk, order) == 60, "the customer has not said yes"
    decided = {found[0]: ("APPROVED", ""), found[1]: ("DECLINED", "下次")}
    commands.decide_items(decisions=decided, channel="phone", **more)
    assert held(desk, order) == 120
    commands.change_item(item_id=found[0], quantity=Decimal("0.5"), **more)
    assert held(desk, order) == 90
    commands.change_item(item_id=found[0], quantity=Decimal(1), **more)
    assert held(desk, order) == 60, "dearer: it waits for the customer again"
    commands.authorise_repair_order(confirmations=Confirmations(NINE + 4 * HOUR, "boot", True), signature=PNG, **more)
    assert held(desk, order) == 120
    commands.start_job(job_id=job.id, **more)
    commands.finish_job(job_id=job.id, **DONE, **more)
    assert held(desk, order) == 0


@pytest.mark.rule("R-RO10")
def test_a_promise_before_the_workshop_is_done_is_refused_where_the_store_says_so() -> None:
    desk = make_shop()
    order = opened(desk, labour("4"))
    early = NINE + HOUR
    commands.set_promise(actor=desk.actor, number=order.number, promised_at=early, at=NINE)
    limit(desk, REFUSE_EARLIER_PROMISE, True)
    for act in (
        lambda: commands.set_promise(actor=desk.actor, number=order.number, promised_at=early, at=NINE),
        lambda: opened(desk, labour("1"), promised_at=early),
        lambda: commands.authorise_repair_order(
            actor=desk.actor, number=order.number, confirmations=Confirmations(early, "boot", True), signature=PNG, at=NINE
        ),
    ):
        with pytest.raises(PromiseBeforeTheBook) as refused:
            act()
        assert (refused.value.rule, refused.value.field) == ("R-RO10", "promised_at")
    sign_order(desk, order.number, at=NINE + 2 * HOUR)


def test_a_booked_car_keeps_the_half_hours_that_were_promised() -> None:
    desk = make_shop()
    visit = DocumentRef("test.visit", 1)
    hold_time(
        actor=system_actor("test"), store_id=desk.store.pk, document=visit, needs=Needs((Work("mechanical", 48),)),
        starts_at=NINE + HOUR, at=AT,
    )  # fmt: skip
    walk_in = opened(desk, labour("2"))
    booked = opened(desk, labour("0.8"), visit=visit)
    assert booked.promised_at == NINE + timedelta(hours=2, minutes=30)
    assert walk_in.promised_at > booked.promised_at


@pytest.mark.rule("R-RO10", "R-AP06")
def test_what_nobody_has_priced_keeps_the_booked_time_and_no_more() -> None:
    desk = make_shop()
    visit = DocumentRef("test.visit", 1)
    hold_time(
        actor=system_actor("test"), store_id=desk.store.pk, document=visit, needs=Needs((Work("mechanical", 60),)),
        starts_at=NINE, at=AT,
    )  # fmt: skip
    jobs = [NewJob("异响"), NewJob("维修", items=[labour("2")])]
    order = open_order(desk, jobs=jobs, at=NINE, visit=visit)
    assert held(desk, order) == 120
    (item,) = [item for job in view_of(desk, order.number).jobs for item in job.items]
    more: dict[str, Any] = {"actor": desk.actor, "number": order.number, "at": NINE, "item_id": item.id}
    commands.change_item(quantity=Decimal("0.5"), **more)
    assert held(desk, order) == 60


@pytest.mark.rule("R-RO10")
def test_a_yes_to_more_moves_the_promise_to_the_end_of_its_work_and_says_who_was_not_told() -> None:
    desk = make_shop()
    order = opened(desk, labour("1"))
    sign_order(desk, order.number, at=NINE)
    opened(desk, labour("4"))
    (job,) = view_of(desk, order.number).jobs
    more: dict[str, Any] = {"actor": desk.actor, "number": order.number, "at": NINE}
    told = commands.Facts("磨损", "刹车变长", "soon", extra_minutes=0)
    found = commands.propose_items(job_id=job.id, items=[labour("1")], why=told, **more)
    commands.decide_items(decisions={found.item_ids[0]: ("APPROVED", "")}, channel="phone", **more)
    assert promised(desk, order) == NINE + 6 * HOUR
    with reading(desk.actor):
        row = RepairOrder.objects.across_stores(reason="test").get(pk=order.id)
    assert row.agreed_promise_at == NINE + 3 * HOUR


def all_holds() -> list[tuple[int, bool]]:
    with reading(system_actor("test")):
        rows = CapacityHold.objects.across_stores(reason="test").filter(released_at=None)
        return list(rows.order_by("pk").values_list("units", "is_forced"))


def test_orders_that_stand_get_their_hours_at_night_once(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_front_desk()
    standing = [opened(desk, labour("1")), opened(desk, labour("2"), promised_at=NINE + HOUR)]
    done = opened(desk, labour("1"))
    commands.cancel_repair_order(actor=desk.actor, number=done.number, reason="改天", at=NINE)
    make_employee(desk.store, "technician", trade="mechanical")
    assert all_holds() == []
    monkeypatch.setattr(clock, "now", lambda: NINE)
    for _night in range(2):
        tasks.hold_hours_of_standing_orders.func(timestamp=0)
        assert [held(desk, order) for order in (*standing, done)] == [60, 120, 0]
    # Who is promised first is planned first.
    assert first_slots(desk, standing) == [NINE + 2 * HOUR, NINE]


def first_slots(desk: FrontDesk, orders: Sequence[OpenedRepairOrder]) -> list[datetime]:
    actor = system_actor("test")
    return [list_holds(actor, desk.store.pk, DocumentRef(ORDER_KIND, order.id))[0].starts_at for order in orders]


def test_the_order_says_whether_its_promise_is_the_books() -> None:
    desk = make_shop()
    order = opened(desk, labour("1"))
    with reading(desk.actor):
        row = RepairOrder.objects.across_stores(reason="test").get(pk=order.id)
    assert (row.promise_is_planned, row.promised_at) == (True, order.promised_at)


def test_the_plan_that_was_chosen_holds_its_hours_and_the_promise_follows() -> None:
    desk = make_shop()
    order = opened(desk, labour("1"), labour("4"))
    cheap, dear = (item.id for item in view_of(desk, order.number).jobs[0].items)
    both = promised(desk, order)
    plans = [commands.NewPlan("经济", [cheap]), commands.NewPlan("推荐", [cheap, dear])]
    commands.offer_plans(actor=desk.actor, number=order.number, job_id=order.job_ids[0], plans=plans, at=NINE)
    assert held(desk, order) == 0
    _job, offer = view_of(desk, order.number).waiting_plans[0]
    commands.choose_plan(actor=desk.actor, number=order.number, offer_id=offer.id, plan=1, at=NINE)
    assert held(desk, order) == 60
    assert promised(desk, order) < both
