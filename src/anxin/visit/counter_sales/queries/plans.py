"""The plan of external sales beside what was sold: by month, and by seller (PRJ-07, K-J13, K-Z32)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from anxin.parties.people.queries import names_of
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.counter_sales import permissions, rules
from anxin.visit.counter_sales.lifecycle import CONFIRMED, PLAN, WAITING
from anxin.visit.counter_sales.models import SOLD_LINES, PlanVerdict, SalesPlan

BY_MONTH = f"""
SELECT extract(month FROM line.day)::int, sum(line.net)::bigint, sum(line.cost)::bigint FROM ({SOLD_LINES}) AS line
WHERE line.store_id = %s AND line.day >= %s AND line.day < %s GROUP BY 1
"""
BY_SELLER = f"""
SELECT line.seller_id, count(*)::int, sum(line.net)::bigint, sum(line.cost)::bigint FROM ({SOLD_LINES}) AS line
WHERE line.store_id = %s AND line.day >= %s AND line.day < %s GROUP BY 1 ORDER BY 3 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """One version of a year's plan; amounts without tax."""

    id: int
    number: int
    state: str
    state_label: str
    total: Money
    steps: tuple[Money, ...]
    reason: str
    set_by: str
    set_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class MonthOfPlan:
    """A month: its step (None without a plan), what was sold without tax and what that cost."""

    month: int
    planned: Money | None
    sold: Money
    cost: Money

    @property
    def missing(self) -> Money | None:
        """What is still to be sold; nothing once the step is reached."""
        return None if self.planned is None else max(self.planned - self.sold, Money(0))

    @property
    def achieved(self) -> Decimal | None:
        """Sold over planned (K-J13), a ratio."""
        return Decimal(self.sold.fen) / self.planned.fen if self.planned else None

    @property
    def margin(self) -> Decimal | None:
        """Gross profit over sales (K-Z32), a ratio."""
        return Decimal(self.sold.fen - self.cost.fen) / self.sold.fen if self.sold.fen > 0 else None


@dataclass(frozen=True, slots=True)
class SellerOfMonth:
    """What one person sold in a month, without tax; lines that nobody on the staff sold stand without a name."""

    seller_id: int | None
    name: str
    lines: int
    sold: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What a month was judged to be; ``depth`` is None where nothing lay in stock."""

    month: date
    planned: Money | None
    sold: Money
    issued: Money
    stocked: Money
    depth: Decimal | None
    depth_wanted: Decimal
    missed_plan: bool
    missed_depth: bool


@dataclass(frozen=True, slots=True)
class PlanYear:
    """A store's year: the version that holds, the one that waits, all versions, twelve months and what was judged."""

    year: int
    holding: KeptPlan | None
    waiting: KeptPlan | None
    versions: tuple[KeptPlan, ...]
    months: tuple[MonthOfPlan, ...]
    verdicts: tuple[VerdictView, ...]

    @property
    def newest(self) -> int:
        """The number of the newest version, 0 for none."""
        return self.versions[0].number if self.versions else 0


@query(permissions.SEE)
def get_plan_year(actor: Actor, store_id: int, year: int) -> PlanYear:
    """A store's plan of a year, with what was sold in its months.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    found = SalesPlan.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, year=year)
    versions = _kept(actor, list(found.order_by("-number")))
    by_state = {one.state: one for one in versions}
    holding = by_state.get(CONFIRMED)
    sold = _sold(store_id, year)
    months = tuple(
        MonthOfPlan(month, holding.steps[month - 1] if holding else None, *sold.get(month, (Money(0), Money(0))))
        for month in rules.MONTHS
    )
    judged = PlanVerdict.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, month__year=year)
    verdicts = tuple(_verdict(one) for one in judged.order_by("-month"))
    return PlanYear(year, holding, by_state.get(WAITING), versions, months, verdicts)


@query(permissions.SEE)
def find_year_of_plan(actor: Actor, plan_id: int) -> tuple[int, int]:
    """Store and year of a version.

    :raises NotFound: unknown or out of scope
    """
    row = SalesPlan.objects.visible_to(actor, permissions.SEE).filter(pk=plan_id).values_list("store_id", "year").first()
    if row is None:
        raise NotFound
    return row[0], row[1]


@query(permissions.SEE)
def sellers_of_month(actor: Actor, store_id: int, year: int, month: int) -> list[SellerOfMonth]:
    """Who sold what in a month, most first.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    with connection.cursor() as cursor:
        cursor.execute(BY_SELLER, [store_id, *_days(year, month)])
        rows = cursor.fetchall()
    names = names_of(actor, {row[0] for row in rows if row[0] is not None})
    return [SellerOfMonth(row[0], names.get(row[0], ""), row[1], Money(row[2]), Money(row[3])) for row in rows]


def sold_in_month(store_id: int, year: int, month: int) -> Money:
    """What a store sold in a month without tax, what came back taken off."""
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH, [store_id, *_days(year, month)])
        row = cursor.fetchone()
    return Money(row[1]) if row else Money(0)


def _days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _sold(store_id: int, year: int) -> dict[int, tuple[Money, Money]]:
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH, [store_id, date(year, 1, 1), date(year + 1, 1, 1)])
        return {month: (Money(net), Money(cost)) for month, net, cost in cursor.fetchall()}


def _kept(actor: Actor, rows: Sequence[SalesPlan]) -> tuple[KeptPlan, ...]:
    people = {one for row in rows for one in (row.set_by_id, row.answered_by_id) if one is not None}
    names = names_of(actor, people) if people else {}

    def name(employee_id: int | None) -> str:
        return names.get(employee_id, "") if employee_id is not None else ""

    return tuple(
        KeptPlan(
            row.pk,
            row.number,
            row.state,
            str(PLAN.labels[row.state]),
            row.total,
            row.steps,
            row.reason,
            name(row.set_by_id),
            row.set_at,
            row.answer,
            name(row.answered_by_id),
            row.answered_at,
        )
        for row in rows
    )


def _verdict(row: PlanVerdict) -> VerdictView:
    return VerdictView(
        row.month,
        row.planned,
        row.sold,
        row.issued,
        row.stocked,
        Decimal(row.issued.fen) / row.stocked.fen if row.stocked else None,
        row.depth_wanted,
        row.missed_plan,
        row.missed_depth,
    )
