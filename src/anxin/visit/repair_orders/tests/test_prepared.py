"""Prepared selects give what the same queryset gives, and fail closed as it does."""

from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.database.prepared import prepared, prepared_values, run_prepared
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.scoped import UnscopedAccess
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.tests.factories import make_front_desk, signed_order

pytestmark = pytest.mark.django_db


@prepared
def _dearest(order_ids: list[int], least: int) -> models.QuerySet[Item]:
    rows: models.QuerySet[Item] = Item.objects.across_stores(reason="a test")
    dear = rows.filter(repair_order_id__any=order_ids, amount__gte=least, decided_at__isnull=False)
    return dear.select_related("repair_order__vehicle").order_by("-amount", "pk")


@prepared
def _without_scope(order_id: int) -> models.QuerySet[Item]:
    rows: models.QuerySet[Item] = Item.objects.filter(repair_order_id=order_id)
    return rows


@prepared_values
def _sums(order_ids: list[int], kind: str) -> Any:
    rows = Item.objects.across_stores(reason="a test").filter(repair_order_id__any=order_ids, kind=kind).order_by()
    return rows.values_list("repair_order_id").annotate(total=models.Sum("amount"), lines=models.Count("pk"))


def test_sums_are_those_of_the_items_every_time() -> None:
    desk = make_front_desk("LG", "service_advisor")
    orders = [signed_order(desk, at=AT).number for _each in range(2)]
    with reading(desk.actor):
        rows = [RepairOrder.objects.visible_to(desk.actor, permissions.SEE).one(number=number) for number in orders]
        expected = {
            (order.pk, Money.sum(one.amount for one in items_of(order) if one.kind == "labour"), 1) for order in rows
        }
        for _ in range(3):
            assert set(_sums([order.pk for order in rows], "labour")) == expected
        assert _sums([], "labour") == []


def test_it_gives_the_rows_joins_and_values_of_the_queryset_every_time() -> None:
    desk = make_front_desk("LG", "service_advisor")
    number = signed_order(desk, at=AT).number
    with reading(desk.actor):
        order = RepairOrder.objects.visible_to(desk.actor, permissions.SEE).one(number=number)
        expected = sorted(items_of(order), key=lambda item: (-item.amount.fen, item.pk))
        for _ in range(3):
            found = _dearest([order.pk, 0], 1)
            assert found == [item for item in expected if item.amount.fen >= 1]
            assert {type(item.amount) for item in found} == {Money}
            assert found[0].repair_order.vehicle.pk == order.vehicle_id
        assert _dearest([], 1) == _dearest(least=1, order_ids=[]) == []


def test_it_raises_without_a_scope() -> None:
    with pytest.raises(UnscopedAccess):
        _without_scope(1)


def test_one_row_is_found_by_plain_values_and_only_in_the_actors_stores() -> None:
    desk = make_front_desk("LG", "service_advisor")
    number = signed_order(desk, at=AT).number
    stranger = make_actor(make_store("NS"), "service_advisor")
    with reading(desk.actor):
        mine = RepairOrder.objects.visible_to(desk.actor, permissions.SEE)
        order = mine.select_related("vehicle").one(number=number)
        assert mine.one(pk=order.pk) == mine.one(pk=str(order.pk)) == order
        for lookup in ({"number": "?"}, {"pk": 2**70}, {"pk": -1}, {"number": number, "pk": 0}):
            with pytest.raises(NotFound):
                mine.one(**lookup)
        with pytest.raises(NotFound):
            mine.filter(state="NONE").one(number=number)
    with reading(stranger), pytest.raises(NotFound):
        RepairOrder.objects.visible_to(stranger, permissions.SEE).one(number=number)


def test_what_was_asked_before_the_scope_is_not_forgotten() -> None:
    desk = make_front_desk("LG", "service_advisor")
    number = signed_order(desk, at=AT).number
    with reading(desk.actor), CaptureQueriesContext(connection) as captured:
        rows = RepairOrder.objects.across_stores(reason="a test").locked()
        assert rows.visible_to(desk.actor, permissions.SEE).one(number=number).number == number
    assert "FOR NO KEY UPDATE" in captured.captured_queries[-1]["sql"]


def test_a_fixed_statement_gives_its_rows_and_none_when_it_returns_nothing() -> None:
    assert run_prepared("SELECT %s::int + 1", [1]) == [(2,)]
    assert run_prepared("SELECT set_config('app.stores', %s, true)", [""]) == [("",)]
    assert run_prepared("SET LOCAL lock_timeout = 0") == []
