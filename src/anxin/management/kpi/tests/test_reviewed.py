"""Figures of the days that a review of repair orders looks at, beside those before (M22.11)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.management.kpi.queries import DaysBeside, read_days_beside
from anxin.management.kpi.rules.periods import Span, span_before
from anxin.management.kpi.web.reviewed import printed_figures
from anxin.management.reviews import commands
from anxin.management.reviews.queries import ReviewView, get_review
from anxin.management.reviews.tests.factories import Person, make_person
from anxin.management.reviews.web.papers import paper_of
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.errors import Denied, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order
from anxin.visit.workshop.tests.test_web import browser_of

DAY = timedelta(days=1)
TODAY = AT.date()
FIRST = TODAY - 6 * DAY


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), (date(2026, 9, 1), date(2026, 9, 30))),
        (date(2026, 2, 1), date(2026, 3, 31), (date(2025, 12, 1), date(2026, 1, 31))),
        (date(2026, 11, 2), date(2026, 11, 8), (date(2026, 10, 26), date(2026, 11, 1))),
        (date(2026, 11, 1), date(2026, 11, 20), (date(2026, 10, 12), date(2026, 10, 31))),
        (date(2026, 3, 1), date(2026, 3, 1), (date(2026, 2, 28), date(2026, 2, 28))),
    ],
)
def test_before_whole_months_come_whole_months_and_else_as_many_days(
    first: date, last: date, before: tuple[date, date]
) -> None:
    assert span_before(Span(first, last)) == Span(*before)


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk()


@pytest.fixture
def boss(desk: FrontDesk) -> Person:
    return make_person(desk.store, "service_manager", "服务经理")


def delivered(desk: FrontDesk, hours: int, at: datetime) -> None:
    """An order that was here for some hours."""
    number = open_order(desk, at=at - timedelta(hours=hours)).number
    with unit_of_work(desk.actor, "test", writable=True):
        rows = RepairOrder.objects.across_stores(reason="test").filter(number=number)
        rows.update(arrived_at=at - timedelta(hours=hours), delivered_at=at, delivered_on=at.date())


def read(actor: Any, store_id: int, first: date = FIRST, last: date = TODAY) -> DaysBeside:
    with reading(actor):
        return read_days_beside(actor, store_id, first, last)


def reviewed(desk: FrontDesk, boss: Person) -> ReviewView:
    days = commands.NewReview(FIRST, TODAY, TODAY, "车间主任")
    made = commands.open_review(actor=boss.actor, store_id=desk.store.pk, review=days, at=AT)
    with reading(boss.actor):
        return get_review(boss.actor, made.id, AT)


def week(desk: FrontDesk) -> None:
    """This week 9 and 5 hours, the week before 2, and one long before."""
    for hours, back in ((9, 0), (5, 6), (2, 7), (30, 14)):
        delivered(desk, hours, AT - back * DAY)


def test_the_days_are_those_of_the_review_and_as_many_before(desk: FrontDesk, boss: Person) -> None:
    week(desk)
    found = read(boss.actor, desk.store.pk)
    assert (found.span, found.before) == (Span(FIRST, TODAY), Span(FIRST - 7 * DAY, FIRST - DAY))
    cycle = found.readings[0]
    assert (cycle.definition.code, cycle.value, cycle.before) == ("repair_cycle_time", Decimal(7), Decimal(2))
    assert [one.definition.code for one in found.readings[1:]] == [
        "first_time_fix", "internal_rework_rate", "workshop_on_time_completion",
    ]  # fmt: skip


def test_days_of_which_records_tell_a_part_are_compared_with_nothing(desk: FrontDesk, boss: Person) -> None:
    for hours, back in ((9, 0), (2, 7)):
        delivered(desk, hours, AT - back * DAY)
    found = read(boss.actor, desk.store.pk)
    cycle = found.readings[0]
    # Records begin on the last day of the week before.
    assert (found.began, cycle.value, cycle.before) == (FIRST - DAY, Decimal(9), None)
    row = reviewed(desk, boss).row
    page = browser_of(boss.actor).get(f"/order-reviews/{row.id}/").content.decode()
    assert f"到店记录从 {FIRST - DAY} 开始，之前只有一部分，不比" in page
    assert printed_figures(boss.actor, row)["figures"][0][2:] == ["—", "—"]


def test_figures_of_another_store_are_not_read(desk: FrontDesk, boss: Person) -> None:
    other = make_front_desk("FT")
    with pytest.raises(NotFound):
        read(boss.actor, other.store.pk)
    with pytest.raises(Denied):
        read(make_person(desk.store, "workshop_director").actor, desk.store.pk)


def test_the_review_shows_them_to_whoever_sees_it_and_leads_on_who_sees_figures(desk: FrontDesk, boss: Person) -> None:
    week(desk)
    row = reviewed(desk, boss).row
    page, head = f"/order-reviews/{row.id}/", make_person(desk.store, "workshop_director")
    shown = browser_of(boss.actor).get(page).content.decode()
    assert all(one in shown for one in ("维修周期", "7.0 小时", "2.0 小时", "+250.0%", f"{page}print/"))
    link = f"/figures/repair_cycle_time/?level=store&amp;unit={desk.store.pk}&amp;period=month&amp;day={TODAY}"
    assert link in shown
    assert browser_of(boss.actor).get(link.replace("&amp;", "&")).status_code == 200
    seen = browser_of(head.actor).get(page).content.decode()
    assert ("7.0 小时" in seen, "/figures/repair_cycle_time/" in seen) == (True, False)


def test_the_paper_has_the_figures_the_orders_their_causes_and_measures(desk: FrontDesk, boss: Person) -> None:
    week(desk)
    found = reviewed(desk, boss)
    by: dict[str, Any] = {"actor": boss.actor, "review_id": found.row.id, "at": AT}
    for one in found.orders:
        commands.note_causes(reviewed_id=one.id, causes=["parts"], words="缺减振器", **by)
    to = {"responsible_id": boss.id, "due_on": TODAY + DAY}
    commands.agree_measure(words="先备件再约车", reviewed_id=found.orders[0].id, **to, **by)
    commands.close_review(conclusion="备件要早", **by)
    with reading(boss.actor):
        whole = get_review(boss.actor, found.row.id, AT)
        paper = paper_of(boss.actor, whole, store_info(desk.store.pk))
        assert printed_figures(boss.actor, whole.row)["figures"] == paper["figures"]
    assert paper["figures"][0] == ["维修周期", "7.0 小时", "2.0 小时", "+250.0%"]
    assert [row[0] for row in paper["orders"]] == [one.number for one in whole.orders]
    assert (paper["orders"][0][3], paper["causes"]) == ("等配件 · 缺减振器", "等配件 2")
    assert (paper["measures"][0][0], paper["conclusion"]) == ("先备件再约车", "备件要早")
    assert render_pdf("reviews/order_review", dict(paper)).startswith(b"%PDF")
    path = f"/order-reviews/{found.row.id}/print/"
    printed = browser_of(boss.actor).get(path)
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert browser_of(make_person(desk.store, "technician").actor).get(path).status_code == 403
    assert browser_of(make_person(make_front_desk("FT").store, "service_manager").actor).get(path).status_code == 404
