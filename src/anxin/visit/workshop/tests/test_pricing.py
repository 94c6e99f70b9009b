"""A finding is priced from the catalogue: labour, parts and packages are found, chosen, and sent to the customer at once."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.files.tests.factories import make_picture
from anxin.platform.money import Money
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders.commands import FactsMissing
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import NewFinding
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, make_floor, order_for, start
from anxin.visit.workshop.tests.test_web import browser_of

pytestmark = pytest.mark.django_db
SAID = {"kind": "labour", "cause": "胶条开裂", "harm": "雨天看不清", "urgency": "soon"}


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT)
    floor = make_floor()
    make_rate()
    return floor


def found_on(floor: Floor) -> tuple[OrderAtWork, int]:
    order = order_for(floor)
    start(order, floor.wang)
    finding = NewFinding("雨刮老化", harm="雨天看不清")
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
    unfit = client.post(address, {"item": specs, "quantity": ["", "viel", ""], **SAID, "name": "雨刮老化"})
    assert (unfit.status_code, "雨刮套餐" in unfit.content.decode()) == (422, True)
    sent = client.post(address, {"item": specs, "quantity": ["", "2", ""], **SAID, "name": "雨刮老化"})
    assert sent.status_code == 303
    jobs = view_of(floor.desk, order.number).jobs
    added = {item.name: (item.decision, item.quantity) for item in jobs[0].items if item.is_additional}
    assert added == {"更换雨刮": ("PRESENTED", labour.hours), "雨刮片": ("PRESENTED", 2)}
    assert (jobs[-1].title, {item.decision for item in jobs[-1].items}) == ("雨刮套餐", {"PRESENTED"})
    assert client.post(address, {"item": specs[:1], "quantity": [""], **SAID}).status_code == 409


def test_a_line_by_hand_needs_its_price_only_when_nothing_was_chosen(floor: Floor) -> None:
    order, found = found_on(floor)
    client, address = browser_of(floor.desk.actor), f"/workshop/findings/{found}/price/"
    by_hand = {**SAID, "name": "雨刮老化", "free_quantity": "1"}
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


@pytest.mark.rule("R-WS05")
def test_what_the_customer_is_asked_carries_the_four_facts_and_the_refusal_names_what_is_missing(floor: Floor) -> None:
    order, found = found_on(floor)
    client, address = browser_of(floor.desk.actor), f"/workshop/findings/{found}/price/"
    page = client.get(address).content.decode()
    assert ("雨刮老化</textarea>" in page, 'value="雨天看不清"' in page) == (True, True)
    part = {"kind": "part", "name": "雨刮片", "unit_price": "80", "free_quantity": "1"}
    refused = client.post(address, part | {"cause": " ", "harm": "", "urgency": "soon"})
    body = refused.content.decode()
    missing = ("请写原因和现在的情况", "请写不做会怎样", "没有工时明细，请写要多等多久")
    assert (refused.status_code, [words in body for words in missing]) == (422, [True] * 3)
    with pytest.raises(FactsMissing) as refusal:
        commands.price_finding(
            actor=floor.desk.actor, finding_id=found, items=[PART], facts=commands.FactsWish(harm="\u200b"), at=AT
        )
    assert (sorted(refusal.value.errors), refusal.value.rule) == (["extra_minutes", "harm"], "R-WS05")
    assert view_of(floor.desk, order.number).waiting == ()
    sent = client.post(address, part | SAID | {"kind": "part", "urgency": "now", "extra_minutes": "0"})
    assert sent.status_code == 303
    (job,) = view_of(floor.desk, order.number).jobs
    (said,) = job.proposals
    assert (said.cause, said.harm, said.urgency, said.extra_minutes) == ("胶条开裂", "雨天看不清", "now", 0)
    assert (said.found_by, said.found_at) == ("王强", AT)
    assert {item.proposal_id for item in job.items if item.is_additional} == {said.id}


def test_the_time_is_that_of_the_labour_unless_the_advisor_says_another(floor: Floor) -> None:
    order, found = found_on(floor)
    commands.price_finding(actor=floor.desk.actor, finding_id=found, items=[LABOUR, PART], at=AT)
    assert [one.extra_minutes for one in view_of(floor.desk, order.number).jobs[0].proposals] == [30]


@pytest.mark.rule("R-WS07")
def test_the_technicians_photo_and_words_go_to_the_desk_and_from_there_to_the_customer(floor: Floor) -> None:
    order = order_for(floor)
    start(order, floor.wang)
    phone, desk = browser_of(floor.wang.actor), browser_of(floor.desk.actor)
    form = f"/workshop/orders/{order.number}/jobs/{order.job_id}/report-finding/"
    page = phone.get(form).content.decode()
    assert page.index("data-photos") < page.index('name="words"')
    key = phone.post("/workshop/photos/", {"photo": SimpleUploadedFile("a.jpg", make_picture(), "image/jpeg")}).json()["id"]
    phone.post(form, {"words": "胶条开裂", "urgency": "soon", "harm": "雨天看不清", "photos": [key]})
    (waiting,) = queries.list_open_findings(floor.desk.actor, floor.store_id, AT)
    where = (f"/repair-orders/{order.number}/", f"/workshop/findings/{waiting.finding.id}/price/")
    assert all(f"/files/{key}/?size=thumb" in desk.get(address).content.decode() for address in where)
    commands.price_finding(actor=floor.desk.actor, finding_id=waiting.finding.id, items=[LABOUR], at=AT)
    for address in (where[0], f"{where[0]}decide-items/"):
        page = desk.get(address).content.decode()
        assert (f"/files/{key}/?size=thumb" in page, "雨天看不清" in page) == (True, True), address
    # The technician has nothing that reaches the customer: neither the decision nor a message.
    assert not any(floor.wang.actor.may(code) for code in ("repair_orders.authorise", "contacts.send"))


def test_what_fits_the_words_is_offered_with_its_position_and_the_sum_is_shown(floor: Floor) -> None:
    order = order_for(floor)
    start(order, floor.wang)
    make_operation(name="清洗节气门")
    wiper = make_operation(name="更换雨刮", hours="0.5", needs_position=True)
    blade = make_article(name="雨刮片", price="80.00")
    finding = NewFinding("右前雨刮老化开裂", harm="雨天看不清")
    by = {"actor": floor.wang.actor, "number": order.number, "job_id": order.job_id}
    found = commands.report_finding(finding=finding, at=AT, **by).id
    client, address = browser_of(floor.desk.actor), f"/workshop/findings/{found}/price/"
    page = client.get(address)
    offered = [hit.code for hit, _address in page.context["hits"]]
    assert offered == [wiper.code, blade.number]
    assert "按发现的内容找到的" in page.content.decode()
    chosen = client.get(address, {"item": [f"labour:{wiper.code}", *[f"part:{blade.number}"] * 2]})
    rows = chosen.context["chosen"]
    assert [(one.position, one.quantity) for one in rows] == [("右前", "0.5"), ("", "2")]
    assert chosen.context["total"] == Money.sum(one.line for one in rows)
    assert rows[1].line == Money.yuan(160)


def test_what_is_none_of_the_job_becomes_a_job_of_its_own_with_its_own_payer(floor: Floor) -> None:
    order, found = found_on(floor)
    client, address = browser_of(floor.desk.actor), f"/workshop/findings/{found}/price/"
    with pytest.raises(Invalid):
        commands.price_finding(
            actor=floor.desk.actor, finding_id=found, items=[LABOUR], own_job=commands.OwnJob("换雨刮", "moon"), at=AT
        )
    line = {**SAID, "name": "更换雨刮", "free_quantity": "1", "unit_price": "80", "extra_minutes": "20"}
    assert client.post(address, line | {"is_own_job": "on", "payer": "warranty"}).status_code == 303
    first, own = view_of(floor.desk, order.number).jobs
    assert not any(item.is_additional for item in first.items)
    assert (own.title, [(item.payer, item.decision) for item in own.items]) == ("更换雨刮", [("warranty", "PRESENTED")])


def test_the_page_says_before_the_tap_that_the_link_would_not_go(floor: Floor, settings: Any) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    _order, found = found_on(floor)
    page = browser_of(floor.desk.actor).get(f"/workshop/findings/{found}/price/").content.decode()
    assert ("不能发短信：客户没有授权此用途" in page, "报价并发链接" in page) == (True, False)
