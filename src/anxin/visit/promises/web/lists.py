"""Lists: every car in the shop with its latest state for the customer, and how the promises of a period ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import clock
from anxin.platform.plates import normalise_tail
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, Order, RowPage, Window, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.promises import permissions, queries
from anxin.visit.promises.queries import OUTCOMES, ExpectedCar, OutcomeRow
from anxin.visit.repair_orders.queries import PromiseClock

LEVELS = (("late", _("已超承诺")), ("over", _("将晚")), ("tight", _("时间紧")), ("quiet", _("能按时")))
"""A car whose promise lies ahead is expected after it, or so little before it that nothing may come between."""
URGENCY = {"late": 0, "over": 1, "tight": 2, "quiet": 3}


@dataclass(frozen=True)
class CarFilter:
    """Which cars in the shop."""

    text: str = filter_field(_("车牌 / 客户 / 工单号尾"), default="")
    whose: str = filter_field(_("谁的车"), choices=(("mine", _("我的")),), default="")
    level: tuple[str, ...] = filter_field(_("承诺"), choices=LEVELS, default=())
    told: str = filter_field(_("告知"), choices=(("yes", _("已告知")), ("no", _("晚了还没告知"))), default="")


@dataclass(frozen=True)
class OutcomeFilter:
    """Which promises; of today without days."""

    since: date | None = filter_field(_("承诺从"))
    until: date | None = filter_field(_("承诺到"))
    outcome: tuple[str, ...] = filter_field(_("结果"), choices=OUTCOMES, default=())
    text: str = filter_field(_("车牌 / 客户 / 工单号尾"), default="")


@dataclass(frozen=True, slots=True)
class CarLine:
    """A car as the list and its export show it."""

    number: str
    plate: str
    model_name: str
    customer_name: str
    advisor_name: str
    state_label: str
    promised_at: datetime | None
    expected_at: datetime | None
    level: str
    level_label: str
    reason_label: str
    told_at: datetime | None
    told_words: str
    url: str
    vin: str


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A promise of the period as the list and its export show it."""

    number: str
    plate: str
    customer_name: str
    advisor_name: str
    due_at: datetime | None
    promised_at: datetime | None
    ready_at: datetime | None
    outcome_label: str
    punctual_label: str
    told_at: datetime | None
    told_words: str
    url: str
    vin: str


CARS = (
    Column("plate", _("车牌"), kind="plate"),
    Column("customer_name", _("客户")),
    Column("model_name", _("车型"), wide_only=True),
    Column("advisor_name", _("服务顾问"), wide_only=True),
    Column("state_label", _("现在")),
    Column("level_label", _("承诺情况")),
    Column("promised_at", _("承诺"), kind="time", sort="promised_at"),
    Column("expected_at", _("预计"), kind="time", sort="expected_at"),
    Column("reason_label", _("原因"), wide_only=True),
    Column("told_at", _("上次告知"), kind="time", wide_only=True),
    Column("told_words", _("谁、怎么告知"), wide_only=True),
    Column("number", _("工单号"), wide_only=True),
)
PROMISES = (
    Column("plate", _("车牌"), kind="plate"),
    Column("customer_name", _("客户")),
    Column("advisor_name", _("服务顾问"), wide_only=True),
    Column("due_at", _("约定"), kind="time", sort="due_at"),
    Column("promised_at", _("现承诺"), kind="time", sort="promised_at"),
    Column("ready_at", _("修好并质检"), kind="time", sort="ready_at"),
    Column("outcome_label", _("结果")),
    Column("punctual_label", _("车间准时"), wide_only=True),
    Column("told_at", _("告知"), kind="time", wide_only=True),
    Column("told_words", _("谁、怎么告知"), wide_only=True),
    Column("number", _("工单号"), wide_only=True),
)


