"""From completed to settled (M09.08, R-DL06, K-Z16), and whether check and bill were on time (M09.10, R-DL05, K-N11)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import LateExpress
from anxin.visit.billing.parameters import CONTROL_DAYS, SETTLE_WITHIN
from anxin.visit.repair_orders.queries import list_awaiting_settlement, list_inspected, list_obstacles

FinalChecks = Callable[[Actor, Collection[int]], dict[int, datetime]]
_final_checks: list[FinalChecks] = []
CASHIER = "cashier"


@dataclass(frozen=True, slots=True)
class UnsettledRow:
    """An inspected order that nobody has settled: until when it should be, for whom it waits, and why."""

    number: str
    plate: str
    customer_name: str
    advisor_name: str
    inspected_at: datetime
    due_at: datetime
    is_overdue: bool
    amount: Money
    who: tuple[str, ...]
    why: tuple[str, ...]
    vin: str = ""


@dataclass(frozen=True, slots=True)
class CheckedOrder:
    """An inspected order: when it had its final check and was billed, and whether both came in time (K-N11).

    In time is by the promise to the customer; without a promise, within the limit for settling. A car that was never
    finally checked is not in time.
    """

    number: str
    plate: str
    customer_name: str
    advisor_name: str
    checked_at: datetime | None
    settled_at: datetime | None
    promised_at: datetime | None
    due_at: datetime
    is_on_time: bool
    vin: str = ""


@dataclass(frozen=True, slots=True)
class SettlementFigures:
    """Orders that passed their inspection on some days: how many are settled, and how many checked and billed in time."""

    orders: tuple[CheckedOrder, ...]

    @property
    def inspected(self) -> int:
        """All of them."""
        return len(self.orders)

    @property
    def settled(self) -> int:
        """Those that are settled by now."""
        return sum(one.settled_at is not None for one in self.orders)

    @property
    def on_time(self) -> int:
        """Those whose final check and bill came in time."""
        return sum(one.is_on_time for one in self.orders)

    @property
    def settled_rate(self) -> Decimal | None:
        """Settled ÷ inspected (K-Z16)."""
        return Decimal(self.settled) / self.inspected if self.orders else None

    @property
    def on_time_rate(self) -> Decimal | None:
        """Checked and billed in time ÷ inspected (K-N11)."""
        return Decimal(self.on_time) / self.inspected if self.orders else None


def register_final_checks(checks: FinalChecks) -> None:
    """Say when orders had their final check: order id → moment of the last passed one; a module above keeps inspections."""
    _final_checks[:] = [checks]


@query(permissions.SEE)
def list_unsettled(actor: Actor, store_id: int, at: datetime) -> list[UnsettledRow]:
    """The control list of a store: every inspected order that is not settled, the longest wait first."""
    waiting = list_awaiting_settlement(actor, store_id)
    ids = [row.id for row in waiting]
    obstacles = list_obstacles(actor, store_id, ids, at)
    asked = LateExpress.objects.visible_to(actor, permissions.SEE).filter(repair_order__in=ids, approval__state="PENDING")
    undecided = set(asked.values_list("repair_order_id", flat=True))
    limit, calendar = value(SETTLE_WITHIN, store_id, store_info(store_id).clock.day(at)), calendar_of(store_id)
    rows = []
    for row in waiting:
        found = [(one.who, one.words) for one in obstacles.get(row.id, ())]
        found += [("leader", _("快保超时免单没有批"))] if row.id in undecided else []
        found = found or [(CASHIER, _("可以结算"))]
        due = limit.due(calendar, row.inspected_at)
        rows.append(
            UnsettledRow(
                row.number,
                row.plate,
                row.customer_name,
                row.advisor_name,
                row.inspected_at,
                due,
                at > due,
                row.amount,
                tuple(dict.fromkeys(who for who, _words in found)),
                tuple(words for _who, words in found),
                vin=row.vin,
            )
        )
    return rows


@query(permissions.SEE)
def settlement_figures(actor: Actor, store_id: int, first: date, last: date) -> SettlementFigures:
    """Orders inspected on these days of a store, settled and in time.

    :raises Invalid: the days stand the wrong way round, or are more than the store wants at once
    """
    most = value(CONTROL_DAYS, store_id, last)
    if not timedelta(0) <= last - first < timedelta(days=most):
        raise Invalid(_("请选 1 到 %(most)s 天。") % {"most": most}, field="last", rule="M09.10")
    clock, calendar = store_info(store_id).clock, calendar_of(store_id)
    found = list_inspected(actor, store_id, clock.bounds(first)[0], clock.bounds(last)[1])
    finals = _final_checks[0](actor, [one.id for one in found]) if _final_checks and found else {}
    limit = value(SETTLE_WITHIN, store_id, last)
    rows = []
    for one in found:
        checked = finals.get(one.id)
        due = one.promised_at or limit.due(calendar, one.inspected_at)
        on_time = all(moment is not None and moment <= due for moment in (checked, one.settled_at))
        rows.append(
            CheckedOrder(
                one.number,
                one.plate,
                one.customer_name,
                one.advisor_name,
                checked,
                one.settled_at,
                one.promised_at,
                due,
                on_time,
                vin=one.vin,
            )
        )
    return SettlementFigures(tuple(rows))
