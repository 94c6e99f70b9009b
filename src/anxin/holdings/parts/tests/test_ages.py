"""How old stock is: layers, what the night works out, months that are kept, decisions and the warning."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.holdings.parts import commands, queries, rules
from anxin.holdings.parts.models import ShelfCard, StockMonth
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.parties.work.models import Task
from anxin.platform.errors import Denied, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.tests.fact_rows import fact_rows
from anxin.resources.catalog.tests.factories import make_article

DAY = date(2026, 1, 1)
QUANTITIES = st.integers(1, 5_000).map(lambda n: Decimal(n) / 1000)


@given(
    arrived=st.lists(st.tuples(st.integers(0, 40), QUANTITIES), min_size=1, max_size=12),
    share=st.integers(0, 1200),
    fen=st.integers(0, 10**9),
)
def test_layers_sum_to_what_is_on_hand_and_to_its_value(arrived: list[tuple[int, Decimal]], share: int, fen: int) -> None:
    came = [rules.Arrived(DAY + timedelta(days=days), quantity) for days, quantity in sorted(arrived)]
    on_hand = round(sum((one.quantity for one in came), Decimal(0)) * share / 1000, 3)
    found = rules.layers(on_hand, Money(fen), came)
    assert sum((layer.quantity for layer in found), Decimal(0)) == (on_hand if on_hand > 0 else 0)
    assert Money.sum(layer.value for layer in found) == (Money(fen) if found else Money(0))
    assert [layer.on for layer in found] == sorted({layer.on for layer in found})
    assert all(layer.quantity > 0 for layer in found)


@pytest.mark.parametrize(
    ("oldest", "issued", "slow"),
    [(180, None, True), (179, None, False), (400, 180, True), (400, 179, False), (None, None, False)],
)
def test_what_lay_there_and_did_not_go_out_is_slow(oldest: int | None, issued: int | None, slow: bool) -> None:
    def ago(days: int | None) -> date | None:
        return None if days is None else DAY - timedelta(days=days)

    assert rules.is_slow(ago(oldest), ago(issued), DAY, 180) is slow


@pytest.fixture
def store(db: None) -> Store:
    return make_store()


def boss() -> Any:
    return system_actor("test")


def receive(store: Store, article: Any, quantity: str, days_ago: int, cost: str = "10.00") -> None:
    line = commands.ReceiptLine(article.pk, Decimal(quantity), Money.yuan(cost))
    at = AT - timedelta(days=days_ago)
    commands.receive_stock(actor=boss(), store_id=store.pk, lines=[line], key=f"{article.pk}-{days_ago}", at=at)


def issue(store: Store, article: Any, quantity: str, days_ago: int) -> None:
    line = commands.IssueLine(article.pk, Decimal(quantity))
    at = AT - timedelta(days=days_ago)
    document = DocumentRef("test.document", 1)
    commands.issue_parts(actor=boss(), store_id=store.pk, document=document, lines=[line], at=at)


def age(store: Store) -> commands.AgedStock:
    return commands.age_stock(actor=boss(), store_id=store.pk, at=AT)


def open_tasks() -> dict[int | None, str]:
    with reading(boss()):
        return dict(Task.plain.filter(state="OPEN", kind="parts.clear_slow").values_list("pk", "post"))


def card(store: Store, article: Any) -> ShelfCard:
    with reading(boss()):
        return ShelfCard.plain.get(store=store, article_id=article.pk)


def test_the_first_in_go_first_and_a_return_does_not_make_stock_young(store: Store) -> None:
    article = make_article()
    receive(store, article, "10", 400)
    receive(store, article, "5", 100)
    issue(store, article, "8", 50)
    today = AT.date()
    found = queries.layers_of(boss(), store.pk, article.pk)
    assert [(layer.on, layer.quantity) for layer in found] == [
        (today - timedelta(days=400), Decimal(2)),
        (today - timedelta(days=100), Decimal(5)),
    ]
    assert Money.sum(layer.value for layer in found) == queries.get_stock(boss(), store.pk, article.pk).value
    age(store)
    row = card(store, article)
    assert (row.oldest_on, row.issued_on) == (today - timedelta(days=400), today - timedelta(days=50))
    assert (row.is_slow, row.is_overdue) == (False, True)


def test_an_undone_receipt_is_no_layer(store: Store) -> None:
    article = make_article()
    receive(store, article, "5", 300)
    wrong = stock_up(store, article, "7")
    commands.reverse_entry(actor=boss(), entry_id=wrong.lines[0].entry_id, note="收错", at=AT)
    assert [layer.quantity for layer in queries.layers_of(boss(), store.pk, article.pk)] == [Decimal(5)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 9), st.integers(-9, 9)), min_size=1, max_size=8))
def test_what_the_night_says_is_what_the_layers_say(store: Store, steps: list[tuple[int, int]]) -> None:
    article, on_hand, days = make_article(), 0, 500
    for gap, moved in steps:
        days -= gap * 7
        if moved > 0:
            receive(store, article, str(moved), days)
            on_hand += moved
        elif moved < 0 and on_hand:
            issue(store, article, str(min(-moved, on_hand)), days)
            on_hand -= min(-moved, on_hand)
    if not on_hand:
        return
    age(store)
    assert card(store, article).oldest_on == queries.layers_of(boss(), store.pk, article.pk)[0].on


def test_months_that_are_over_are_kept_once_as_they_ended(store: Store) -> None:
    article = make_article(is_accessory=True)
    receive(store, article, "10", 70, "10.00")
    issue(store, article, "4", 1)
    kept = age(store).months
    assert kept == tuple(sorted(kept))
    assert kept[-1] < AT.date().replace(day=1)
    with reading(boss()):
        rows = list(StockMonth.plain.order_by("on").values_list("on", "quantity", "value", "is_accessory"))
    assert [row[0] for row in rows] == list(kept)
    assert {row[1:] for row in rows} == {(Decimal(10), Money(100_00), True)}
    assert age(store).months == ()
    facts = sorted(fact_rows(boss(), "parts.stock_month"), key=lambda row: row["day"])
    assert [(row["day"], row["quantity"], row["cost"]) for row in facts][-1] == (
        AT.date() - timedelta(days=1),
        Decimal(6),
        60_00,
    )
    assert len(facts) == len(kept) + 1
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE parts_stockmonth SET value = 0")


def test_what_goes_out_often_is_in_high_demand_unless_somebody_said_otherwise(store: Store) -> None:
    often, said = make_article(), make_article()
    for article in (often, said):
        receive(store, article, "20", 80)
        for day in range(2, 8):
            issue(store, article, "1", day)
    levels = {"minimum": None, "standard": None, "maximum": None}
    commands.set_levels(actor=boss(), store_id=store.pk, article_id=said.pk, high_demand=False, at=AT, **levels)
    age(store)
    found = queries.levels_of(boss(), store.pk, [often.pk, said.pk])
    assert (found[often.pk].is_high_demand, found[said.pk].is_high_demand) == (True, False)


def test_the_list_is_cut_by_age_bin_class_and_level(store: Store) -> None:
    old, low, mat = make_article("OLD"), make_article("LOW"), make_article("MAT", is_accessory=True, part_class="脚垫")
    receive(store, old, "3", 400)
    receive(store, low, "1", 5)
    receive(store, mat, "2", 5)
    commands.place_article(actor=boss(), store_id=store.pk, article_id=mat.pk, bins=["A-1", "Z-9"], at=AT)
    levels = {"minimum": Decimal(2), "standard": Decimal(4), "maximum": None}
    commands.set_levels(actor=boss(), store_id=store.pk, article_id=low.pk, at=AT, **levels)
    age(store)

    def found(**wanted: Any) -> list[str]:
        return sorted(row.number for row in queries.list_stock(boss(), store.pk, queries.StockFilter(**wanted)).rows)

    assert found(age="slow") == found(age="overdue") == ["OLD"]
    assert found(on_hand="below") == found(on_hand="under") == ["LOW"]
    assert found(bin="z-") == found(part_class="脚垫") == found(is_accessory=True) == ["MAT"]
    assert found(unmoved_since=AT.date() - timedelta(days=30)) == ["OLD"]
    assert found(is_genuine=True) == ["LOW", "MAT", "OLD"]
    assert found(is_genuine=False) == []
    page = queries.list_stock(boss(), store.pk, queries.StockFilter(age="slow"))
    assert (page.total, page.sums["value"]) == (1, Money(30_00))


def test_old_stock_is_decided_and_its_post_gets_a_task(store: Store) -> None:
    article = make_article("OLD")
    receive(store, article, "3", 400)
    age(store)
    manager = make_actor(store, "parts_manager")
    until = AT.date() + timedelta(days=20)
    given = {"store_id": store.pk, "article_id": article.pk, "at": AT}
    done = commands.decide_clearing(actor=manager, way="external_sale", until=until, **given)
    with reading(boss()):
        task = Task.plain.get(pk=done.task_id)
    assert (task.post, "OLD" in task.title, "外销" in task.title) == ("parts_seller", True, True)
    (row,) = queries.list_old_stock(boss(), store.pk).rows
    assert (row.way, row.until, row.is_slow, row.is_overdue) == ("external_sale", until, True, True)
    assert queries.list_old_stock(boss(), store.pk, undecided=True).total == 0
    here = given | {"store_id": make_store("NS").pk}
    elsewhere = commands.decide_clearing(actor=boss(), way="external_sale", until=until, **here)
    again = commands.decide_clearing(actor=manager, way="write_off", until=until, **given)
    assert open_tasks() == {again.task_id: "finance_manager", elsewhere.task_id: "parts_seller"}, "one decision, one task"
    assert commands.decide_clearing(actor=manager, way="keep", until=AT.date(), **given).task_id is None
    assert list(open_tasks()) == [elsewhere.task_id]
    assert queries.list_old_stock(boss(), store.pk).rows[0].way == "keep"
    for wrong in ({"way": "burn", "until": until}, {"way": "keep", "until": AT.date() - timedelta(days=1)}):
        with pytest.raises(Invalid):
            commands.decide_clearing(actor=manager, **wrong, **given)
    with pytest.raises(Denied):
        commands.decide_clearing(actor=make_actor(store, "parts_clerk"), way="keep", until=until, **given)


@pytest.mark.rule("R-PT10")
def test_the_manager_is_warned_when_slow_stock_passes_the_limit(store: Store) -> None:
    old, new = make_article(), make_article()
    receive(store, new, "92", 3)
    receive(store, old, "8", 400)
    age(store)
    warn = {"actor": boss(), "store_id": store.pk, "at": AT}
    assert commands.warn_of_slow_stock(**warn).task_id is None
    stock_up(store, old, "1", "10.00")
    told = commands.warn_of_slow_stock(**warn)
    assert (told.slow, told.all) == (Money(90_00), Money(1010_00))
    with reading(boss()):
        assert Task.plain.get(pk=told.task_id).post == "parts_manager"


def test_two_who_decide_at_once_leave_one_task(race: Callable[..., list[Any]]) -> None:
    store, article = make_store(), make_article()
    said = {"store_id": store.pk, "article_id": article.pk, "until": AT.date() + timedelta(days=9), "at": AT}
    race(*[lambda: commands.decide_clearing(actor=boss(), way="external_sale", **said)] * 4)
    assert len(open_tasks()) == 1


def test_the_pages_show_layers_and_old_stock_and_take_a_decision(store: Store) -> None:
    article, client = make_article("OLD"), Client()
    client.force_login(make_user(store, "parts_manager"), backend="django.contrib.auth.backends.ModelBackend")
    receive(store, article, "3", 400)
    age(store)
    assert "库龄" in client.get(f"/parts/{article.pk}/").content.decode()
    assert "OLD" in client.get("/parts/slow/").content.decode()
    assert "OLD" in client.get("/parts/?age=slow&sort=oldest").content.decode()
    said = {"way": "supplier_return", "until": "2099-01-01", "post_key": "a"}
    assert client.post(f"/parts/{article.pk}/clearing/", said).status_code == 422
    said |= {"until": (AT.date() + timedelta(days=9)).isoformat(), "post_key": "b"}
    assert client.post(f"/parts/{article.pk}/clearing/", said).status_code == 303
    assert "退供应商" in client.get("/parts/slow/").content.decode()
