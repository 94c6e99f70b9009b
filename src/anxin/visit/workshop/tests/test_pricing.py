"""A finding is priced from the catalogue: labour, parts and packages are found, chosen, and sent to the customer at once."""

import re

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop import commands
from anxin.visit.workshop.commands import NewFinding
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, make_floor, order_for, start
from anxin.visit.workshop.tests.test_web import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT)
    floor = make_floor()
    make_rate()
    return floor


def found_on(floor: Floor) -> tuple[OrderAtWork, int]:
    order = order_for(floor)
    start(order, floor.wang)
    finding = NewFinding("雨刮老化")
    found = commands.report_finding(actor=floor.wang.actor, number=order.number, job_id=order.job_id, finding=finding, at=AT)
    return order, found.id


def test_items_and_packages_of_the_catalogue_are_chosen_on_the_page_and_wait_for_the_customer(floor: Floor) -> None:
    order, found = found_on(floor)
    labour, part = make_operation(name="更换雨刮"), make_article(name="雨刮片")
    package = make_package(make_operation(), make_article(), name="雨刮套餐", price="99.00")
    client, address = browser_of(floor.desk.actor), f"/workshop/findings/{found}/price/"
    region = client.get(address, {"q": "雨刮"}, headers={"HX-Request": "true", "HX-Target": "hits"}).content.decode()
    specs = [f"labour:{labour.code}", f"part:{part.number}", f"package:{package.code}"]
    links = [one.replace("%3A", ":") for one in re.findall(r'href="/workshop/findings/[^"]*item=([^"]*)"', region)]
    assert sorted(links) == sorted(specs)
    page = client.get(address, {"item": [*specs, specs[1], "part:NOT-THERE", "nonsense"]}).content.decode()
    assert re.findall(r'name="quantity"[^>]*value="([^"]*)"', page)[1:] == ["2", ""]
    assert "99.00" in page
    unfit = client.post(address, {"item": specs, "quantity": ["", "viel", ""], "kind": "labour", "name": "雨刮老化"})
    assert (unfit.status_code, "雨刮套餐" in unfit.content.decode()) == (422, True)
    sent = client.post(address, {"item": specs, "quantity": ["", "2", ""], "kind": "labour", "name": "雨刮老化"})
    assert sent.status_code == 303
    jobs = view_of(floor.desk, order.number).jobs
    added = {item.name: (item.decision, item.quantity) for item in jobs[0].items if item.is_additional}
    assert added == {"更换雨刮": ("PRESENTED", labour.hours), "雨刮片": ("PRESENTED", 2)}
    assert (jobs[-1].title, {item.decision for item in jobs[-1].items}) == ("雨刮套餐", {"PRESENTED"})
    assert client.post(address, {"item": specs[:1], "quantity": [""], "kind": "labour"}).status_code == 409


def test_a_line_by_hand_needs_its_price_only_when_nothing_was_chosen(floor: Floor) -> None:
    order, found = found_on(floor)
    client, address = browser_of(floor.desk.actor), f"/workshop/findings/{found}/price/"
    by_hand = {"kind": "labour", "name": "雨刮老化", "free_quantity": "1"}
    refused = client.post(address, by_hand)
    assert (refused.status_code, "请至少填一条明细" in refused.content.decode()) == (422, True)
    assert client.post(address, by_hand | {"unit_price": "80"}).status_code == 303
    assert [item.name for item in view_of(floor.desk, order.number).jobs[0].items if item.is_additional] == ["雨刮老化"]


def test_an_unknown_package_changes_nothing(floor: Floor) -> None:
    order, found = found_on(floor)
    with pytest.raises(Invalid):
        commands.price_finding(actor=floor.desk.actor, finding_id=found, packages=["NONE"], at=AT)
    assert len(view_of(floor.desk, order.number).jobs) == 1


def test_who_may_add_no_job_is_offered_no_package(floor: Floor) -> None:
    _order, found = found_on(floor)
    package = make_package(make_operation(), make_article(), name="雨刮套餐", price="99.00")
    address = f"/workshop/findings/{found}/price/"
    assert package.code in browser_of(floor.desk.actor).get(address, {"q": "雨刮套餐"}).content.decode()
    assert package.code not in browser_of(floor.wang.actor).get(address, {"q": "雨刮套餐"}).content.decode()
