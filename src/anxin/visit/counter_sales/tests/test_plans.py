"""The yearly plan of external sales: set, confirmed, changed with a reason, and judged month by month."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.parts.commands import IssueLine, age_stock, issue_parts
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.purchasing.queries import get_fund_month
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.counter_sales import commands, queries, rules
from anxin.visit.counter_sales.models import PlanVerdict, SalesPlan
from anxin.visit.counter_sales.tests.factories import make_sale

db = pytest.mark.django_db
YEAR, THIS_MONTH = AT.year, AT.month
EVEN = [None] * 12
YEARLY = Money(1_200_00)
NEXT = datetime(AT.year, AT.month, 28, 4, tzinfo=AT.tzinfo) + timedelta(days=7)


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def parts(store: Store) -> Actor:
    return make_actor(store, "parts_manager")


@pytest.fixture
def head(store: Store) -> Actor:
    return make_actor(store, "after_sales_manager")


def plan(parts: Actor, store: Store, total: Money | None = YEARLY, **more: Any) -> commands.SavedPlan:
    said: dict[str, Any] = {"year": YEAR, "total": total, "steps": EVEN, "at": AT, **more}
    return commands.set_sales_plan(actor=parts, store_id=store.pk, **said)


def titles(actor: Actor, store: Store) -> list[str]:
    return [one.title for one in list_tasks(actor, TaskFilter(whose="store"), store.pk, at=AT)]


amounts = st.one_of(st.none(), st.integers(0, 10_000_000).map(Money))


@given(st.one_of(st.none(), st.integers(0, 10**9).map(Money)), st.lists(amounts, min_size=12, max_size=12))
def test_filled_steps_come_to_the_total_to_the_fen(total: Money | None, steps: list[Money | None]) -> None:
    filled = rules.fill_steps(total, steps)
    said = Money.sum(one for one in steps if one is not None)
    if filled is None:
        assert total is not None
        assert said > total or (None not in steps and said != total)
        return
    assert Money.sum(filled) == (said if total is None else total)
    assert all(one is None or one == now for one, now in zip(steps, filled, strict=True))
    shares = [now.fen for one, now in zip(steps, filled, strict=True) if one is None]
    assert not shares or max(shares) - min(shares) <= 1, "evenly"


@pytest.mark.parametrize(("year", "begun"), [(2025, 12), (2026, 11), (2027, 0)])
def test_begun_months(year: int, begun: int) -> None:
    assert rules.begun_months(year, 2026, 11) == begun


@db
@pytest.mark.rule("R-PT08")
def test_a_plan_holds_once_the_other_side_has_confirmed_it(store: Store, parts: Actor, head: Actor) -> None:
    done = plan(parts, store, steps=[Money.yuan(150), *[None] * 11])
    assert (done.number, done.state, done.total) == (1, "WAITING", Money.yuan(1200))
    assert fact_rows(head, "counter_sales.plan_step") == []
    (title,) = titles(head, store)
    assert "1,200.00" in title
    commands.confirm_sales_plan(actor=head, plan_id=done.id, at=AT)
    assert titles(head, store) == []
    seen = queries.get_plan_year(parts, store.pk, YEAR)
    assert seen.holding is not None
    assert (seen.holding.steps[0], seen.holding.steps[1], seen.holding.steps[11]) == (
        Money(150_00),
        Money(95_46),
        Money(95_45),
    )
    rows = fact_rows(head, "counter_sales.plan_step")
    assert [of(row, "day", "planned") for row in rows][:2] == [(date(YEAR, 1, 1), 150_00), (date(YEAR, 2, 1), 95_46)]
    assert len(rows) == 12
    with pytest.raises(IllegalTransition):
        commands.confirm_sales_plan(actor=head, plan_id=done.id, at=AT)


@db
def test_a_plan_is_confirmed_by_somebody_else_in_the_same_store(store: Store, parts: Actor) -> None:
    done = plan(parts, store)
    with pytest.raises(Denied):
        commands.confirm_sales_plan(actor=parts, plan_id=done.id, at=AT)
    with pytest.raises(NotFound):
        commands.confirm_sales_plan(actor=make_actor(make_store("FT"), "after_sales_manager"), plan_id=done.id, at=AT)
    with pytest.raises(Denied):
        plan(make_actor(store, "parts_clerk"), store)
    both = make_actor(store, "parts_manager", "after_sales_manager")
    own = plan(both, store)
    with pytest.raises(commands.OwnPlan):
        commands.confirm_sales_plan(actor=both, plan_id=own.id, at=AT)


@db
def test_a_plan_that_is_sent_back_says_why_and_the_old_one_goes_on(store: Store, parts: Actor, head: Actor) -> None:
    old = plan(parts, store)
    commands.confirm_sales_plan(actor=head, plan_id=old.id, at=AT)
    new = plan(parts, store, Money.yuan(2400), reason="团购多了")
    with pytest.raises(Invalid):
        commands.return_sales_plan(actor=head, plan_id=new.id, words=" ", at=AT)
    assert commands.return_sales_plan(actor=head, plan_id=new.id, words="太高", at=AT).state == "RETURNED"
    seen = queries.get_plan_year(parts, store.pk, YEAR)
    assert seen.holding is not None
    assert (seen.holding.id, seen.waiting, [one.state for one in seen.versions]) == (old.id, None, ["RETURNED", "CONFIRMED"])


@db
def test_a_month_that_has_begun_is_changed_with_a_reason_only(store: Store, parts: Actor, head: Actor) -> None:
    commands.confirm_sales_plan(actor=head, plan_id=plan(parts, store).id, at=AT)
    later = [Money.yuan(100)] * THIS_MONTH + [Money.yuan(50)] * (12 - THIS_MONTH)
    only_later = plan(parts, store, total=None, steps=later)
    begun = [*later[: THIS_MONTH - 1], Money.yuan(1), *later[THIS_MONTH:]]
    with pytest.raises(commands.BegunMonthChanged):
        plan(parts, store, total=None, steps=begun)
    assert queries.get_plan_year(parts, store.pk, YEAR).newest == only_later.number, "nothing of it stays"
    told = plan(parts, store, total=None, steps=begun, reason="停电一周")
    with pytest.raises(IllegalTransition):
        commands.confirm_sales_plan(actor=head, plan_id=only_later.id, at=AT)
    commands.confirm_sales_plan(actor=head, plan_id=told.id, at=AT)
    states = [one.state for one in queries.get_plan_year(parts, store.pk, YEAR).versions]
    assert states == ["CONFIRMED", "REPLACED", "REPLACED"]


@db
def test_a_month_that_began_while_the_plan_waited_needs_a_reason_too(store: Store, parts: Actor, head: Actor) -> None:
    commands.confirm_sales_plan(actor=head, plan_id=plan(parts, store).id, at=AT)
    later = [Money.yuan(100)] * THIS_MONTH + [Money.yuan(50)] * (12 - THIS_MONTH)
    waits = plan(parts, store, total=None, steps=later)
    with pytest.raises(commands.BegunMonthChanged):
        commands.confirm_sales_plan(actor=head, plan_id=waits.id, at=NEXT)
    assert queries.get_plan_year(parts, store.pk, YEAR).waiting is not None


@db
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"steps": [Money(1)] * 12}, commands.StepsDisagree),
        ({"steps": [Money.yuan(1300), *[None] * 11]}, commands.StepsDisagree),
        ({"steps": [None]}, Invalid),
        ({"total": None}, Invalid),
        ({"total": Money(0)}, Invalid),
        ({"total": Money(-1)}, Invalid),
        ({"total": Money(10**14)}, Invalid),
        ({"year": YEAR + 3}, Invalid),
        ({"seen": 7}, commands.PlanMovedOn),
    ],
)
def test_a_plan_that_cannot_be_is_refused(store: Store, parts: Actor, given: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        plan(parts, store, **given)
    assert queries.get_plan_year(parts, store.pk, YEAR).versions == ()


@db
def test_the_database_keeps_plans_and_verdicts_as_they_were(store: Store, parts: Actor, head: Actor) -> None:
    done = plan(parts, store)
    rows = SalesPlan.objects.in_stores([store.pk]).filter(pk=done.id)
    for change in ({"total": Money(1)}, {"step_1": Money(1)}, {"state": "CONFIRMED"}):
        with unit_of_work(parts, "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with unit_of_work(parts, "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    commands.judge_month(actor=system_actor("test"), store_id=store.pk, month=date(YEAR, THIS_MONTH, 1), at=NEXT)
    with unit_of_work(head, "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        PlanVerdict.objects.in_stores([store.pk]).update(missed_plan=True)


@db
def test_months_and_sellers_stand_beside_the_plan(store: Store, parts: Actor, head: Actor) -> None:
    commands.confirm_sales_plan(actor=head, plan_id=plan(parts, store).id, at=AT)
    make_sale(store)  # 2 × 68.00 ÷ 1.13
    month = queries.get_plan_year(parts, store.pk, YEAR).months[THIS_MONTH - 1]
    assert (month.planned, month.sold, month.missing) == (Money(100_00), Money(120_35), Money(0))
    assert month.margin == Decimal(month.sold.fen - month.cost.fen) / month.sold.fen
    (row,) = queries.sellers_of_month(parts, store.pk, YEAR, THIS_MONTH)
    assert (row.seller_id, row.lines, row.sold) == (None, 1, Money(120_35))
    with reading(parts):
        assert queries.sold_in_month(store.pk, YEAR, THIS_MONTH) == Money(120_35)
    with pytest.raises(Denied):
        queries.get_plan_year(make_actor(make_store("FT"), "parts_manager"), store.pk, YEAR)


def issued(store: Store, cost: str, left: str) -> None:
    """One part issued to an order of this month at a cost, so many yuan left on the shelf; the night has looked."""
    article = make_article()
    stock_up(store, article, "1", cost)
    other = make_article()
    stock_up(store, other, "1", left)
    issue_parts(
        actor=system_actor("test"),
        store_id=store.pk,
        document=DocumentRef("repair_orders.repairorder", 1),
        lines=[IssueLine(article.pk, Decimal(1), 1)],
        key="issue",
        at=AT,
    )
    age_stock(actor=system_actor("test"), store_id=store.pk, at=NEXT)


@db
@pytest.mark.rule("R-PT08")
@pytest.mark.parametrize(
    ("planned", "cost", "missed_plan", "missed_depth"),
    [("1200.00", "130.00", False, False), ("1444.20", "130.00", False, False), ("1444.32", "129.99", True, True)],
)
def test_a_month_that_is_over_is_judged_once(
    store: Store, parts: Actor, head: Actor, planned: str, cost: str, missed_plan: bool, missed_depth: bool
) -> None:
    commands.confirm_sales_plan(actor=head, plan_id=plan(parts, store, Money.yuan(planned)).id, at=AT)
    article = make_article()
    stock_up(store, article, "2", "10.00")
    make_sale(store, article=article)  # 120.35 without tax
    issued(store, cost, "100.00")
    month, program = date(YEAR, THIS_MONTH, 1), system_actor("test")
    done = commands.judge_month(actor=program, store_id=store.pk, month=month, at=NEXT)
    assert (done.missed_plan, done.missed_depth, done.is_new) == (missed_plan, missed_depth, True)
    told = titles(parts, store)
    assert len(told) == (1 if missed_plan else 0)
    again = commands.judge_month(actor=program, store_id=store.pk, month=month, at=NEXT)
    assert (again.missed_plan, again.is_new, titles(parts, store)) == (missed_plan, False, told)
    hold = get_fund_month(system_actor("test"), store.pk, date(YEAR, THIS_MONTH + 1, 1)).hold
    assert (hold is not None) is missed_plan
    if hold is not None:
        assert (len(hold.reasons), hold.percent) == (2, 80)
    (verdict,) = queries.get_plan_year(parts, store.pk, YEAR).verdicts
    assert (verdict.sold, verdict.depth) == (Money(120_35), Decimal(cost) / 100)


@db
def test_a_month_waits_for_its_stock_and_is_not_judged_before_its_end(store: Store, parts: Actor, head: Actor) -> None:
    stock_up(store, make_article(), "1", "10.00")
    month, program = date(YEAR, THIS_MONTH, 1), system_actor("test")
    judge = partial(commands.judge_month, actor=program, store_id=store.pk)
    assert not judge(month=month, at=NEXT).is_new
    assert queries.get_plan_year(parts, store.pk, YEAR).verdicts == ()
    for wrong in (month + timedelta(days=1), date(YEAR + 1, 1, 1)):
        with pytest.raises(Invalid):
            judge(month=wrong, at=AT)
    with pytest.raises(Denied):
        commands.judge_month(actor=parts, store_id=store.pk, month=month, at=NEXT)


def test_two_who_set_a_plan_at_once_leave_one_that_waits(race: Callable[..., list[Any]]) -> None:
    store = make_store()
    people = [make_actor(store, "parts_manager") for _one in range(2)]
    done = race(*(partial(plan, one, store, seen=0) for one in people))
    assert sorted(type(one).__name__ for one in done) == ["PlanMovedOn", "SavedPlan"]


@db
def test_the_page_sets_and_confirms(client: Client, store: Store) -> None:
    manager = make_user(store, "parts_manager")
    make_employee(store, "parts_manager", user=manager)
    client.force_login(manager)
    typed = {"year": str(YEAR), "seen": "0", "total": "1200", "reason": ""}
    assert client.post("/counter-sales/plan/set/", {**typed, "step_1": "1300"}).status_code == 422
    assert client.post("/counter-sales/plan/set/", typed).status_code == 303
    assert client.post("/counter-sales/plan/set/", typed).status_code == 409
    page = client.get(f"/counter-sales/plan/?year={YEAR}").content.decode()
    assert "1,200.00" in page
    (version,) = queries.get_plan_year(system_actor("test"), store.pk, YEAR).versions
    client.force_login(make_user(store, "after_sales_manager"))
    assert client.get(f"/counter-sales/plans/{version.id}/").status_code == 200
    assert client.post(f"/counter-sales/plans/{version.id}/return/", {"words": ""}).status_code == 422
    assert client.post(f"/counter-sales/plans/{version.id}/confirm/", {"words": ""}).status_code == 303
    assert client.get(f"/counter-sales/plan/?year={YEAR}&format=xlsx")["content-type"].startswith("application/vnd")
