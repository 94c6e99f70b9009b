"""Parts of booked packages: waited for, warned of, laid ready before the car comes."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.commands import tell_arrival
from anxin.holdings.parts.queries import list_availability, list_short_articles
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.commands import set_holiday
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, PASSWORD, make_actor, make_store, make_user
from anxin.platform import clock
from anxin.platform.errors import NotFound, VersionConflict
from anxin.resources.capacity.tests.factories import make_workshop
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package
from anxin.visit.appointments import queries
from anxin.visit.appointments.commands import (
    KeptAppointment,
    NothingToPick,
    SlotFull,
    cancel_appointment,
    lay_parts_ready,
    mark_arrived,
    move_appointment,
)
from anxin.visit.appointments.rules import allot
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.appointments.tests.test_times import HALF_HOUR, NINE

db = pytest.mark.django_db


def package_with(article: PartArticle) -> str:
    return make_package(make_operation(hours="0.40"), article).code


def lay(kept: KeptAppointment, store: Store, **more: Any) -> KeptAppointment:
    return lay_parts_ready(actor=make_actor(store, "parts_clerk"), number=kept.number, at=AT, **more)


def free_of(store: Store, article: PartArticle) -> Decimal:
    return list_availability(system_actor("test"), store.pk, {article.pk: Decimal(1)}, AT)[article.pk].free


@pytest.mark.rule("R-AP06")
@db
def test_a_booking_waits_for_parts_that_are_expected_and_is_kept_with_a_warning_when_nobody_knows() -> None:
    store, _mechanics = make_workshop()
    article = make_article()
    code = package_with(article)
    kept = make_appointment(store, wanted_at=NINE, package_code=code)
    (pick,) = queries.list_pre_picks(system_actor("test"), store.pk, NINE.date(), AT)
    assert (pick.row.number, pick.is_short, pick.expected_at) == (kept.number, True, None)
    (short,) = list_short_articles(system_actor("test"), store.pk, AT)
    assert [need.document.id for need in short.needs] == [kept.id]
    later = NINE + 4 * HALF_HOUR
    tell_arrival(actor=system_actor("test"), store_id=store.pk, article_id=article.pk, expected_at=later, words="", at=AT)
    with pytest.raises(SlotFull, match=r"配件 11-23 11:00 才到，到货后最早可约 11-23 11:00"):
        make_appointment(store, wanted_at=NINE + HALF_HOUR, package_code=code)
    offers = queries.list_offers(system_actor("test"), store.pk, NINE, package_code=code)
    assert offers[0].starts_at == later
    (pick,) = queries.list_pre_picks(system_actor("test"), store.pk, NINE.date(), AT)
    assert pick.expected_at == later


@db
def test_what_is_laid_ready_is_promised_to_the_booking_and_no_longer_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store, article = make_store("LG"), make_article()
    code = package_with(article)
    stock_up(store, article, "1")
    first, second = (make_appointment(store, package_code=code) for _number in range(2))
    picks = queries.list_pre_picks(system_actor("test"), store.pk, AT.date(), AT)
    assert [pick.is_short for pick in picks] == [False, True]
    assert free_of(store, article) == 1
    laid = lay(second, store)
    assert free_of(store, article) == 0
    picks = queries.list_pre_picks(system_actor("test"), store.pk, AT.date(), AT)
    assert [(pick.row.number, pick.is_short) for pick in picks] == [(first.number, True), (second.number, False)]
    lay(second, store, is_ready=False, version=laid.version)
    assert free_of(store, article) == 1


@db
def test_what_lies_ready_for_a_booking_is_not_missing_when_it_is_moved() -> None:
    store, _mechanics = make_workshop()
    article = make_article()
    code = package_with(article)
    stock_up(store, article, "1")
    kept = lay(make_appointment(store, wanted_at=NINE, package_code=code), store)
    later = NINE + timedelta(days=3)
    make_appointment(store, wanted_at=NINE + 4 * HALF_HOUR, package_code=code)
    tell_arrival(actor=system_actor("test"), store_id=store.pk, article_id=article.pk, expected_at=later, words="", at=AT)
    wanted_at = NINE + 2 * HALF_HOUR
    moved = move_appointment(actor=system_actor("test"), number=kept.number, wanted_at=wanted_at, at=AT)
    assert moved.wanted_at == wanted_at
    with pytest.raises(SlotFull, match="才到"):
        make_appointment(store, wanted_at=NINE + 6 * HALF_HOUR, package_code=code)


@db
def test_one_part_without_a_date_leaves_no_known_arrival() -> None:
    store, _mechanics = make_workshop()
    known, unknown = make_article("K-1"), make_article("K-2")
    code = make_package(make_operation(hours="0.40"), known, unknown).code
    later = NINE + timedelta(days=3)
    tell_arrival(actor=system_actor("test"), store_id=store.pk, article_id=known.pk, expected_at=later, words="", at=AT)
    assert queries.parts_arrive_at(system_actor("test"), store.pk, code, AT) is None
    assert make_appointment(store, wanted_at=NINE, package_code=code).wanted_at == NINE
    tell_arrival(actor=system_actor("test"), store_id=store.pk, article_id=unknown.pk, expected_at=NINE, words="", at=AT)
    assert queries.parts_arrive_at(system_actor("test"), store.pk, code, AT) == later


@db
def test_nothing_is_laid_ready_for_who_is_received_called_off_or_has_no_package() -> None:
    store = make_store("LG")
    code = package_with(make_article())
    plain, gone, elsewhere = (
        make_appointment(store),
        make_appointment(store, package_code=code),
        make_appointment(make_store("NS"), package_code=code),
    )
    cancel_appointment(actor=system_actor("test"), number=gone.number, reason="改天", at=AT)
    for kept in (plain, gone):
        with pytest.raises(NothingToPick):
            lay(kept, store)
    with pytest.raises(NotFound):
        lay(elsewhere, store)


def test_two_clerks_lay_ready_once(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    kept = make_appointment(store, package_code=package_with(make_article()))
    clerk = make_actor(store, "parts_clerk")
    tick = partial(lay_parts_ready, actor=clerk, number=kept.number, version=kept.version, at=AT)
    assert {type(outcome) for outcome in race(tick, tick)} == {KeptAppointment, VersionConflict}


def test_free_stock_goes_to_the_earlier_want() -> None:
    wants = [(1, Decimal(2)), (1, Decimal(2)), (2, Decimal(1))]
    assert allot(wants, {1: Decimal(3)}) == [0, 1, 1]


@db
def test_the_parts_desk_ticks_tomorrows_list_and_the_advisor_sees_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store, article = make_store("LG"), make_article()
    kept = make_appointment(store, wanted_at=AT + timedelta(days=1), package_code=package_with(article))
    make_user(store, "parts_clerk", username="parts")
    make_user(store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    assert "缺件，等配件答复" in client.get("/appointments/?day=2026-11-21").content.decode()
    assert client.post(f"/appointments/{kept.number}/parts-ready/", {"ready": "yes"}).status_code == 403
    client.login(username="parts", password=PASSWORD)
    assert "/appointments/pre-pick/" in client.get("/parts/").content.decode()
    page = client.get("/appointments/pre-pick/").content.decode()
    assert article.name in page
    assert "缺件，请答复到货" in page
    client.post(f"/appointments/{kept.number}/parts-ready/", {"ready": "yes", "version": str(kept.version)})
    assert "已备好" in client.get("/appointments/pre-pick/").content.decode()
    assert client.get("/appointments/pre-pick/pdf/")["Content-Type"] == "application/pdf"
    assert client.get("/appointments/notice/pdf/")["Content-Type"] == "application/pdf"
    mark_arrived(actor=system_actor("test"), number=kept.number, at=AT + timedelta(days=1))


@db
def test_the_week_shows_cars_load_and_closed_days_and_a_tap_books(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store, _mechanics = make_workshop()
    make_appointment(store, wanted_at=NINE)
    days = queries.list_week(system_actor("test"), store.pk, NINE.date())
    assert [day.booked for day in days] == [1, 0, 0, 0, 0, 0, 0]
    (slot,) = [slot for slot in days[0].slots if slot.starts_at == NINE]
    assert (slot.booked, slot.load_percent, dict(slot.by_trade)["mechanical"]) == (1, 100, 100)
    make_user(store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    page = client.get("/appointments/week/?day=2026-11-25").content.decode()
    assert 'href="/appointments/?day=2026-11-24&amp;at=09:00#book"' in page
    set_holiday(actor=system_actor("test"), store_id=None, day=date(2026, 10, 1), kind="holiday", name="国庆节", at=AT)
    close_on = {"store_id": store.pk, "day": date(2026, 10, 2), "kind": "closed", "name": ""}
    set_holiday(actor=system_actor("test"), at=AT, **close_on)
    national_day = client.get("/appointments/week/?day=2026-10-01").content.decode()
    assert "国庆" in national_day
    assert "不营业" in national_day
