"""The front desk's day: who is on duty, ready, with whom; who is next; and where the peak is."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import DutyRow, list_duty
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.appointments import permissions as booking_permissions
from anxin.visit.appointments.queries import list_appointments
from anxin.visit.reception import parameters, permissions, rules
from anxin.visit.reception.lifecycle import ARRIVED, HERE
from anxin.visit.reception.models import CoverChange, Readiness, Reception

HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class AdvisorOnDuty:
    """An advisor's day. ``is_ready`` is None before the check; ``waiting`` cars have no order yet, ``cars`` are all here.

    ``last_at`` is when the latest of these came.
    """

    employee_id: int
    name: str
    starts_at: time | None
    ends_at: time | None
    partner_ids: tuple[int, ...]
    partner_names: str
    is_ready: bool | None
    missing: tuple[str, ...]
    waiting: int
    cars: int
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AdvisorInTurn:
    """An advisor on duty with what decides the turn: cars without an order yet, and when the latest car here came."""

    employee_id: int
    name: str
    waiting: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Cars that are expected in half an hour against what its advisors can take in."""

    starts_at: time
    expected: int
    advisors: int
    room: int

    @property
    def is_short(self) -> bool:
        """More cars come than can be taken in."""
        return self.expected > self.room


@dataclass(frozen=True, slots=True)
class Duty:
    """The front desk on a day; ``next_id`` is whose turn it is to receive."""

    day: date
    advisors: tuple[AdvisorOnDuty, ...]
    least: int
    next_id: int | None
    half_hours: tuple[HalfHour, ...]

    @property
    def is_short(self) -> bool:
        """Fewer stand by than must (R-RC06)."""
        return len(self.advisors) < self.least

    @property
    def not_ready(self) -> tuple[str, ...]:
        """Names of those who have not made their check, or lack something (R-RC02)."""
        return tuple(one.name for one in self.advisors if not one.is_ready)

    @property
    def next_name(self) -> str:
        """Who receives next; empty when nobody is on duty."""
        return next((one.name for one in self.advisors if one.employee_id == self.next_id), "")


def readiness_items(store_id: int, day: date) -> tuple[str, ...]:
    """What an advisor checks before the shift."""
    sets = _("三件套至少 %(n)s 套") % {"n": value(parameters.PROTECTIVE_SETS, store_id, day)}
    return (*value(parameters.READINESS_ITEMS, store_id, day).split(), sets)


@query(permissions.SEE)
def list_turns(actor: Actor, store_id: int, day: date) -> list[AdvisorInTurn]:
    """The advisors on duty and what decides whose turn it is (R-RC03); bookings and checks are not read.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.SEE, store_id)
    people = _on_duty(actor, store_id, day)
    cars = _cars_here(actor, store_id, [one.employee_id for one in people])
    return [
        AdvisorInTurn(one.employee_id, one.name, cars.waiting[one.employee_id], cars.last.get(one.employee_id))
        for one in people
    ]


def next_advisor(actor: Actor, store_id: int, day: date) -> int | None:
    """Whose turn it is to receive; None when nobody is on duty."""
    return rules.next_in_turn([(one.employee_id, one.waiting, one.last_at) for one in list_turns(actor, store_id, day)])


@query(permissions.SEE)
def get_duty(actor: Actor, store_id: int, day: date, at: datetime) -> Duty:
    """The front desk of a store on a day.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.SEE, store_id)
    people = _on_duty(actor, store_id, day)
    ids = [one.employee_id for one in people]
    names = {one.employee_id: one.name for one in people}
    changed = CoverChange.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, day=day)
    partners = rules.partners(ids, day.toordinal(), dict(changed.values_list("employee_id", "partner_id")))
    checks = Readiness.objects.visible_to(actor, permissions.SEE).filter(employee_id__in=ids, day=day)
    missing = dict(checks.values_list("employee_id", "missing"))
    cars = _cars_here(actor, store_id, ids)
    advisors = tuple(
        AdvisorOnDuty(
            one.employee_id,
            one.name,
            one.starts_at,
            one.ends_at,
            partners[one.employee_id],
            "、".join(names[partner] for partner in partners[one.employee_id]),
            None if one.employee_id not in missing else not missing[one.employee_id],
            tuple(missing.get(one.employee_id, ())),
            cars.waiting[one.employee_id],
            cars.all[one.employee_id],
            cars.last.get(one.employee_id),
        )
        for one in people
    )
    return Duty(
        day,
        advisors,
        value(parameters.STAND_BY, store_id, day),
        rules.next_in_turn([(one.employee_id, one.waiting, one.last_at) for one in advisors]),
        _half_hours(actor, store_id, day, advisors),
    )


@dataclass(frozen=True, slots=True)
class _CarsHere:
    """Cars of each advisor: without an order yet, all that are here, and when the latest came."""

    waiting: Counter[int]
    all: Counter[int]
    last: dict[int, datetime]


def _on_duty(actor: Actor, store_id: int, day: date) -> list[DutyRow]:
    posts = value(parameters.ADVISOR_POSTS, store_id, day).split()
    return [one for one in list_duty(actor, store_id, day) if one.post in posts]


def _cars_here(actor: Actor, store_id: int, ids: list[int]) -> _CarsHere:
    here = Reception.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state__in=HERE)
    found = list(here.filter(advisor_id__in=ids).values_list("advisor_id", "state", "arrived_at"))
    cars = Counter(advisor for advisor, _state, _arrived in found)
    return _CarsHere(
        Counter(advisor for advisor, state, _arrived in found if state == ARRIVED),
        cars,
        {advisor: max(at for one, _state, at in found if one == advisor) for advisor in cars},
    )


def _half_hours(actor: Actor, store_id: int, day: date, advisors: tuple[AdvisorOnDuty, ...]) -> tuple[HalfHour, ...]:
    if not actor.may(booking_permissions.SEE, store_id):
        return ()
    clock = store_info(store_id).clock
    local = [clock.local(one.wanted_at) for one in list_appointments(actor, store_id, day, states=("BOOKED", "ARRIVED"))]
    expected = Counter(one.time().replace(minute=one.minute // 30 * 30, second=0, microsecond=0) for one in local)
    each = value(parameters.CARS_PER_HALF_HOUR, store_id, day)
    found = []
    for begins in sorted(expected):
        there = sum(
            (one.starts_at is None or one.starts_at <= begins) and (one.ends_at is None or begins < one.ends_at)
            for one in advisors
        )
        found.append(HalfHour(begins, expected[begins], there, there * each))
    return tuple(found)
