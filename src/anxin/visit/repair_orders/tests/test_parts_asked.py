"""Parts are asked before the customer signs: a task, a refusal, an answer that moves the promise (R-RO03)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.commands import tell_arrival
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.models import Task
from anxin.platform import parameters
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewItem, NewJob, PartsNotAnswered
from anxin.visit.repair_orders.commands.open import OpenedRepairOrder
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    LABOUR,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    view_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-RO03")]
HOUR = timedelta(hours=1)


@pytest.fixture
def desk() -> FrontDesk:
    """Of a store that keeps stock."""
    desk = make_front_desk()
    stock_up(desk.store, make_article("O-1"))
    return desk


@pytest.fixture
def pad() -> PartArticle:
    return make_article("P-1", name="前刹车片")


def ordered(desk: FrontDesk, article: PartArticle, quantity: str = "1", at: datetime = AT) -> OpenedRepairOrder:
    part = NewItem("part", code=article.number, quantity=Decimal(quantity))
    return open_order(desk, jobs=[NewJob("制动", items=[LABOUR, part])], at=at)


def tell(desk: FrontDesk, article: PartArticle, at: datetime = AT, **said: Any) -> None:
    keeper = make_actor(desk.store, "parts_clerk")
    tell_arrival(actor=keeper, store_id=desk.store.pk, article_id=article.pk, at=at, **said)


def tasks() -> list[tuple[str, str, str]]:
    with reading(system_actor("test")):
        rows = Task.objects.across_stores(reason="test").filter(kind="repair_orders.parts_asked")
        return list(rows.order_by("pk").values_list("title", "post", "state"))


def hear(desk: FrontDesk, name: str) -> None:
    with reading(system_actor("test")):
        waiting = list(StoredEvent.objects.filter(handled_at=None, name=name).values_list("pk", "store_id"))
    for event_id, store_id in waiting:
        handle(event_id, store_id)


def promise(desk: FrontDesk, order: OpenedRepairOrder) -> datetime | None:
    return view_of(desk, order.number).head.promised_at


def test_what_is_short_is_asked_by_one_task_and_not_signed_before_the_answer(desk: FrontDesk, pad: PartArticle) -> None:
    order = ordered(desk, pad)
    assert tasks() == [(f"缺件答复：{order.number} 前刹车片", "parts_clerk", "OPEN")]
    (job,) = view_of(desk, order.number).jobs
    commands.propose_items(actor=desk.actor, number=order.number, job_id=job.id, items=[LABOUR], at=AT)
    assert len(tasks()) == 1
    with pytest.raises(PartsNotAnswered, match="前刹车片 缺货，配件还没有答复到货时间") as refused:
        sign_order(desk, order.number)
    assert (refused.value.rule, view_of(desk, order.number).head.state) == ("R-RO03", "OPEN")
    tell(desk, pad, words="厂家停产，改副厂件")
    sign_order(desk, order.number)
    hear(desk, "parts.ArrivalTold")
    assert [state for _title, _post, state in tasks()] == ["DONE"]


def test_what_is_in_stock_is_signed_without_asking_and_the_last_one_once(desk: FrontDesk, pad: PartArticle) -> None:
    stock_up(desk.store, pad, "1")
    first, second = ordered(desk, pad), ordered(desk, pad)
    assert tasks() == []
    sign_order(desk, first.number)
    with pytest.raises(PartsNotAnswered):
        sign_order(desk, second.number)
    stock_up(desk.store, pad, "1")
    sign_order(desk, second.number)


def test_an_arrival_that_passed_is_asked_anew(desk: FrontDesk, pad: PartArticle) -> None:
    order = ordered(desk, pad)
    tell(desk, pad, expected_at=AT + HOUR)
    with pytest.raises(PartsNotAnswered):
        sign_order(desk, order.number, at=AT + HOUR)
    tell(desk, pad, at=AT + HOUR, expected_at=AT + 3 * HOUR)
    sign_order(desk, order.number, at=AT + HOUR)


def test_the_answer_moves_the_promise_of_an_unsigned_order(desk: FrontDesk, pad: PartArticle) -> None:
    make_employee(desk.store, "technician", trade="mechanical")
    order = ordered(desk, pad)
    assert promise(desk, order) is None, "nobody knows when the part comes: there is nothing to promise"
    assert queries.get_outlook(desk.actor, order.number, AT).must_choose
    comes = AT + timedelta(days=2)
    tell(desk, pad, expected_at=comes)
    hear(desk, "parts.ArrivalTold")
    after = promise(desk, order)
    assert after is not None
    assert comes < after
    tell(desk, pad, at=AT, words="厂家停产", expected_at=None)
    hear(desk, "parts.ArrivalTold")
    assert promise(desk, order) is None, "answered, but without a date"
    stock_up(desk.store, pad, "1")
    hear(desk, "parts.GoodsReceived")
    came = promise(desk, order)
    assert came is not None
    assert came < comes


def test_parts_of_a_package_are_routine(desk: FrontDesk, pad: PartArticle) -> None:
    make_rate("240")
    package = make_package(make_operation(), pad)
    order = open_order(desk, jobs=[NewJob("保养", package_code=package.code)])
    assert len(tasks()) == 1
    sign_order(desk, order.number)


def test_a_store_that_keeps_no_stock_here_turns_the_rule_off(desk: FrontDesk, pad: PartArticle) -> None:
    order = ordered(desk, pad)
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code="repair_orders.parts_must_answer",
            value=False,
            level="store",
            scope_id=desk.store.pk,
            valid_from=AT.date(),
            actor_key="test",
            at=AT,
        )
    parameters.forget()
    sign_order(desk, order.number)


def test_a_store_that_never_booked_any_stock_is_asked_nothing() -> None:
    desk = make_front_desk()
    order = ordered(desk, make_article("P-1"))
    assert tasks() == []
    sign_order(desk, order.number)


def test_what_is_found_later_is_asked_for_as_well(desk: FrontDesk, pad: PartArticle) -> None:
    stock_up(desk.store, pad, "1")
    order = ordered(desk, pad)
    sign_order(desk, order.number)
    (job,) = view_of(desk, order.number).jobs
    disc = NewItem("part", code=make_article("P-2", name="前刹车盘").number)
    commands.propose_items(actor=desk.actor, number=order.number, job_id=job.id, items=[disc], why=ASKED, at=AT)
    assert [title for title, _post, _state in tasks()] == [f"缺件答复：{order.number} 前刹车盘"]


def test_the_order_shows_stock_and_arrival_by_line_before_the_signature(desk: FrontDesk, pad: PartArticle) -> None:
    order = ordered(desk, pad)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/repair-orders/{order.number}/"
    assert "缺货，等配件答复" in client.get(address).content.decode()
    tell(desk, pad, expected_at=datetime(2190, 1, 2, 2, 0, tzinfo=AT.tzinfo))
    for page in (address, f"{address}authorise/"):
        assert "01-02 10:00" in client.get(page).content.decode()
    stock_up(desk.store, pad, "3")
    assert "有货 3" in client.get(address).content.decode()