@page(permissions.SEE)
def list_cars(request: PageRequest) -> HttpResponse:
    """Every car in the shop: state, promise, what is expected and why, and what its customer heard last (R-WS16)."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, CarFilter, CARS, default_sort="promised_at")
    own = find_own_employee(actor)
    cars = [
        one
        for one in queries.list_expected(actor, store_id, clock.now()).values()
        if _is_wanted(one, listing.filter, own.id if own else None)
    ]
    lines = sorted(map(_car_line, cars), key=lambda one: URGENCY.get(one.level, len(URGENCY)))
    listing = listing.with_page(_paged(lines, listing.order, listing.window))
    if listing.wants_export:
        return listing.export(_("在厂车辆与告知"))
    return render_page(request, "promises/cars.html", {"list": listing}, partial="table")


@page(permissions.SEE)
def list_outcomes(request: PageRequest) -> HttpResponse:
    """How the promises of a period ended: kept, told in time, told late, never told; and the punctual workshop."""
    actor, store_id, now = request.actor, request.store_id, clock.now()
    listing = read_list(request, OutcomeFilter, PROMISES, default_sort="due_at")
    asked, today = listing.filter, store_info(store_id).clock.day(now)
    until = asked.until or today
    since = min(asked.since or until, until)
    rows = queries.list_outcomes(actor, store_id, since, until, now)
    wanted = [one for one in rows if not asked.outcome or one.outcome in asked.outcome]
    wanted = [one for one in wanted if _says(asked.text, one.order.plate, one.order.customer_name, one.order.number)]
    lines = [_outcome_line(one) for one in wanted]
    listing = listing.with_page(_paged(lines, listing.order, listing.window))
    if listing.wants_export:
        return listing.export(_("承诺与告知"))
    context = {"list": listing, "figures": queries.add_up(rows), "since": since, "until": until}
    return render_page(request, "promises/outcomes.html", context, partial="table")


def _is_wanted(one: ExpectedCar, asked: CarFilter, own_id: int | None) -> bool:
    if asked.whose == "mine" and one.car.advisor_id != own_id:
        return False
    if asked.level and level_of(one.clock) not in asked.level:
        return False
    if asked.told == "yes" and one.told_at is None:
        return False
    if asked.told == "no" and (one.new_promise_at is None or one.car.promised_at is None):
        return False
    return _says(asked.text, one.car.plate, one.car.customer_name, one.car.number)


def level_of(clock_of: PromiseClock) -> str:
    """The clock's level, with what comes too late told from what leaves little time."""
    return clock_of.level if clock_of.level != "risk" else "over" if clock_of.minutes else "tight"


def _says(text: str, plate: str, name: str, number: str) -> bool:
    wanted = text.strip()
    tail = normalise_tail(wanted)
    return not wanted or wanted in name or bool(tail and (plate.endswith(tail) or number.endswith(tail)))


def _paged(lines: Sequence[Any], order: Order, window: Window) -> RowPage[Any]:
    """Sorted by a time, nothing last; as they come, the urgent first, unless a column is chosen."""
    if order.name:
        known = [one for one in lines if getattr(one, order.name) is not None]
        known.sort(key=lambda one: getattr(one, order.name), reverse=order.descending)
        lines = [*known, *(one for one in lines if getattr(one, order.name) is None)]
    return RowPage(lines[window.offset : window.offset + window.limit], len(lines))


def _car_line(one: ExpectedCar) -> CarLine:
    car = one.car
    return CarLine(
        car.number,
        car.plate,
        car.model_name,
        car.customer_name,
        car.advisor_name,
        car.state_label,
        car.promised_at,
        one.clock.expected_at,
        level_of(one.clock),
        str(dict(LEVELS).get(level_of(one.clock), "")) if one.clock.expected_at else str(_("已修好")),
        one.reason_label,
        one.told_at,
        " · ".join(filter(None, [one.told_by, one.told_how])),
        _url(car.number),
        car.vin,
    )


def _outcome_line(one: OutcomeRow) -> OutcomeLine:
    order = one.order
    return OutcomeLine(
        order.number,
        order.plate,
        order.customer_name,
        order.advisor_name,
        order.due_at,
        order.promised_at,
        order.ready_at,
        one.outcome_label,
        {True: str(_("准时")), False: str(_("不准时")), None: ""}[order.is_punctual],
        one.told_at,
        " · ".join(filter(None, [one.told_by, one.told_how])),
        _url(order.number),
        order.vin,
    )


def _url(number: str) -> str:
    return reverse("repair_orders:detail", args=[number])
