"""Where something is fitted: left, right, front, rear."""

from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.resources.catalog import rules as catalog_rules
from anxin.resources.catalog.tests.factories import make_article, make_package
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewItem, NewJob, PositionNeeded, PositionsMissing
from anxin.visit.repair_orders.tests.factories import (
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db


def browser_of(desk: FrontDesk) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


@pytest.mark.rule("R-RO06")
@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("减振器", True),
        ("前减振器", False),
        ("点火线圈", True),
        ("轮胎 205/55R16", True),
        ("机油滤清器", False),
        ("左前大灯", False),
    ],
)
def test_a_name_says_whether_a_part_is_fitted_on_several_sides(name: str, needs: bool) -> None:
    assert catalog_rules.has_positions(name) is needs


@pytest.mark.rule("R-RO06")
def test_a_part_of_several_sides_is_refused_without_its_side() -> None:
    desk = make_front_desk()
    shock = make_article(name="减振器", needs_position=True).number
    with pytest.raises(PositionNeeded) as refused:
        open_order(desk, jobs=[NewJob("异响", items=[NewItem("part", shock)])])
    assert (refused.value.field, refused.value.rule) == ("position_words", "R-RO06")
    number = open_order(desk, jobs=[NewJob("异响", items=[NewItem("part", shock, position_words="左前")])]).number
    assert view_of(desk, number).jobs[0].items[0].description == "减振器 · 左前"
    sign_order(desk, number)


@pytest.mark.rule("R-RO06")
def test_a_package_brings_its_side_or_is_not_signed_before_somebody_says_it() -> None:
    desk = make_front_desk()
    shock = make_article(name="减振器", needs_position=True)
    told, untold = make_package(shock, positions=("前",)), make_package(shock)
    jobs = [NewJob("减振器", package_code=code) for code in (told.code, untold.code)]
    number = open_order(desk, jobs=jobs).number
    with pytest.raises(PositionsMissing) as refused:
        sign_order(desk, number)
    assert refused.value.rule == "R-RO06"
    first, second = (job.items[0] for job in view_of(desk, number).jobs)
    assert (first.position_words, second.position_words) == ("前", "")
    commands.change_item(actor=desk.actor, number=number, item_id=second.id, position_words="右后", at=AT)
    sign_order(desk, number)


@pytest.mark.rule("R-RO06")
def test_what_is_fitted_elsewhere_than_signed_goes_back_to_the_customer() -> None:
    desk = make_front_desk()
    shock = make_article(name="减振器", needs_position=True).number
    number = signed_order(desk, jobs=[NewJob("异响", items=[NewItem("part", shock, position_words="左前")])]).number
    item = view_of(desk, number).jobs[0].items[0].id
    commands.change_item(actor=desk.actor, number=number, item_id=item, position_words="右前", at=AT)
    assert view_of(desk, number).waiting[0].position_words == "右前"


@pytest.mark.rule("R-RO06")
def test_the_side_is_tapped_not_typed() -> None:
    desk = make_front_desk()
    shock = make_article(name="减振器", needs_position=True)
    number = open_order(desk).number
    job = view_of(desk, number).jobs[0].id
    page = f"/repair-orders/{number}/jobs/{job}/propose-items/"
    client = browser_of(desk)
    shown = client.get(page, {"q": "减振器"}).content.decode()
    assert 'name="position_words" value="左前"' in shown
    tapped: dict[str, Any] = {"kind": "part", "code": shock.number, "payer": "customer"}
    assert client.post(page, tapped).status_code == 422
    assert client.post(page, {**tapped, "position_words": "左前"}).status_code == 303
    assert view_of(desk, number).jobs[0].items[-1].position_words == "左前"
