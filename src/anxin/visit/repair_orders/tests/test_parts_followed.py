"""The question to the parts desk follows the order, and work that was added waits for its parts (R-RO03, R-RO10)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.queries import list_holds
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.commands import Facts, NewItem, NewJob, PartsNotAnswered
from anxin.visit.repair_orders.commands.open import OpenedRepairOrder
from anxin.visit.repair_orders.tests.factories import LABOUR, FrontDesk, open_order, sign_order, view_of
from anxin.visit.repair_orders.tests.test_parts_asked import HOUR, desk, hear, ordered, pad, tasks, tell

__all__ = ["desk", "pad"]
pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-RO03")]
FOUND = Facts("磨损", "刹车变长", "soon", extra_minutes=0)


def part(article: PartArticle, quantity: str = "1") -> NewItem:
    return NewItem("part", code=article.number, quantity=Decimal(quantity))


def found(desk: FrontDesk, order: OpenedRepairOrder, *items: NewItem) -> int:
    """Offer what mends a fault that was found; the first item's id."""
    commands.propose_repair(actor=desk.actor, number=order.number, job_id=order.job_ids[0], facts=FOUND, items=items, at=AT)
    return next(item.id for item in view_of(desk, order.number).jobs[0].items if item.decision == "PRESENTED")


def test_parts_of_what_was_found_are_asked_for_before_the_customer_is(desk: FrontDesk, pad: PartArticle) -> None:
    order = open_order(desk, jobs=[NewJob("制动", items=[LABOUR])])
    sign_order(desk, order.number)
    found(desk, order, part(pad))
    assert [(title, state) for title, _post, state in tasks()] == [(f"缺件答复：{order.number} 前刹车片", "OPEN")]
    with pytest.raises(PartsNotAnswered):
        commands.send_approval_link(actor=desk.actor, number=order.number, by_message=False, at=AT)
    tell(desk, pad, expected_at=AT + HOUR)
    commands.send_approval_link(actor=desk.actor, number=order.number, by_message=False, at=AT)


def test_the_question_ends_with_the_line_and_names_what_is_asked_now(desk: FrontDesk, pad: PartArticle) -> None:
    order = ordered(desk, pad)
    disc = make_article("P-2", name="前刹车盘")
    commands.propose_items(actor=desk.actor, number=order.number, job_id=order.job_ids[0], items=[part(disc)], at=AT)
    assert [(title, state) for title, _post, state in tasks()] == [
        (f"缺件答复：{order.number} 前刹车片", "CANCELLED"),
        (f"缺件答复：{order.number} 前刹车片、前刹车盘", "OPEN"),
    ]
    for item in view_of(desk, order.number).jobs[0].items:
        if item.kind == "part":
            commands.remove_item(actor=desk.actor, number=order.number, item_id=item.id, at=AT)
    assert {state for _title, _post, state in tasks()} == {"CANCELLED"}


def test_nobody_is_asked_for_an_order_that_was_called_off_or_a_part_that_was_declined(
    desk: FrontDesk, pad: PartArticle
) -> None:
    order = ordered(desk, pad)
    commands.cancel_repair_order(
        actor=make_actor(desk.store, "service_manager"), number=order.number, reason="不修了", at=AT
    )
    assert [state for _title, _post, state in tasks()] == ["CANCELLED"]
    other = open_order(desk, jobs=[NewJob("制动", items=[LABOUR])])
    sign_order(desk, other.number)
    item = found(desk, other, part(pad))
    assert tasks()[-1][2] == "OPEN"
    commands.decide_items(
        actor=desk.actor, number=other.number, decisions={item: ("DECLINED", "太贵")}, channel="phone", at=AT
    )
    assert tasks()[-1][2] == "CANCELLED"


def test_one_in_stock_is_not_enough_for_a_package_and_a_line_beside_it(desk: FrontDesk, pad: PartArticle) -> None:
    make_rate("240")
    stock_up(desk.store, pad, "1")
    package = make_package(make_operation(), pad)
    jobs = [NewJob("保养", package_code=package.code), NewJob("制动", items=[LABOUR, part(pad)])]
    order = open_order(desk, jobs=jobs)
    with pytest.raises(PartsNotAnswered):
        sign_order(desk, order.number)


def test_what_was_issued_is_had(desk: FrontDesk, pad: PartArticle) -> None:
    stock_up(desk.store, pad, "1")
    order = ordered(desk, pad)
    sign_order(desk, order.number)
    keeper = make_actor(desk.store, "parts_clerk")
    commands.issue_order_parts(actor=keeper, number=order.number, quantities=None, at=AT)
    assert queries.get_outlook(desk.actor, order.number, AT).short_parts == ()


@pytest.mark.rule("R-RO10")
def test_work_that_was_added_begins_when_its_parts_are_there(desk: FrontDesk, pad: PartArticle) -> None:
    make_employee(desk.store, "technician", trade="mechanical")
    order = open_order(desk, jobs=[NewJob("制动", items=[LABOUR])])
    sign_order(desk, order.number)
    found(desk, order, LABOUR, part(pad))
    comes = AT + timedelta(days=2)
    tell(desk, pad, expected_at=comes)
    waiting = {
        item.id: ("APPROVED", "") for item in view_of(desk, order.number).jobs[0].items if item.decision == "PRESENTED"
    }
    commands.decide_items(actor=desk.actor, number=order.number, decisions=waiting, channel="phone", at=AT)
    held = list_holds(system_actor("test"), desk.store.pk, DocumentRef(ORDER_KIND, order.id))
    assert max(row.starts_at for row in held) >= comes - HOUR / 2
    promised = view_of(desk, order.number).head.promised_at
    assert promised is not None
    assert promised > comes


def test_care_that_was_declined_gives_its_hours_back(desk: FrontDesk) -> None:
    make_employee(desk.store, "technician", trade="mechanical")
    make_rate("240")
    care = make_operation(hours="1.00", is_care=True)
    order = open_order(desk, jobs=[NewJob("保养", items=[LABOUR, NewItem("labour", code=care.code, quantity=Decimal(1))])])

    def minutes() -> int:
        rows = list_holds(system_actor("test"), desk.store.pk, DocumentRef(ORDER_KIND, order.id))
        return sum(row.units for row in rows if row.pool == "work.mechanical")

    assert minutes() == 90
    (item,) = (one for one in view_of(desk, order.number).jobs[0].items if one.is_care)
    commands.decide_care(actor=desk.actor, number=order.number, item_ids=[item.id], agreed=False, at=AT)
    assert minutes() == 30


def test_a_question_that_the_parts_desk_answered_is_done_and_not_called_off(desk: FrontDesk, pad: PartArticle) -> None:
    ordered(desk, pad)
    tell(desk, pad, expected_at=AT + HOUR)
    hear(desk, "parts.ArrivalTold")
    assert [state for _title, _post, state in tasks()] == ["DONE"]
