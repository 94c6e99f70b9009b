"""A new car goes to its customer after its inspection, or when somebody lets it go and says why (M07.13)."""

from typing import Any

import pytest
from django.test import Client

from anxin.holdings.vehicle_sales import commands, queries
from anxin.holdings.vehicle_sales.commands import NotInspected
from anxin.holdings.vehicle_sales.tests.factories import make_ready_car, make_sold_car, make_team, note_inspection
from anxin.holdings.vehicle_sales.tests.test_hand_over import hand_over
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform import clock
from anxin.platform.errors import Conflict, Denied, Invalid, VersionConflict
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db


def car_of(sold_car_id: int) -> queries.SoldCarRow:
    with reading(system_actor("test")):
        return queries.get_sold_car(system_actor("test"), sold_car_id)


def test_a_car_without_a_passed_inspection_stays() -> None:
    store = make_store()
    make_team(store)
    sold = make_sold_car(store)
    with pytest.raises(NotInspected):
        hand_over(store, sold.id)
    note_inspection(store, sold.id, has_passed=False)
    with pytest.raises(NotInspected):
        hand_over(store, sold.id)
    assert (car_of(sold.id).handed_over_on, car_of(sold.id).is_ready) == (None, False)
    note_inspection(store, sold.id, has_passed=True)
    assert hand_over(store, sold.id).at == AT
    after = car_of(sold.id)
    assert (after.inspection_number, after.has_passed_inspection, after.waive_reason) == ("W1", True, "")


def test_a_manager_lets_a_car_go_and_says_why() -> None:
    store = make_store()
    make_team(store)
    sold = make_sold_car(store)
    act: dict[str, Any] = {"sold_car_id": sold.id, "at": AT}
    with pytest.raises(Denied):
        commands.waive_new_car_inspection(actor=make_actor(store, "sales_consultant"), reason="客户急", **act)
    manager = make_actor(store, "showroom_manager")
    for reason in (" ", "急" * 201):
        with pytest.raises(Invalid):
            commands.waive_new_car_inspection(actor=manager, reason=reason, **act)
    with pytest.raises(VersionConflict):
        commands.waive_new_car_inspection(actor=manager, reason="客户急", version=7, **act)
    assert car_of(sold.id).waive_reason == ""
    commands.waive_new_car_inspection(actor=manager, reason="客户急，厂家已检", **act)
    hand_over(store, sold.id)
    assert (car_of(sold.id).waive_reason, car_of(sold.id).has_passed_inspection) == ("客户急，厂家已检", False)
    with pytest.raises(Conflict):
        commands.waive_new_car_inspection(actor=manager, reason="再放行", **act)
    with pytest.raises(Conflict):
        commands.waive_new_car_inspection(actor=manager, reason="不用", **{**act, "sold_car_id": make_ready_car(store).id})


def test_the_page_asks_for_the_inspection_before_the_checklist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store = make_store()
    make_team(store)
    sold = make_sold_car(store)
    client = Client()
    client.force_login(User.objects.get(pk=make_user(store, "showroom_manager", "general_manager").pk))
    address = f"/new-cars/{sold.id}/"
    shown = client.get(address).content.decode()
    assert "售前检查合格以后才能交付" in shown
    assert "交付清单" not in shown
    client.post(f"{address}waive/", {"reason": ""})
    assert car_of(sold.id).waive_reason == ""
    client.post(f"{address}waive/", {"reason": "厂家已检"})
    shown = client.get(address).content.decode()
    assert "不等售前检查放行：厂家已检" in shown
    assert "交付清单" in shown
