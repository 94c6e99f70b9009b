"""What customers say on five levels: once, on the store's device or their own phone; who did not, and who was steered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.customers.models import Customer
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_user
from anxin.parties.work.models import Task
from anxin.platform import clock, parameters
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands as billing
from anxin.visit.billing import queries as billing_queries
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import NotCoached, RatedBefore, RatingWish
from anxin.visit.reception.tests.factories import NOTE, PNG, FrontDesk, facts, make_cash_desk, settled_visit, signed_visit
from anxin.visit.reception.tests.test_web import text_of
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
LATER, TODAY = AT + timedelta(hours=3), AT.date()


def tasks() -> list[str]:
    with reading(system_actor("test")):
        kinds = ("reception.low_rating", "reception.unsatisfied")
        rows = Task.objects.across_stores(reason="test").filter(kind__in=kinds).order_by("pk")
        return list(rows.values_list("kind", flat=True))


def shown_name(desk: FrontDesk) -> str:
    return User.objects.get(pk=desk.actor.id).display_name


def rate(desk: FrontDesk, number: str, level: int, **more: Any) -> commands.KeptRating:
    return commands.rate_service(actor=desk.actor, number=number, wish=RatingWish(level, **more), at=LATER)


@pytest.mark.rule("R-DL07")
def test_a_customer_rates_once_after_the_settlement_and_a_low_level_is_work_at_once() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    for level in (0, 6):
        with pytest.raises(Invalid):
            rate(desk, number, level)
    kept = rate(desk, number, 2, words="等太久")
    assert (kept.level, kept.is_coached, tasks()) == (2, False, ["reception.low_rating"])
    with pytest.raises(RatedBefore):
        rate(desk, number, 5)
    assert facts(desk)[-1] == "ServiceRated"
    with pytest.raises(Conflict):
        rate(desk, signed_visit(desk), 5)
    with pytest.raises(Denied):
        commands.rate_service(
            actor=make_actor(desk.store, "technician"), number=settled_visit(desk), wish=RatingWish(5), at=LATER
        )
    late = settled_visit(desk)
    with pytest.raises(Conflict):
        commands.rate_service(actor=desk.actor, number=late, wish=RatingWish(5), at=AT + timedelta(days=8))


@pytest.mark.rule("R-DL07", "R-RC24")
@pytest.mark.parametrize(("level", "very", "task"), [(5, True, []), (4, False, ["reception.unsatisfied"]), (0, None, [])])
def test_the_level_at_the_hand_over_answers_whether_he_is_very_satisfied(
    level: int, very: bool | None, task: list[str]
) -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    note = replace(NOTE, rating=level, is_very_satisfied=None, unsatisfied_words="" if level != 4 else "有点慢")
    commands.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=PNG, at=LATER)
    signed, rating = queries.find_delivery_note(desk.actor, number), queries.find_rating(desk.actor, number)
    assert signed is not None
    assert (signed.is_very_satisfied, rating.level if rating else 0, tasks()) == (very, level, task)


def test_who_rated_before_is_not_asked_again_at_the_hand_over() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    rate(desk, number, 1, words="漏油")
    note = replace(NOTE, is_very_satisfied=None)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=PNG, at=LATER)
    signed = queries.find_delivery_note(desk.actor, number)
    assert signed is not None
    assert (signed.is_very_satisfied, tasks()) == (False, ["reception.low_rating"])


@pytest.mark.rule("R-DL07")
def test_the_control_list_names_who_was_not_rated_and_steered_ratings_are_not_scored() -> None:
    desk = make_cash_desk()
    first, second, missing = (settled_visit(desk) for _each in range(3))
    rate(desk, first, 4)
    rate(desk, second, 5)
    cashier = make_actor(desk.store, "cashier")
    kept = commands.mark_coached(actor=cashier, number=second, words="收银听到请客户打 5 分", at=LATER)
    assert kept.is_coached
    for words, error in (("再说一次", Conflict), (" ", Invalid)):
        with pytest.raises(error):
            commands.mark_coached(actor=cashier, number=second, words=words, at=LATER)
    with pytest.raises(NotFound):
        commands.mark_coached(actor=cashier, number=missing, words="x", at=LATER)
    rows = queries.list_ratings(desk.actor, desk.store.pk, TODAY, TODAY)
    assert [row.number for row in rows if row.rating is None] == [missing]
    assert {row.cashier_name for row in rows} == {shown_name(desk)}
    advisor, whole = queries.rating_figures(rows)
    assert advisor.advisor_name == rows[0].advisor_name
    shown = (whole.settled, whole.rated, whole.missing, whole.coached, str(whole.average), whole.very_satisfied_share)
    assert shown == (3, 2, 1, 1, "4.00", 0)


@pytest.mark.rule("R-DL07")
def test_an_order_that_can_be_rated_no_more_is_a_miss_of_its_advisor_with_the_amount_of_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = make_cash_desk()
    missed, rated = settled_visit(desk), settled_visit(desk)
    rate(desk, rated, 5)
    kept = {"code": "reception.rating_miss_penalty", "level": "store", "scope_id": desk.store.pk, "actor_key": "t"}
    ParameterValue.objects.create(value=20_00, valid_from=TODAY, at=AT, **kept)
    # What the store says later is of later orders.
    ParameterValue.objects.create(value=50_00, valid_from=TODAY + timedelta(days=1), at=AT, **kept)
    parameters.forget()

    def row_after(days: int) -> queries.RatedOrder:
        monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(days=days))
        rows = queries.list_ratings(make_actor(desk.store, "cashier"), desk.store.pk, TODAY, TODAY)
        assert [row.penalty for row in rows if row.number == rated] == [Money(0)]
        advisor, whole = queries.rating_figures(rows)
        assert (advisor.missed, advisor.penalty) == (whole.missed, whole.penalty)
        (row,) = (row for row in rows if row.number == missed)
        assert (advisor.missed, advisor.penalty) == (int(row.is_missed), row.penalty)
        return row

    assert (row_after(6).is_missed, row_after(6).penalty) == (False, Money(0))
    assert (row_after(8).is_missed, row_after(8).penalty) == (True, Money.yuan(20))
    # A longer time to rate forgives nothing that was missed before it.
    ParameterValue.objects.create(
        value=60, valid_from=TODAY + timedelta(days=1), at=AT, **(kept | {"code": "reception.rating_days"})
    )
    parameters.forget()
    assert row_after(8).is_missed


@pytest.mark.rule("R-DL07")
@pytest.mark.parametrize("whose", [{"kind": "pre_delivery"}, {"customer__kind": "internal"}])
def test_a_car_that_no_customer_brought_is_no_miss_of_its_advisor(whose: dict[str, str]) -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    customer = view_of(desk, number).head.customer_id
    with unit_of_work(desk.actor, "test", writable=True):
        changed = {key.partition("__")[2] or key: said for key, said in whose.items()}
        rows = RepairOrder.objects.in_stores([desk.store.pk]).filter(number=number)
        owner = Customer.objects.across_stores(reason="test").filter(pk=customer)
        assert (rows if "kind" in whose else owner).update(**changed) == 1
    assert queries.list_ratings(make_actor(desk.store, "cashier"), desk.store.pk, TODAY, TODAY) == []


@pytest.mark.rule("R-DL07")
def test_the_page_and_the_wire_show_misses_and_what_they_cost(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_cash_desk()
    settled_visit(desk)
    till = make_user(desk.store, "cashier")
    client.force_login(till, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/deliveries/ratings/?since={TODAY}&until={TODAY}"
    monkeypatch.setattr(clock, "now", lambda: LATER)
    assert "没评，可补到" in client.get(address).content.decode()
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(days=8))
    assert "漏评扣款" in client.get(address).content.decode()
    ApiToken.objects.create(user=till, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    wire = Client(headers={"Authorization": "Bearer t"})
    asked = f"?store_id={desk.store.pk}&since={TODAY}&until={TODAY}"
    figures = wire.get(f"/api/v1/deliveries/ratings/figures{asked}").json()
    assert [(one["missed"], one["penalty"]) for one in figures] == [(1, "0.00"), (1, "0.00")]


@pytest.mark.rule("R-DL07")
def test_the_list_names_the_cashier_who_took_the_money_else_who_settled() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk, is_paid=False)
    (row,) = queries.list_ratings(desk.actor, desk.store.pk, TODAY, TODAY)
    assert row.cashier_name == shown_name(desk)
    till = make_user(desk.store, "cashier")
    (bill,) = billing_queries.get_cashier_order(actor_for(till), number).bills
    tender = billing.Tender("cash", bill.due)
    billing.take_payment(actor=actor_for(till), bill_id=bill.bill_id, tenders=[tender], at=LATER)
    (row,) = queries.list_ratings(desk.actor, desk.store.pk, TODAY, TODAY)
    assert (row.cashier_name, row.rating) == (till.display_name, None)
    assert row.advisor_name != row.cashier_name


@pytest.mark.rule("R-DL07")
def test_the_customers_own_page_is_counted_never_indexed_nor_logged_and_needs_no_cookie(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    desk = make_cash_desk()
    own = commands.share_rating(actor=desk.actor, number=settled_visit(desk), at=LATER).path
    token, without_cookies = own.split("/")[2], Client(enforce_csrf_checks=True)
    assert without_cookies.post(own, {"level": "4"}).status_code == 200
    shown = Client().get(own)
    assert (shown["Referrer-Policy"], shown["Cache-Control"]) == ("no-referrer", "no-store")
    assert "noindex" in shown["X-Robots-Tag"]
    with caplog.at_level("DEBUG"):
        statuses = [Client().get(own).status_code for _ in range(62)]
    assert (statuses[0], statuses[-1], token in caplog.text) == (200, 429, False)
    assert Client().post(own, {"words": "好" * 1_000_000}).status_code == 413


@pytest.mark.rule("R-DL07")
def test_a_bad_rating_and_one_of_ones_own_stay_in_the_score_and_management_takes_a_mark_back() -> None:
    desk = make_cash_desk()
    bad, good = settled_visit(desk), settled_visit(desk)
    rate(desk, bad, 3)
    rate(desk, good, 5)
    cashier, manager = make_actor(desk.store, "cashier"), make_actor(desk.store, "general_manager")
    with pytest.raises(NotCoached):
        commands.mark_coached(actor=cashier, number=bad, words="客户生气", at=LATER)
    with pytest.raises(NotCoached):
        commands.mark_coached(actor=desk.actor, number=good, words="听到的", at=LATER)
    with pytest.raises(Conflict):
        commands.unmark_coached(actor=manager, number=good, at=LATER)
    commands.mark_coached(actor=cashier, number=good, words="听到的", at=LATER)
    with pytest.raises(Denied):
        commands.unmark_coached(actor=cashier, number=good, at=LATER)
    with pytest.raises(NotFound):
        commands.unmark_coached(actor=make_actor(make_cash_desk("FT").store, "general_manager"), number=good, at=LATER)
    assert not commands.unmark_coached(actor=manager, number=good, at=LATER).is_coached
    found = [queries.find_rating(desk.actor, number) for number in (bad, good)]
    assert [(one.is_scored, one.coached_words) for one in found if one] == [(True, "")] * 2


@pytest.mark.rule("R-DL07")
def test_the_customer_rates_on_the_device_or_on_his_own_phone(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.PUBLIC_URL = "https://store.example"
    monkeypatch.setattr(clock, "now", lambda: LATER)
    desk = make_cash_desk()
    first, second = settled_visit(desk), settled_visit(desk)
    client, stranger = Client(), Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = f"/deliveries/{first}/rate/"
    assert "扫码评价" in text_of(client.get(page))
    assert client.post(f"{page}link/").status_code == 303
    assert 'src="data:image/svg+xml;base64,' in text_of(client.get(page))
    till = Client()
    till.force_login(make_user(desk.store, "cashier"))
    assert "请客户评价" in text_of(till.get(f"/cashier/orders/{first}/"))
    assert "扫码评价" in text_of(till.get(page))
    assert client.post(page, {"level": "9"}).status_code == 422
    assert client.post(page, {"level": "5"}).status_code == 303
    assert "客户已评价 5 分" in text_of(client.get(page))
    own = commands.share_rating(actor=desk.actor, number=second, at=LATER).path
    shown = text_of(stranger.get(own))
    assert "这次服务您满意吗" in shown
    assert second not in shown
    assert "已收到" in text_of(stranger.post(own, {"level": "3", "was_asked_for": "on"}))
    again = stranger.post(own, {"level": "5"})
    assert again.status_code == 200
    assert "已收到" in text_of(again)
    rating = queries.find_rating(desk.actor, second)
    assert rating is not None
    assert (rating.channel, rating.coached_by, rating.is_scored) == ("own", "customer", False)
    assert stranger.get(f"{own[:-3]}x/").status_code == 404
    listed = "/deliveries/ratings/"
    assert "被诱导的不计分" in text_of(client.get(listed))
    assert till.post("/deliveries/ratings/coached/", {"number": first, "words": "看到的"}).status_code == 303
    boss = Client()
    boss.force_login(make_user(desk.store, "general_manager"))
    restore = "/deliveries/ratings/restored/"
    assert (restore in text_of(boss.get(listed)), restore in text_of(till.get(listed))) == (True, False)
    assert boss.post(restore, {"number": first}).status_code == 303
    assert restore not in text_of(boss.get(listed))
    assert client.get(f"{listed}?format=xlsx").headers["Content-Type"].endswith("sheet")
    assert client.get(f"{listed}?since=2020-01-01").status_code == 422
