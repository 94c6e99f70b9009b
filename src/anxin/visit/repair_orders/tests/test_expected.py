"""What the reception shows before there is an order is what the order is then promised (R-RO10)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.holdings.parts.commands import tell_arrival
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_actor, make_bay
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.capacity.commands import hold_time
from anxin.resources.capacity.queries import Needs, Work
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations, NewItem, PromiseBeforeTheBook
from anxin.visit.repair_orders.parameters import REFUSE_EARLIER_PROMISE
from anxin.visit.repair_orders.tests.factories import PNG, FrontDesk, make_front_desk
from anxin.visit.repair_orders.tests.test_promise import HOUR, NINE, labour, limit, make_shop, opened

pytestmark = pytest.mark.django_db
VISIT = DocumentRef("test.visit", 1)


def expected(desk: FrontDesk, minutes: int, at: datetime = NINE, **more: Any) -> datetime | None:
    return queries.expect_promise(desk.store.pk, [Work("mechanical", minutes)], at, visit=VISIT, **more)


@pytest.mark.rule("R-RO10")
def test_what_is_expected_is_later_where_bays_are_tight() -> None:
    desk = make_shop(technicians=2, bays=1)
    opened(desk, labour("1.6"))
    shown = expected(desk, 24)
    assert shown == NINE + 3 * HOUR
    assert opened(desk, labour("0.4")).promised_at == shown


@pytest.mark.rule("R-RO10")
def test_what_is_expected_begins_in_the_half_hour_in_which_work_still_begins() -> None:
    desk, late = make_shop(), NINE + timedelta(minutes=20)
    shown = expected(desk, 60, late)
    assert shown == NINE + 2 * HOUR
    assert opened(desk, labour("1"), at=late).promised_at == shown


@pytest.mark.rule("R-RO10")
def test_what_is_expected_waits_for_parts_and_is_nothing_where_nobody_knows_when_they_come() -> None:
    desk, article = make_shop(), make_article("P-1", name="前刹车片")
    stock_up(desk.store, make_article("O-1"))
    wanted = {"articles": {article.pk: Decimal(2)}}
    assert expected(desk, 60, **wanted) is None
    about: dict[str, Any] = {"actor": make_actor(desk.store, "parts_clerk"), "store_id": desk.store.pk, "at": NINE - HOUR}
    tell_arrival(article_id=article.pk, expected_at=NINE + timedelta(days=1, hours=1), words="顺丰", **about)
    shown = expected(desk, 60, **wanted)
    assert shown is not None
    assert shown > NINE + timedelta(days=1)
    order = opened(desk, labour("1"), NewItem("part", code=article.number, quantity=Decimal(2)))
    assert order.promised_at == shown


@pytest.mark.rule("R-RO10")
def test_a_booked_car_is_expected_in_the_half_hours_that_it_holds() -> None:
    desk = make_shop()
    needs = Needs((Work("mechanical", 48),))
    about: dict[str, Any] = {"actor": system_actor("test"), "store_id": desk.store.pk, "starts_at": NINE, "at": NINE - HOUR}
    hold_time(document=VISIT, needs=needs, **about)
    assert expected(desk, 48) == NINE + HOUR + HOUR / 2
    assert expected(desk, 12 * 540 * 2) is None


@pytest.mark.rule("R-RO10", "R-WS13")
def test_an_express_car_is_promised_the_later_of_its_limit_and_the_book_and_nothing_earlier_is_signed() -> None:
    desk = make_shop()
    lane: dict[str, Any] = {"lane": "express", "kind": "maintenance", "arrived_at": NINE}
    shown = expected(desk, 60, express=("maintenance", NINE))
    long = opened(desk, labour("1"), **lane)
    assert long.promised_at == shown == NINE + timedelta(hours=1, minutes=30)
    sign: dict[str, Any] = {"actor": desk.actor, "number": long.number, "signature": PNG, "at": NINE}
    limit(desk, REFUSE_EARLIER_PROMISE, True)
    with pytest.raises(PromiseBeforeTheBook):
        commands.authorise_repair_order(confirmations=Confirmations(NINE + timedelta(minutes=59), "boot", True), **sign)
    commands.authorise_repair_order(confirmations=Confirmations(shown, "boot", True), **sign)
    with reading(desk.actor):
        assert queries.list_express_dues(desk.actor, [long.id], NINE) == {long.id: NINE + HOUR}
    other = make_front_desk("NS")
    make_bay(other.store, "1")
    make_employee(other.store, "technician", trade="mechanical")
    # What is done within the hour is promised the hour.
    assert expected(other, 18, express=("maintenance", NINE)) == NINE + HOUR
