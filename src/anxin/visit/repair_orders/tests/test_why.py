"""What is added to a signed order is explained: four facts, or the customer's own words."""

from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import Facts, FactsMissing, NewJob, OwnWish, WhyMissing
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    FrontDesk,
    make_front_desk,
    open_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
FOUND = {"cause": "磨损", "harm": "刹车变长", "urgency": "now"}


def add(desk: FrontDesk, number: str, way: str, why: Facts | OwnWish | None) -> None:
    by: dict[str, Any] = {"actor": desk.actor, "number": number, "why": why, "at": AT}
    if way == "items":
        commands.propose_items(job_id=view_of(desk, number).jobs[0].id, items=[LABOUR, PART], **by)
    else:
        commands.add_job(job=NewJob("换雨刮", items=[LABOUR, PART]), **by)


@pytest.mark.rule("R-WS05")
@pytest.mark.parametrize("way", ["items", "job"])
def test_after_the_signature_nothing_is_added_without_the_four_facts(way: str) -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    with pytest.raises(WhyMissing) as unsaid:
        add(desk, number, way, None)
    assert unsaid.value.rule == "R-WS05"
    for missing in FOUND:
        with pytest.raises(FactsMissing) as refused:
            add(desk, number, way, Facts(**FOUND | {missing: ""}))
        assert (refused.value.field, refused.value.rule) == (missing, "R-WS05")
    assert view_of(desk, number).waiting == ()
    add(desk, number, way, Facts(**FOUND))
    (found,) = view_of(desk, number).jobs[-1].proposals
    assert (found.cause, found.harm, found.urgency, found.extra_minutes, found.said_by) == (
        "磨损",
        "刹车变长",
        "now",
        30,
        "",
    )


@pytest.mark.rule("R-WS05")
@pytest.mark.parametrize("way", ["items", "job"])
def test_what_the_customer_asks_for_himself_is_kept_in_his_words_and_says_whose_they_are(way: str) -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    for wrong in (OwnWish(" "), OwnWish("字" * 501), OwnWish("换雨刮", "nobody")):
        with pytest.raises(FactsMissing) as refused:
            add(desk, number, way, wrong)
        assert refused.value.rule == "R-WS05"
    add(desk, number, way, OwnWish("雨刮也换了吧，刮不干净", "bringer"))
    view = view_of(desk, number)
    (wish,) = view.jobs[-1].proposals
    assert (wish.cause, wish.harm, wish.urgency, wish.said_by) == ("雨刮也换了吧，刮不干净", "", "", "送修人")
    assert len(view.waiting) == 2


def test_before_the_signature_and_for_a_job_without_items_nothing_is_asked() -> None:
    desk = make_front_desk()
    add(desk, open_order(desk).number, "items", None)
    signed = signed_order(desk).number
    commands.add_job(actor=desk.actor, number=signed, job=NewJob("异响", "还有异响"), at=AT)


@pytest.mark.rule("R-WS05")
def test_the_pages_ask_for_it_too() -> None:
    desk = make_front_desk()
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    number = signed_order(desk).number
    items = f"/repair-orders/{number}/jobs/{view_of(desk, number).jobs[0].id}/propose-items/"
    jobs = f"/repair-orders/{number}/add-job/"
    free = {"kind": "fee", "name": "检测", "unit_price": "50", "payer": "customer"}
    assert 'name="harm"' in client.get(items).content.decode()
    answer = client.post(items, free)
    assert (answer.status_code, "客户已签字" in answer.content.decode()) == (422, True)
    assert client.post(items, free | FOUND).status_code == 422  # no labour: how much longer?
    assert client.post(items, free | FOUND | {"extra_minutes": "10"}).status_code == 303
    assert client.post(items, free | {"asked_words": "检测一下", "said_by": "owner"}).status_code == 303
    assert [one.said_by for one in view_of(desk, number).jobs[0].proposals] == ["", "车主"]
    assert client.post(jobs, {"title": "雨刮", "complaint": "雨刮刮不干净"}).status_code == 303
    detail = client.get(f"/repair-orders/{number}/").content.decode()
    assert "客户自己要求 · 车主" in detail
    assert "“检测一下”" in detail
