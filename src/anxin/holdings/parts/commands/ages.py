"""What the night works out: how old the stock is, what is in high demand, and what there was at each month's end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from anxin.holdings.parts import parameters, permissions
from anxin.holdings.parts.models import StockBalance, StockEntry, StockMonth
from anxin.holdings.parts.queries.as_of import ARRIVING, AT_THE_END_OF_A_DAY
from anxin.holdings.parts.queries.entries import as_money
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import add_months
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.platform.parameters import value

MOST_MONTHS = 36

AGE = (
    AT_THE_END_OF_A_DAY
    + """
INSERT INTO parts_shelfcard (version, store_id, article_id, balance_id, main_bin, high_demand_counted, issued_on,
    oldest_on, is_slow, is_overdue, aged_on)
SELECT 1, %(store)s, article_id, balance_id, '', is_high_demand, issued_on, oldest_on, is_slow, is_overdue, %(day)s FROM aged
ORDER BY balance_id
ON CONFLICT (store_id, article_id) DO UPDATE SET high_demand_counted = excluded.high_demand_counted,
    issued_on = excluded.issued_on, oldest_on = excluded.oldest_on, is_slow = excluded.is_slow,
    is_overdue = excluded.is_overdue, aged_on = excluded.aged_on
"""
)
KEEP = (
    AT_THE_END_OF_A_DAY
    + """
INSERT INTO parts_stockmonth (store_id, article_id, "on", quantity, value, oldest_on, is_slow, is_overdue, is_accessory,
    is_high_demand)
SELECT %(store)s, g.article_id, %(day)s, g.quantity, g.value, g.oldest_on, g.is_slow, g.is_overdue, a.is_accessory,
    coalesce(c.high_demand_said, g.is_high_demand)
FROM aged g JOIN catalog_partarticle a ON a.id = g.article_id
LEFT JOIN parts_shelfcard c ON c.store_id = %(store)s AND c.article_id = g.article_id
WHERE g.quantity <> 0 OR g.value <> 0
ON CONFLICT (store_id, "on", article_id) DO NOTHING
"""
)


@dataclass(frozen=True, slots=True)
class AgedStock:
    """So many articles were looked at, as of the end of a day; ``months`` were kept now."""

    on: date
    articles: int
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class SlowWarning:
    """What slow stock is of all, without tax; ``task_id`` is the task of the parts manager if it is too much."""

    slow: Money
    all: Money
    task_id: int | None


@command(permissions.CLEAR, rule="R-PT10")
def age_stock(*, actor: Actor, store_id: int, at: datetime) -> AgedStock:
    """Say how old a store's stock was at the end of yesterday, and keep the months that are over (M14.01, R-PT10).

    Once kept, a month does not change: corrections stand on the day on which they are booked (ADR 0021).

    :raises Denied: the actor may not in this store
    """
    actor.require(permissions.CLEAR, store_id)
    yesterday = store_info(store_id).clock.day(at) - timedelta(days=1)
    months = _months_to_keep(actor, store_id, yesterday)
    with connection.cursor() as cursor:
        for end in months:
            cursor.execute(KEEP, _limits(store_id, end))
        cursor.execute(AGE, _limits(store_id, yesterday))
        articles = cursor.rowcount
    audit.note(None, store_id, aged=articles, months=[end.isoformat() for end in months])
    return AgedStock(yesterday, articles, tuple(months))


@command(permissions.CLEAR, rule="R-PT10")
def warn_of_slow_stock(*, actor: Actor, store_id: int, at: datetime) -> SlowWarning:
    """Give the parts manager a task when slow stock is more of all than the limit (R-PT08, R-PT10).

    Asked again it warns again; the schedule asks once a month.

    :raises Denied: the actor may not in this store
    """
    actor.require(permissions.CLEAR, store_id)
    store = store_info(store_id)
    day = store.clock.day(at)
    balances = StockBalance.objects.visible_to(actor, permissions.CLEAR).filter(store_id=store_id, on_hand__gt=0)
    sums = balances.aggregate(whole=Sum("value"), slow=Sum("value", filter=Q(card__is_slow=True)))
    whole, slow = as_money(sums["whole"]), as_money(sums["slow"])
    limit = value(parameters.SLOW_SHARE_LIMIT, store_id, day)
    if not whole.fen or slow.fen <= limit * whole.fen:
        audit.note(None, store_id, slow=slow.fen, all=whole.fen)
        return SlowWarning(slow, whole, None)
    words = _("滞销库存 %(slow)s 元，占库存 %(share)s%%，超过上限，请定处理办法") % {
        "slow": slow.as_yuan,
        "share": round(slow.fen * 100 / whole.fen, 1),
    }
    task = create_task(
        actor=actor,
        store_id=store_id,
        kind=parameters.SLOW_WARNING,
        subject=None,
        title=words,
        due_at=at + timedelta(days=value(parameters.DECIDE_SLOW_DAYS, store_id, day)),
        post="parts_manager",
        at=at,
    )
    return SlowWarning(slow, whole, task.id)


def _months_to_keep(actor: Actor, store_id: int, yesterday: date) -> list[date]:
    """Ends of the months that are over and not kept, oldest first."""
    last = (yesterday + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    seen = permissions.CLEAR
    kept = StockMonth.objects.visible_to(actor, seen).filter(store_id=store_id).order_by("-on").values_list("on", flat=True)
    first = StockEntry.objects.visible_to(actor, seen).filter(store_id=store_id).order_by("on").values_list("on", flat=True)
    begun, newest = first.first(), kept.first()
    if begun is None:
        return []
    earliest = max(begun, add_months(last.replace(day=1), 1 - MOST_MONTHS))
    months, end = [], last
    while end >= earliest and (newest is None or end > newest):
        months.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return sorted(months)


def _limits(store_id: int, day: date) -> dict[str, Any]:
    return {
        "store": store_id,
        "day": day,
        "arriving": [reason.value for reason in ARRIVING],
        "slow_days": value(parameters.SLOW_DAYS, store_id, day),
        "overdue_days": value(parameters.OVERDUE_DAYS, store_id, day),
        "demand_days": value(parameters.HIGH_DEMAND_DAYS, store_id, day),
        "demand_issues": value(parameters.HIGH_DEMAND_ISSUES, store_id, day),
    }
