"""Who of a trade is planned to work on which days: what the book of half hours is made of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q, QuerySet

from anxin.parties.people import permissions
from anxin.parties.people.models import Employee
from anxin.parties.people.queries.roster import list_absences, list_roster
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
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
    people = _staff(sorted(actor.stores_for(permissions.SEE)), store_id, list(also), first, last)
    if not people:
        return TradeDuties(frozenset(), ())
    away = {
        (one.employee_id, max(one.starts_on, first) + timedelta(days=step))
        for one in list_absences(actor, store_id, first, last)
        for step in range((min(one.ends_on, last) - max(one.starts_on, first)).days + 1)
    }
    planned = {(one.employee_id, one.day): one for one in list_roster(actor, store_id, first, last)}
    duties = []
    for one in people:
        for step in range((last - first).days + 1):
            day = first + timedelta(days=step)
            cell = planned.get((one.pk, day))
            if day < one.joined_on or (one.left_on and day > one.left_on) or (one.pk, day) in away:
                continue
            if cell is None:
                duties.append(TradeDuty(one.pk, one.trade, day, None, None))
            elif cell.is_working:
                duties.append(TradeDuty(one.pk, one.trade, day, cell.starts_at, cell.ends_at))
    return TradeDuties(frozenset(one.trade for one in people if one.trade), tuple(duties))


@prepared
def _staff(stores: list[int], store_id: int, also: list[int], first: date, last: date) -> QuerySet[Employee]:
    rows: QuerySet[Employee] = Employee.objects.in_stores(stores)
    present = rows.filter(Q(left_on=None) | Q(left_on__gte=first), store_id=store_id, joined_on__lte=last)
    return present.filter(Q(pk__any=also) | (~Q(trade="") & Q(is_trainee=False))).order_by("pk")
