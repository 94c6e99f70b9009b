"""A review of repair orders, from the sample to what the next one shows (M22.11, R-KP20)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from anxin.management.reviews import commands, parameters, queries
from anxin.management.reviews.commands import (
    MeasureDone,
    NewReview,
    NewSuggestion,
    NotResponsible,
    OrdersWithoutCause,
    ReviewOpenAlready,
)
from anxin.management.reviews.models import ReviewedOrder
from anxin.management.reviews.queries.sample import propose_orders
from anxin.management.reviews.tests.factories import Person, make_person
from anxin.management.reviews.tests.test_suggestions import open_tasks
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, actor_for, grant_to
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Window
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order
from anxin.visit.workshop.tests.test_web import browser_of

DAY = timedelta(days=1)
TODAY = AT.date()


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk()


@pytest.fixture
def boss(desk: FrontDesk) -> Person:
    return make_person(desk.store, "service_manager", "服务经理")


def delivered(desk: FrontDesk, hours: int, late: int = 0) -> str:
    """An order that was here for some hours and handed over so many minutes after its promise."""
    number = open_order(desk).number
    with unit_of_work(desk.actor, "test", writable=True):
        rows = RepairOrder.objects.across_stores(reason="test").filter(number=number)
        rows.update(
            arrived_at=AT - timedelta(hours=hours),
            agreed_promise_at=AT - timedelta(minutes=late),
            delivered_at=AT,
            delivered_on=TODAY,
        )
    return number


def opened(boss: Person, store_id: int, first: Any = TODAY - 30 * DAY, last: Any = TODAY, held: Any = TODAY) -> int:
    wish = NewReview(first, last, held, "车间主任")
    return commands.open_review(actor=boss.actor, store_id=store_id, review=wish, at=AT).id


def seen(actor: Actor, review_id: int, at: Any = AT) -> queries.ReviewView:
    with reading(actor):
        return queries.get_review(actor, review_id, at)


def order_of(boss: Person, review_id: int) -> dict[str, Any]:
    return {"actor": boss.actor, "review_id": review_id, "reviewed_id": seen(boss.actor, review_id).orders[0].id, "at": AT}


def test_the_longest_and_the_late_are_proposed_each_order_once(desk: FrontDesk, boss: Person) -> None:
    late, longest, short = delivered(desk, 5, 90), delivered(desk, 9), delivered(desk, 1)
    with unit_of_work(desk.actor, "test", writable=False):
        numbers = {one.pk: one.number for one in RepairOrder.objects.across_stores(reason="test")}
        found = {numbers[one.order_id]: one for one in propose_orders(desk.store.pk, TODAY, TODAY, 2)}
        assert propose_orders(desk.store.pk, TODAY - 2 * DAY, TODAY - DAY, 2) == []
    assert (found[late].why, found[late].minutes_here, found[late].minutes_late) == (("late", "longest"), 300, 90)
    assert (found[longest].why, found[longest].minutes_here, found[longest].minutes_late) == (("longest",), 540, None)
    assert short not in found
    review = seen(boss.actor, opened(boss, desk.store.pk))
    assert {one.number for one in review.orders} == {late, longest, short}
    assert review.orders[0].why_labels == ("晚于承诺交车", "在厂最久")


def test_causes_are_noted_measures_agreed_and_the_next_review_shows_what_became_of_them(
    desk: FrontDesk, boss: Person
) -> None:
    delivered(desk, 9)
    review_id = opened(boss, desk.store.pk)
    hands, about = make_person(desk.store, "technician", "王强"), order_of(boss, review_id)
    with pytest.raises(OrdersWithoutCause):
        commands.close_review(actor=boss.actor, review_id=review_id, conclusion="x", at=AT)
    commands.note_causes(causes=["parts"], **about)
    commands.note_causes(causes=["parts", "other"], words="减振器缺货", **about)
    to = {"responsible_id": hands.id, "due_on": TODAY + DAY}
    first = commands.agree_measure(words="先备件再约车", **to, **about)
    whole = {"actor": boss.actor, "review_id": review_id, "at": AT}
    commands.agree_measure(words="每周看缺件", **to, **whole)
    assert [(one.kind, one.owner_id) for one in open_tasks()] == [(parameters.MEASURE_TASK, hands.id)] * 2
    commands.close_review(conclusion="缺件最多", **whole)
    commands.finish_measure(actor=hands.actor, measure_id=first.id, done="预约页加了查库存", at=AT)
    assert len(open_tasks()) == 1
    view = seen(boss.actor, review_id, AT + 3 * DAY)
    assert [(one.cause, one.orders) for one in view.causes] == [("parts", 1), ("other", 1)]
    assert [(bool(one.number), one.is_late, one.done) for one in view.measures] == [
        (True, False, "预约页加了查库存"),
        (False, True, ""),
    ]
    assert (view.row.state, view.row.measures, view.row.open_measures) == ("CLOSED", 2, 1)
    following = seen(boss.actor, opened(boss, desk.store.pk, held=TODAY + DAY))
    assert [(one.words, one.done) for one in following.earlier] == [("先备件再约车", "预约页加了查库存"), ("每周看缺件", "")]
    with reading(boss.actor):
        for unfinished, total in ((True, 1), (False, 2)):
            asked = queries.ReviewFilter(unfinished=unfinished)
            assert queries.page_reviews(boss.actor, desk.store.pk, asked, Window()).total == total


def test_a_closed_review_stays_as_it_is(desk: FrontDesk, boss: Person) -> None:
    number = delivered(desk, 9)
    review_id = opened(boss, desk.store.pk)
    about = order_of(boss, review_id)
    commands.note_causes(causes=["parts"], **about)
    by = {"actor": boss.actor, "review_id": review_id, "at": AT}
    commands.close_review(conclusion="缺件", **by)
    for step in (
        lambda: commands.close_review(conclusion="再结束", **by),
        lambda: commands.note_causes(causes=["bay"], **about),
        lambda: commands.drop_reviewed_order(**about),
        lambda: commands.add_reviewed_order(number=number, **by),
        lambda: commands.agree_measure(words="x", responsible_id=boss.id, due_on=TODAY, **by),
    ):
        with pytest.raises(IllegalTransition):
            step()
    for change in ({"causes": ["bay"]}, {"words": "改"}, {"causes": [], "words": "***"}):
        with pytest.raises(DatabaseError, match="stays as it is"), unit_of_work(boss.actor, "test", writable=True):
            ReviewedOrder.objects.across_stores(reason="test").update(**change)


def test_orders_are_added_by_hand_once_and_taken_out(desk: FrontDesk, boss: Person) -> None:
    number = open_order(desk).number
    review_id = opened(boss, desk.store.pk)
    by = {"actor": boss.actor, "review_id": review_id, "at": AT}
    assert seen(boss.actor, review_id).orders == ()
    for _again in range(2):
        assert commands.add_reviewed_order(number=number.lower(), **by).orders == 1
    assert seen(boss.actor, review_id).orders[0].why == ("by_hand",)
    for wrong in ("LG-W26-999999", open_order(make_front_desk("FT")).number):
        with pytest.raises(Invalid):
            commands.add_reviewed_order(number=wrong, **by)
    about = order_of(boss, review_id)
    for causes, words, field in (([], "", "causes"), (["moon"], "", "causes"), (["other"], " ", "words")):
        with pytest.raises(Invalid) as refusal:
            commands.note_causes(causes=causes, words=words, **about)
        assert refusal.value.field == field
    assert commands.drop_reviewed_order(**about).orders == 0


def numbered(desk: FrontDesk, number: str) -> None:
    made = open_order(desk).number
    with unit_of_work(desk.actor, "test", writable=True):
        RepairOrder.objects.across_stores(reason="test").filter(number=made).update(number=number)


def test_an_order_is_named_by_its_whole_number_and_by_no_ending(desk: FrontDesk, boss: Person) -> None:
    """Whoever sees several stores is asked for the whole number too, whatever is newest elsewhere."""
    other = make_front_desk("NS")
    for where, number in ((desk, "LG-W26-700012"), (desk, "LG-W26-800012"), (other, "NS-W26-900012")):
        numbered(where, number)
    user = User.objects.get(pk=boss.actor.id)
    grant_to(user, "service_manager", other.store)
    wide = Person(boss.id, actor_for(user))
    review_id = opened(wide, desk.store.pk)
    by = {"actor": wide.actor, "review_id": review_id, "at": AT}
    for wrong in ("12", " ", "900012", "800012", "NS-W26-900012"):
        with pytest.raises(Invalid):
            commands.add_reviewed_order(number=wrong, **by)
    for wrong in ("800012", "NS-W26-900012"):
        wish = NewSuggestion("先洗车", "workshop", "order", wrong)
        with pytest.raises(Invalid):
            commands.enter_suggestion(actor=wide.actor, store_id=desk.store.pk, suggestion=wish, at=AT)
    assert commands.add_reviewed_order(number=" lg-w26-800012 ", **by).orders == 1
    assert seen(wide.actor, review_id).orders[0].number == "LG-W26-800012"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"first": TODAY, "last": TODAY - DAY}, "last"),
        ({"last": TODAY + DAY}, "last"),
        ({"first": TODAY - 100 * DAY}, "first"),
        ({"held": TODAY + 101 * DAY}, "held_on"),
    ],
)
def test_days_that_make_no_sense_are_refused(desk: FrontDesk, boss: Person, days: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(boss, desk.store.pk, **days)
    assert refusal.value.field == field


def test_who_may_not_and_who_is_of_another_store_changes_nothing(desk: FrontDesk, boss: Person) -> None:
    review_id = opened(boss, desk.store.pk)
    hands, other = make_person(desk.store, "technician"), make_person(make_front_desk("FT").store, "service_manager")
    parts = make_person(desk.store, "parts_manager")
    given = {"words": "x", "responsible_id": boss.id, "due_on": TODAY, "review_id": review_id, "at": AT}
    measure = commands.agree_measure(actor=boss.actor, **given)
    with pytest.raises(Denied):
        commands.agree_measure(actor=hands.actor, **given)
    with pytest.raises(NotFound):
        commands.agree_measure(actor=other.actor, **given)
    # Whoever sees reviews is told whose it is; of anybody else's a technician learns not even that it is there.
    with pytest.raises(NotResponsible):
        commands.finish_measure(actor=parts.actor, measure_id=measure.id, done="x", at=AT)
    for one in (hands, other):
        with pytest.raises(NotFound):
            commands.finish_measure(actor=one.actor, measure_id=measure.id, done="x", at=AT)
    with reading(hands.actor), pytest.raises(NotFound):
        queries.get_measure(hands.actor, measure.id, AT)
    commands.finish_measure(actor=boss.actor, measure_id=measure.id, done="做了", at=AT)
    with pytest.raises(MeasureDone):
        commands.finish_measure(actor=boss.actor, measure_id=measure.id, done="再做", at=AT)


def test_two_who_begin_a_review_at_once_begin_one(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk()
    people = [make_person(desk.store, "service_manager") for _ in range(2)]
    results = race(*(lambda who=who: opened(who, desk.store.pk) for who in people))
    assert [isinstance(one, ReviewOpenAlready) for one in results].count(True) == 1


def test_the_pages_lead_through_a_review(desk: FrontDesk, boss: Person) -> None:
    number, chair = delivered(desk, 9, 30), browser_of(boss.actor)
    hands = make_person(desk.store, "technician", "王强")
    days = {"first": "2026-01-01", "last": TODAY.isoformat(), "held_on": TODAY.isoformat()}
    assert chair.get("/order-reviews/open/").status_code == 200
    assert chair.post("/order-reviews/open/", days).status_code == 422
    begun = chair.post("/order-reviews/open/", {**days, "first": (TODAY - DAY).isoformat()})
    with reading(boss.actor):
        (row,) = queries.page_reviews(boss.actor, desk.store.pk, queries.ReviewFilter(), Window()).rows
    assert (begun.status_code, begun["Location"]) == (303, f"/order-reviews/{row.id}/")
    page, line = f"/order-reviews/{row.id}/", order_of(boss, row.id)["reviewed_id"]
    assert page in chair.get("/order-reviews/").content.decode()
    assert chair.get("/order-reviews/", {"format": "xlsx"}).status_code == 200
    assert all(one in chair.get(page).content.decode() for one in (number, "晚于承诺交车"))
    assert chair.post(f"{page}close/", {"conclusion": "x"}).status_code == 409
    refused = chair.post(f"{page}orders/{line}/causes/", {"causes": ["other"], "words": ""})
    assert (refused.status_code, "请写明是什么" in refused.content.decode()) == (422, True)
    assert (
        chair.post(f"{page}orders/{line}/causes/", {"causes": [], "words": "减振器缺货"})
        .content.decode()
        .count("减振器缺货")
        == 1
    )
    assert chair.post(f"{page}orders/{line}/causes/", {"causes": ["parts"]}).status_code == 303
    assert chair.post(f"{page}add-order/", {"number": "moon"}).status_code == 422
    assert chair.post(f"{page}add-order/", {"number": number}).status_code == 303
    wish = {"words": "先备件", "responsible_id": hands.id, "due_on": TODAY.isoformat(), "reviewed_id": line}
    assert chair.post(f"{page}agree-measure/", wish).status_code == 303
    measure = f"/review-measures/{seen(boss.actor, row.id).measures[0].id}/"
    assert measure in chair.get(page).content.decode()
    phone = browser_of(hands.actor)
    assert phone.get(page).status_code == 403
    assert "先备件" in phone.get(measure).content.decode()
    assert phone.post(measure, {"done": "做了"}).status_code == 303
    assert chair.post(f"{page}close/", {"conclusion": "备件要早", "version": 1}).status_code == 303
    shown = chair.get(page).content.decode()
    assert all(one in shown for one in ("备件要早", "做了", "等配件"))
    assert f"{page}close/" not in shown
    other = chair.post("/order-reviews/open/", {**days, "first": TODAY.isoformat()})
    assert other.status_code == 303
    with reading(boss.actor):
        newest = queries.page_reviews(boss.actor, desk.store.pk, queries.ReviewFilter(), Window()).rows[0].id
    fresh = order_of(boss, newest)["reviewed_id"]
    assert chair.post(f"/order-reviews/{newest}/orders/{fresh}/drop/").status_code == 303
    wish["reviewed_id"] = ""
    for step, given in (
        (f"orders/{line}/causes/", {"causes": ["bay"]}),
        (f"orders/{line}/drop/", {}),
        ("agree-measure/", wish),
        ("add-order/", {"number": number}),
    ):
        late = chair.post(f"{page}{step}", given)
        assert (late.status_code, "这次复盘已经结束" in late.content.decode()) == (409, True), step
