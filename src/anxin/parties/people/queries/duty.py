"""Who of a trade is planned to work on which days: what the book of half hours is made of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q

from anxin.parties.people import permissions
from anxin.parties.people.models import Employee
from anxin.parties.people.queries.roster import list_absences, list_roster
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class TradeDuty:
    """A trained employee of a trade on duty on a day; without hours as long as the store is open."""

    employee_id: int
    trade: str
    day: date
    starts_at: time | None
    ends_at: time | None


@dataclass(frozen=True, slots=True)
class TradeDuties:
    """Trades of which the store has anybody on its staff, and their duties of some days."""

    trades: frozenset[str]
    duties: tuple[TradeDuty, ...]


@query(permissions.SEE)
def list_trade_duties(actor: Actor, store_id: int, first: date, last: date, *, also: Collection[int] = ()) -> TradeDuties:
    """Duties of a store's technicians from a day to a day, both included: employed, not away, not at rest.

    Trainees work beside somebody and add nothing that could be promised. ``also`` names employees without a trade.
    """
    staff = Employee.objects.visible_to(actor, permissions.SEE).filter(
        Q(left_on=None) | Q(left_on__gte=first),
        Q(pk__in=also) | (~Q(trade="") & Q(is_trainee=False)),
        store_id=store_id,
        joined_on__lte=last,
    )
    people = list(staff.order_by("pk").values_list("pk", "trade", "joined_on", "left_on"))
    if not people:
        return TradeDuties(frozenset(), ())
    away = {
        (one.employee_id, max(one.starts_on, first) + timedelta(days=step))
        for one in list_absences(actor, store_id, first, last)
        for step in range((min(one.ends_on, last) - max(one.starts_on, first)).days + 1)
    }
    planned = {(one.employee_id, one.day): one for one in list_roster(actor, store_id, first, last)}
    duties = []
    for employee_id, trade, joined_on, left_on in people:
        for step in range((last - first).days + 1):
            day = first + timedelta(days=step)
            cell = planned.get((employee_id, day))
            if day < joined_on or (left_on and day > left_on) or (employee_id, day) in away:
                continue
            if cell is None:
                duties.append(TradeDuty(employee_id, trade, day, None, None))
            elif cell.is_working:
                duties.append(TradeDuty(employee_id, trade, day, cell.starts_at, cell.ends_at))
    return TradeDuties(frozenset(trade for _pk, trade, _joined, _left in people if trade), tuple(duties))
