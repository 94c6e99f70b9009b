"""What the counter has at hand around the two signatures: tolerance, order paper, old parts, what was agreed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock, parameters
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.tests.factories import make_article, make_rate
from anxin.visit.reception import commands, queries, rules
from anxin.visit.reception.parameters import UNITS_USED_UP
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, seen, signed_visit, walked_around
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.parameters import ESTIMATE_TOLERANCE
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=3))
    return make_cash_desk()


@pytest.fixture
def browser(client: Client, desk: FrontDesk) -> Client:
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


@pytest.mark.parametrize(("unit", "leaves"), [("个", True), ("升", False), ("l", False), (" ML ", False), ("", True)])
def test_what_is_poured_in_leaves_no_old_part(unit: str, leaves: bool) -> None:
    assert rules.leaves_old_part(unit, str(UNITS_USED_UP.default)) is leaves


def test_the_delivery_note_lists_no_fluid_as_old_part_and_says_each_label_once(browser: Client, desk: FrontDesk) -> None:
    make_rate()
    oil, filter_ = make_article(name="发动机油", unit="升"), make_article(name="机油滤清器", unit="个")
    items = [LABOUR, NewItem("part", oil.number), NewItem("part", filter_.number)]
    number = signed_visit(desk, jobs=[NewJob("小保养", items=items)])
    order = view_of(desk, number)
    draft = queries.draft_delivery_note(desk.actor, order, AT.date())
    assert [part.name for part in draft.parts] == ["机油滤清器"]
    page = browser.get(f"/deliveries/{number}/").content.decode()
    for words in ("行车注意</label>", "去向</label>"):
        assert words not in page
    assert order.authorisation is not None
    assert all(words in page for words in order.authorisation.choices)


def test_the_sign_page_says_the_tolerance_that_holds(browser: Client, desk: FrontDesk) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code=ESTIMATE_TOLERANCE.code,
            value="0.05",
            level="store",
            scope_id=desk.store.pk,
            valid_from=AT.date(),
            actor_key="test",
            at=AT,
        )
    parameters.forget()
    kept = walked_around(desk)
    jobs = [NewJob("检查", items=[LABOUR])]
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=jobs, at=AT)
    assert "偏差超过 5% 先" in browser.get(f"/reception/{kept.number}/?step=sign").content.decode()


def test_the_order_paper_is_offered_as_soon_as_it_is_signed(browser: Client, desk: FrontDesk) -> None:
    number = signed_visit(desk)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    for step in ("car", "sign"):
        page = browser.get(f"/reception/{reception.row.number}/?step={step}").content.decode()
        assert re.search(rf'href="/repair-orders/{number}/print/"[^>]*>.*委托书', page), step


def test_an_order_opened_before_the_walk_around_gets_its_mileage(desk: FrontDesk) -> None:
    kept = receive(desk, concerns="异响")
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    assert view_of(desk, opened.order_number).head.odometer_km is None
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(odometer_km=12_345), at=AT)
    assert view_of(desk, opened.order_number).head.odometer_km == 12_345
