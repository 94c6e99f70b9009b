"""Gifts at reception, and the suggestion to repair damage on the insurance."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform import parameters as register
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import ParameterDefinition
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments.parameters import GIFT
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, queries
from anxin.visit.reception.parameters import ENTRY_GIFT
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, signed_visit, view, walked_around
from anxin.visit.repair_orders.queries import list_unsold_items
from anxin.visit.repair_orders.tests.factories import view_of


def store_says(desk: FrontDesk, limit: ParameterDefinition, words: str) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code=limit.code,
            level="store",
            scope_id=desk.store.pk,
            value=words,
            valid_from=AT.date(),
            actor_key="test",
            at=AT,
        )
    register.forget()


def opened(desk: FrontDesk, **more: Any) -> commands.KeptReception:
    kept = walked_around(desk, concerns="异响", **more)
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    return kept


@pytest.mark.django_db
@pytest.mark.rule("R-RC22")
def test_the_entry_gift_is_given_once_within_its_value_and_only_where_the_store_gives_one() -> None:
    desk = make_cash_desk()
    kept = opened(desk)
    give = partial(commands.give_gift, actor=desk.actor, number=kept.number, kind="entry", at=AT)
    with pytest.raises(Conflict) as refused:
        give()
    assert (refused.value.rule, queries.gifts_of_reception(desk.actor, kept.number, AT)) == ("R-RC22", [])
    store_says(desk, ENTRY_GIFT, "手机支架")
    for worth in (Money.yuan("0.49"), Money.yuan("2.01")):
        with pytest.raises(Invalid) as unfit:
            give(worth=worth)
        assert (unfit.value.field, unfit.value.rule) == ("worth", "R-RC22")
    assert give(worth=Money.yuan("0.5")).value == Money.yuan("0.5")
    with pytest.raises(Conflict):
        give()
    (row,) = queries.list_gifts(desk.actor, desk.store.pk, AT.date(), AT.date())
    assert (row.gift, row.customer_name, row.given_on, row.value) == (
        "手机支架",
        view(desk, kept.number).row.customer_name,
        AT.date(),
        Money.yuan("0.5"),
    )
    early = receive(desk)
    with pytest.raises(commands.OrderNotOpened):
        commands.give_gift(actor=desk.actor, number=early.number, kind="entry", at=AT)
    second = opened(desk)
    usual = commands.give_gift(actor=desk.actor, number=second.number, kind="entry", at=AT)
    assert usual.value == Money.yuan(1)


@pytest.mark.django_db
@pytest.mark.rule("R-AP09")
@pytest.mark.usefixtures("friday_afternoon")
def test_a_booked_car_is_given_what_the_notice_promises_in_one_tap(browser: Client, desk: FrontDesk) -> None:
    store_says(desk, GIFT, "玻璃水一瓶")
    booked = make_appointment(desk.store)
    kept = receive(desk, vehicle_id=booked.vehicle_id, appointment_number=booked.number)
    page = f"/reception/{kept.number}/?step=car"
    assert "玻璃水一瓶" in browser.get(page).content.decode()
    for worth in (Money.yuan("-0.01"), Money.yuan("200.01")):
        with pytest.raises(Invalid) as unfit:
            commands.give_gift(actor=desk.actor, number=kept.number, kind="booking", worth=worth, at=AT)
        assert (unfit.value.field, unfit.value.rule) == ("worth", "R-AP09")
    browser.post(f"/reception/{kept.number}/gifts/", {"kind": "booking"})
    (state,) = queries.gifts_of_reception(desk.actor, kept.number, AT)
    assert (state.kind, state.gift, state.given_at) == ("booking", "玻璃水一瓶", AT)
    assert "已给" in browser.get(page).content.decode()
    walk_in = receive(desk)
    with pytest.raises(Conflict) as refused:
        commands.give_gift(actor=desk.actor, number=walk_in.number, kind="booking", at=AT)
    assert refused.value.rule == "R-AP09"


@pytest.mark.django_db
@pytest.mark.rule("R-AP02")
@pytest.mark.usefixtures("friday_afternoon")
def test_the_notice_says_what_a_booking_brings_and_which_cars_go_first(browser: Client, desk: FrontDesk) -> None:
    store_says(desk, GIFT, "玻璃水一瓶")
    notice = "".join(text_of(browser.get("/appointments/notice/pdf/").content).split())
    said = (
        "预约有什么好处",
        "派工在直接来店的车之前，少等",
        "配件提前备好，约定时间交车",
        "约在车少的时段，排得更快",
        "预约来店有礼：玻璃水一瓶",
        "预约绿色通道",
        "返修：上次修的没修好",
        "抱怨投诉：对服务不满意",
    )
    assert [words for words in said if words not in notice] == []


@pytest.mark.django_db
def test_gifts_are_given_by_reception_of_the_store_only() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    for actor, error in (
        (make_actor(desk.store, "technician"), Denied),
        (make_actor(make_store("NB"), "service_advisor"), NotFound),
    ):
        with pytest.raises((error, NotFound)):
            commands.give_gift(actor=actor, number=kept.number, kind="booking", at=AT)
    with pytest.raises(Invalid):
        commands.give_gift(actor=desk.actor, number=kept.number, kind="car", at=AT)


def test_two_taps_give_one_gift(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    store_says(desk, ENTRY_GIFT, "手机支架")
    give = partial(commands.give_gift, actor=desk.actor, number=opened(desk).number, kind="entry", at=AT)
    assert sorted(type(one).__name__ for one in race(give, give)) == ["Conflict", "KeptGift"]


@pytest.mark.django_db
@pytest.mark.rule("R-RC11")
def test_damage_becomes_a_suggestion_that_is_taken_or_offered_again() -> None:
    desk = make_cash_desk()
    kept = opened(desk)
    answer = partial(commands.answer_insurance_repair, actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(Invalid):
        answer(answer="maybe")
    answer(answer="declined", reason="过段时间再修")
    with pytest.raises(Conflict) as again:
        answer(answer="taken")
    assert again.value.rule == "R-RC11"
    (offered,) = list_unsold_items(desk.actor, kept.vehicle_id, AT.date())
    assert (offered.name, offered.reason, offered.decision) == ("外观损伤保险维修", "过段时间再修", "DECLINED")
    order = view_of(desk, view(desk, kept.number).row.order_number)
    assert [(job.title, job.state) for job in order.jobs] == [("异响", "OPEN"), ("外观损伤保险维修", "DROPPED")]
    assert order.total == Money(0)

    next_visit = opened(desk)
    commands.answer_insurance_repair(actor=desk.actor, number=next_visit.number, answer="taken", at=AT)
    taken = view_of(desk, view(desk, next_visit.number).row.order_number).jobs[1]
    assert (taken.title, taken.complaint, taken.items[0].payer) == (
        "外观损伤保险维修",
        "左前保险杠 刮 约 4 cm",
        "insurer",
    )
    assert taken.items[0].decision == "PRESENTED"

    later = opened(desk)
    commands.answer_insurance_repair(actor=desk.actor, number=later.number, answer="deferred", at=AT)
    assert [one.decision for one in list_unsold_items(desk.actor, later.vehicle_id, AT.date())] == ["DEFERRED"]


@pytest.mark.django_db
def test_without_damage_without_order_or_after_the_signature_nothing_is_suggested() -> None:
    desk = make_cash_desk()
    early = walked_around(desk)
    with pytest.raises(commands.OrderNotOpened):
        commands.answer_insurance_repair(actor=desk.actor, number=early.number, answer="taken", at=AT)
    clean = receive(desk, concerns="异响")
    commands.open_order_from_reception(actor=desk.actor, number=clean.number, at=AT)
    with pytest.raises(Conflict) as refused:
        commands.answer_insurance_repair(actor=desk.actor, number=clean.number, answer="taken", at=AT)
    assert refused.value.rule == "R-RC11"
    signed = queries.find_reception_of_order(desk.actor, signed_visit(desk))
    assert signed is not None
    with pytest.raises(Conflict) as late:
        commands.answer_insurance_repair(actor=desk.actor, number=signed.row.number, answer="declined", at=AT)
    assert late.value.rule == "R-RC11"
    assert view(desk, signed.row.number).insurance_answer == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("friday_afternoon")
def test_the_suggestion_stands_beside_the_estimate_until_it_is_answered(browser: Client, desk: FrontDesk) -> None:
    kept = opened(desk)
    page = f"/reception/{kept.number}/?step=order"
    assert "外观损伤可走保险" in browser.get(page).content.decode()
    browser.post(f"/reception/{kept.number}/insurance/", {"answer": "deferred"})
    shown = browser.get(page).content.decode()
    assert "外观损伤可走保险" not in shown
    assert "下次再说" in shown
