"""One car, one settlement: rebates by car and programme (R-KP17, K-B44, M23.10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection
from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.vehicle_sales import commands, queries
from anxin.holdings.vehicle_sales.commands import NewRebate, NotSoldHere, RebatedBefore
from anxin.holdings.vehicle_sales.models import Rebate
from anxin.holdings.vehicle_sales.tests.factories import make_rebate, sold_vin, yuan
from anxin.parties.customers.commands import attach_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.platform.ui.lists import Order, RowPage, Window

TODAY, DAY = AT.date(), timedelta(days=1)


@pytest.fixture
def store(db: None) -> Store:
    return make_store("LG")


def finance(store: Store) -> Any:
    return make_actor(store, "finance_manager")


def row_of(rebate_id: int) -> queries.RebateRow:
    with reading(system_actor("test")):
        return queries.get_rebate(system_actor("test"), rebate_id, AT)


def register(store: Store, asked: queries.RebateFilter | None = None) -> RowPage[queries.RebateRow]:
    actor = finance(store)
    with reading(actor):
        return queries.page_rebates(actor, store.pk, asked or queries.RebateFilter(), Order(), Window(), AT)


def settle(rebate_id: int, amount: int = 9_000, day: date = TODAY, **more: Any) -> commands.KeptRebate:
    given = {"actor": system_actor("test"), "settled": yuan(amount), "settled_on": day, "at": AT, **more}
    return commands.settle_rebate(rebate_id=rebate_id, **given)


@pytest.mark.rule("R-KP17")
def test_a_car_is_settled_once_for_a_programme(store: Store) -> None:
    vin, by = sold_vin(store), finance(store)
    wish = NewRebate(vin, "终端支持", yuan(100_000), yuan(10_000), TODAY)
    made = commands.claim_rebate(actor=by, store_id=store.pk, rebate=wish, at=AT)
    again = partial(commands.claim_rebate, actor=by, store_id=store.pk, at=AT)
    for programme in ("终端支持", " 终端 支持 "):
        with pytest.raises(RebatedBefore):
            again(rebate=replace(wish, programme=programme))
    done = commands.settle_rebate(actor=by, rebate_id=made.id, settled=yuan(9_000), settled_on=TODAY, at=AT)
    assert done.state == "SETTLED"
    with pytest.raises(RebatedBefore):
        again(rebate=wish)
    again(rebate=replace(wish, programme="置换补贴", claimed=yuan(25_000)))
    row = row_of(made.id)
    assert (row.settled, row.settled_on, row.state_label) == (yuan(9_000), TODAY, "已结算")
    # What stands of the car: 9,000 settled and 25,000 claimed, of 100,000.
    assert (row.car_share, row.is_over) == (Decimal("0.34"), True)


@pytest.mark.rule("R-KP17")
def test_what_was_written_wrongly_is_withdrawn_with_a_reason_and_stays(store: Store) -> None:
    vin = sold_vin(store)
    wrong = make_rebate(store, vin=vin)
    settle(wrong.id)
    done = commands.withdraw_rebate(actor=finance(store), rebate_id=wrong.id, reason="金额登错", at=AT)
    assert done.state == "WITHDRAWN"
    row = row_of(wrong.id)
    assert (row.reason, row.settled, row.car_share, row.is_over) == ("金额登错", yuan(9_000), 0, False)
    right = make_rebate(store, vin=vin, claimed=12_000)
    assert [one.id for one in register(store).rows] == [right.id, wrong.id]
    with pytest.raises(IllegalTransition):
        commands.withdraw_rebate(actor=finance(store), rebate_id=wrong.id, reason="再撤", at=AT)


def test_a_refused_one_may_be_claimed_anew(store: Store) -> None:
    vin = sold_vin(store)
    first = make_rebate(store, vin=vin)
    commands.refuse_rebate(actor=finance(store), rebate_id=first.id, reason="超过申报期限", at=AT)
    for step in (
        partial(commands.refuse_rebate, reason="再拒"),
        partial(commands.settle_rebate, settled=yuan(1), settled_on=TODAY),
    ):
        with pytest.raises(IllegalTransition):
            step(actor=finance(store), rebate_id=first.id, at=AT)
    second = make_rebate(store, vin=vin)
    assert (row_of(first.id).reason, row_of(second.id).state) == ("超过申报期限", "CLAIMED")
    commands.withdraw_rebate(actor=finance(store), rebate_id=first.id, reason="登错车", at=AT)
    assert (row_of(first.id).reason, row_of(first.id).refused) == ("登错车", "超过申报期限")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vin": ""}, "vin"),
        ({"vin": "LSVAB2BR0E2199999"}, "vin"),
        ({"programme": " "}, "programme"),
        ({"programme": "长" * 61}, "programme"),
        ({"price": yuan(0)}, "price"),
        ({"price": yuan(100_000_001)}, "price"),
        ({"claimed": yuan(0)}, "claimed"),
        ({"claimed": yuan(100_001)}, "claimed"),
        ({"claimed_on": TODAY + DAY}, "claimed_on"),
        ({"claimed_on": date(TODAY.year - 6, 12, 31)}, "claimed_on"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, change: dict[str, Any], field: str) -> None:
    wish = NewRebate(sold_vin(store), "终端支持", yuan(100_000), yuan(10_000), TODAY)
    with pytest.raises(Invalid) as refused:
        commands.claim_rebate(actor=finance(store), store_id=store.pk, rebate=replace(wish, **change), at=AT)
    assert refused.value.field == field
    assert register(store).total == 0


def test_a_settlement_has_an_amount_and_a_day_after_the_claim(store: Store) -> None:
    made = make_rebate(store)
    for amount, day in ((0, TODAY), (100_001, TODAY), (9_000, TODAY - DAY), (9_000, TODAY + DAY)):
        with pytest.raises(Invalid):
            settle(made.id, amount, day)
    with pytest.raises(VersionConflict):
        settle(made.id, version=7)
    for reason in (" ", "长" * 201):
        for step in (commands.refuse_rebate, commands.withdraw_rebate):
            with pytest.raises(Invalid):
                step(actor=finance(store), rebate_id=made.id, reason=reason, at=AT)
    assert row_of(made.id).state == "CLAIMED"


def test_only_what_the_store_sold_and_at_one_price(store: Store) -> None:
    vehicle_id = make_vehicle(store, owner_id=make_customer(store))
    with reading(system_actor("test")):
        vin = get_vehicle(system_actor("test"), vehicle_id).data.vin
    with pytest.raises(NotSoldHere):
        make_rebate(store, vin=vin)
    sold = sold_vin(store)
    make_rebate(store, vin=sold)
    with pytest.raises(Invalid, match="车价是 100000"):
        make_rebate(store, vin=sold, programme="置换补贴", price=120_000)


def test_who_may_not_is_denied(store: Store) -> None:
    made, advisor = make_rebate(store), make_actor(store, "service_advisor")
    showroom, other = make_actor(store, "showroom_manager"), finance(make_store("NS"))
    wish = NewRebate(sold_vin(store), "终端支持", yuan(100_000), yuan(10_000), TODAY)
    for by in (advisor, showroom, other):
        with pytest.raises(Denied):
            commands.claim_rebate(actor=by, store_id=store.pk, rebate=wish, at=AT)
        with pytest.raises((Denied, NotFound)):
            settle(made.id, actor=by)
        with pytest.raises((Denied, NotFound)):
            commands.withdraw_rebate(actor=by, rebate_id=made.id, reason="x", at=AT)
    with pytest.raises(NotFound), reading(other):
        queries.get_rebate(other, made.id, AT)
    with reading(showroom):
        assert queries.get_rebate(showroom, made.id, AT).state == "CLAIMED"
    assert row_of(made.id).version == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM vehicle_sales_rebate",
        "UPDATE vehicle_sales_rebate SET claimed = 1",
        "UPDATE vehicle_sales_rebate SET state = 'CLAIMED', settled = NULL, settled_on = NULL",
        "UPDATE vehicle_sales_rebate SET settled = 5",
    ],
)
def test_the_database_keeps_what_was_settled(store: Store, statement: str) -> None:
    settle(make_rebate(store).id)
    with (
        pytest.raises(DatabaseError),
        unit_of_work(system_actor("test"), "test", writable=True),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_register_is_narrowed_and_summed(store: Store) -> None:
    vin = sold_vin(store)
    first, second = make_rebate(store, vin=vin), make_rebate(store, programme="置换 A-1", claimed=20_000)
    settle(first.id)
    third = make_rebate(store, vin=vin, programme="展厅补贴", claimed=500)
    commands.withdraw_rebate(actor=finance(store), rebate_id=third.id, reason="登错", at=AT)
    whole = register(store)
    # What was withdrawn is shown, and not added up.
    assert (whole.total, whole.sums) == (3, {"claimed": yuan(30_000), "settled": yuan(9_000)})
    found = {
        "vin": register(store, queries.RebateFilter(text=vin[-6:].lower())),
        "programme": register(store, queries.RebateFilter(text="置换a")),
        "state": register(store, queries.RebateFilter(state=("SETTLED",))),
        "settled": register(store, queries.RebateFilter(settled_from=TODAY, settled_to=TODAY)),
        "later": register(store, queries.RebateFilter(claimed_from=TODAY + DAY)),
    }
    assert {name: {one.id for one in each.rows} for name, each in found.items()} == {
        "vin": {first.id, third.id},
        "programme": {second.id},
        "state": {first.id},
        "settled": {first.id},
        "later": set(),
    }
    with reading(finance(store)):
        assert queries.list_rebate_programmes(finance(store), store.pk) == ["展厅补贴", "终端支持", "置换 A-1"]


def test_a_car_counts_once_on_the_day_of_its_first_settlement(store: Store) -> None:
    vin = sold_vin(store)
    first, second = make_rebate(store, vin=vin), make_rebate(store, vin=vin, programme="置换", claimed=30_000)
    make_rebate(store)
    settle(first.id, 10_000)
    commands.settle_rebate(
        actor=system_actor("test"), rebate_id=second.id, settled=yuan(20_001), settled_on=TODAY + DAY, at=AT + DAY
    )
    (row,) = fact_rows(system_actor("test"), "vehicle_sales.rebate", TODAY, TODAY)
    assert of(row, "amount", "price", "share_percent", "programmes") == (3_000_100, 10_000_000, Decimal("30.001"), 2)
    commands.withdraw_rebate(actor=finance(store), rebate_id=first.id, reason="登错", at=AT + DAY)
    assert not fact_rows(system_actor("test"), "vehicle_sales.rebate", TODAY, TODAY)
    (row,) = fact_rows(system_actor("test"), "vehicle_sales.rebate", TODAY + DAY, TODAY + DAY)
    assert of(row, "amount", "programmes") == (2_000_100, 1)


def test_a_list_claims_settles_and_changes_nothing_the_second_time(store: Store) -> None:
    vin = sold_vin(store)
    wish = NewRebate(vin, "终端支持", yuan(100_000), yuan(10_000), TODAY)
    end = commands.Settlement(yuan(9_000), TODAY)
    take = partial(commands.import_rebate, actor=finance(store), store_id=store.pk, at=AT)
    assert [take(rebate=wish, settlement=None) for _ in "12"] == ["created", "unchanged"]
    assert [take(rebate=wish, settlement=end) for _ in "12"] == ["updated", "unchanged"]
    assert take(rebate=wish, settlement=None) == "unchanged"
    for other, its in ((replace(wish, claimed=yuan(1)), end), (wish, commands.Settlement(yuan(8_000), TODAY))):
        with pytest.raises(commands.RebateDiffers):
            take(rebate=other, settlement=its)
    whole = replace(wish, programme="置换")
    with pytest.raises(Invalid):
        take(rebate=whole, settlement=commands.Settlement(yuan(0), TODAY))
    assert register(store).total == 1


@pytest.mark.rule("R-KP17")
def test_a_list_brings_back_nothing_that_was_refused_or_withdrawn(store: Store) -> None:
    wish = NewRebate(sold_vin(store), "终端支持", yuan(100_000), yuan(10_000), TODAY)
    take = partial(commands.import_rebate, actor=finance(store), store_id=store.pk, at=AT)
    end = commands.Settlement(yuan(9_000), TODAY)
    assert take(rebate=wish, settlement=None) == "created"
    (row,) = register(store).rows
    commands.refuse_rebate(actor=finance(store), rebate_id=row.id, reason="超期", at=AT)
    assert take(rebate=wish, settlement=None) == "unchanged"
    with pytest.raises(commands.RebateEnded):
        take(rebate=wish, settlement=end)
    other = replace(wish, programme="置换")
    assert take(rebate=other, settlement=end) == "created"
    commands.withdraw_rebate(actor=finance(store), rebate_id=register(store).rows[0].id, reason="登错车", at=AT)
    assert (take(rebate=other, settlement=end), take(rebate=other, settlement=None)) == ("unchanged", "unchanged")
    # What stands corrected in the list is new, and by hand it is claimed anew.
    assert take(rebate=replace(other, claimed=yuan(8_000)), settlement=None) == "created"
    commands.claim_rebate(actor=finance(store), store_id=store.pk, rebate=wish, at=AT)
    assert take(rebate=wish, settlement=end) == "updated"
    assert sorted(one.state for one in register(store).rows) == ["CLAIMED", "REFUSED", "SETTLED", "WITHDRAWN"]


def test_the_database_keeps_one_price_of_a_car(store: Store) -> None:
    make_rebate(store, price=100_000)
    second = """INSERT INTO vehicle_sales_rebate (store_id, vehicle_id, customer_id, programme, programme_key, price,
        claimed, claimed_on, state, refuse_reason, withdraw_reason, registered_at, actor_key, version)
        SELECT store_id, vehicle_id, customer_id, 'p2', 'P2', 5000000, 100, claimed_on, 'CLAIMED', '', '', registered_at,
        actor_key, 1 FROM vehicle_sales_rebate"""
    with (
        pytest.raises(DatabaseError, match="rebate_one_price"),
        unit_of_work(system_actor("test"), "test", writable=True),
        connection.cursor() as cursor,
    ):
        cursor.execute(second)


@given(price=st.integers(1, 10**10), parts=st.lists(st.integers(1, 10**10), min_size=1, max_size=4))
def test_what_is_above_a_limit_stays_above_when_it_is_rounded(price: int, parts: list[int]) -> None:
    exact = Decimal(sum(parts)) * 100 / price
    rounded = Decimal(-(-sum(parts) * 100_000 // price)) / 1000
    assert rounded >= exact
    assert (rounded > 30) == (sum(parts) * 10 > price * 3)


def test_of_two_who_claim_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    wish = NewRebate(sold_vin(store), "终端支持", yuan(100_000), yuan(10_000), TODAY)
    step = partial(commands.claim_rebate, actor=finance(store), store_id=store.pk, rebate=wish, at=AT)
    assert sorted(type(one).__name__ for one in race(step, step)) == ["KeptRebate", "RebatedBefore"]


def test_of_two_programmes_claimed_at_once_at_two_prices_one_is(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    wish = NewRebate(sold_vin(store), "终端支持", yuan(100_000), yuan(10_000), TODAY)
    other = replace(wish, programme="置换", price=yuan(90_000))
    steps = [
        partial(commands.claim_rebate, actor=finance(store), store_id=store.pk, rebate=one, at=AT) for one in (wish, other)
    ]
    assert sorted(type(one).__name__ for one in race(*steps)) == ["Invalid", "KeptRebate"]


def test_of_two_stores_one_has_the_car(race: Callable[..., list[Any]]) -> None:
    stores = make_store("LG"), make_store("NS")
    vin = sold_vin(stores[0])
    attach_vehicle(actor=make_actor(stores[1], "service_advisor"), store_id=stores[1].pk, vin=vin, at=AT)
    wish = NewRebate(vin, "终端支持", yuan(100_000), yuan(10_000), TODAY)
    steps = [partial(commands.claim_rebate, actor=finance(one), store_id=one.pk, rebate=wish, at=AT) for one in stores]
    # The other store has not sold it; were its file to say so, the constraint would still let one through.
    assert sorted(type(one).__name__ for one in race(*steps)) == ["KeptRebate", "NotSoldHere"]


def test_of_two_who_end_it_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    made = make_rebate(store)
    refuse = partial(commands.refuse_rebate, actor=finance(store), rebate_id=made.id, reason="超期", at=AT)
    outcomes = race(partial(settle, made.id), refuse)
    assert sorted(type(one).__name__ for one in outcomes) == ["IllegalTransition", "KeptRebate"]
    with unit_of_work(system_actor("test"), "test", writable=False):
        assert Rebate.objects.across_stores(reason="test").count() == 1
