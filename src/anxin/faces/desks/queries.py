"""What each desk shows, joined from lower modules."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.faces.desks import rules
from anxin.faces.desks.rules import OnFloor
from anxin.parties.org.queries import store_info
from anxin.parties.work import permissions as task_permissions
from anxin.parties.work import queries as work
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.appointments import permissions as appointment_permissions
from anxin.visit.appointments import queries as appointments
from anxin.visit.billing import permissions as billing_permissions
from anxin.visit.billing import queries as billing
from anxin.visit.promises import permissions as promise_permissions
from anxin.visit.promises import queries as promises
from anxin.visit.repair_orders import permissions as order_permissions
from anxin.visit.repair_orders import queries as orders
from anxin.visit.workshop import permissions as workshop_permissions
from anxin.visit.workshop import queries as workshop


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A car in the shop: where it stands, what it waits for, and the button of its next step.

    ``express_due_at`` is the limit of its express lane, which is not what is promised (R-WS13).
    """

    order: orders.InShopRow
    clock: orders.PromiseClock
    now_level: str
    now_words: str
    now_note: str
    steps_done: int
    action: str
    expected: promises.ExpectedCar | None = None
    express_due_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """The promise has passed."""
        return self.clock.level == "late"


@dataclass(frozen=True, slots=True)
class AdvisorDesk:
    """The advisor's desk (mock-up 01); ``more`` cars are in the shop than ``rows`` shows."""

    rows: tuple[DeskRow, ...]
    warnings: tuple[DeskRow, ...]
    arrivals: tuple[appointments.AppointmentRow, ...]
    waiting: tuple[orders.WaitingItemRow, ...]
    waiting_total: Money
    findings: tuple[workshop.OpenFinding, ...]
    mine: int
    all: int
    more: int
    figures: orders.DayFigures
    expected_today: int
    arrived_today: int
    unread: tuple[promises.UnreadNote, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedOfMe:
    """A request that waits for whoever looks at the desk, with the order that it is about, if any."""

    approval: work.ApprovalRow
    price: orders.PriceRequest | None


@query(order_permissions.SEE)
def asked_of_me(actor: Actor, store_id: int, at: datetime) -> list[AskedOfMe]:
    """Requests for leave that this actor decides, the oldest first (R-RO16)."""
    if not actor.may(task_permissions.DO, store_id):
        return []
    rows = work.list_my_approvals(actor, store_id, at)
    prices = orders.list_price_requests(actor, [row.id for row in rows]) if rows else {}
    return [AskedOfMe(row, prices.get(row.id)) for row in rows]


@query(order_permissions.SEE)
def advisor_desk(actor: Actor, store_id: int, advisor_id: int | None, at: datetime, *, whole_store: bool) -> AdvisorDesk:
    """Promises in danger, cars in the shop, today's arrivals and the additional items that wait."""
    today = store_info(store_id).clock.day(at)
    own = None if whole_store else advisor_id
    shown, count = orders.list_in_shop(actor, store_id, own), orders.count_in_shop(actor, store_id, advisor_id)
    settled = [car.id for car in shown if car.state == "SETTLED"]
    to_pay = billing.orders_to_pay(actor, settled) if settled and actor.may(billing_permissions.SEE) else frozenset()
    expected = promises.list_expected(actor, store_id, at, among=shown) if actor.may(promise_permissions.SEE) else {}
    express = [car.id for car in shown if car.lane == "express" and car.id in expected]
    dues = orders.list_express_dues(actor, express, at) if express else {}
    rows = sorted(
        (_row(car, expected.get(car.id), dues.get(car.id), owes=car.id in to_pay) for car in shown),
        key=lambda row: rules.urgency(row.clock.level, row.order.promised_at),
    )
    waiting = orders.list_waiting_items(actor, store_id, at, own)
    booked = appointments.list_appointments(actor, store_id, today) if actor.may(appointment_permissions.SEE) else []
    sees_findings = actor.may(workshop_permissions.SEE) and actor.may(task_permissions.DO)
    findings = workshop.list_open_findings(actor, store_id, at, own) if sees_findings else []
    return AdvisorDesk(
        rows=tuple(rows),
        warnings=tuple(row for row in rows if row.clock.level in ("late", "risk"))[:3],
        arrivals=tuple(
            row for row in booked if row.state == "BOOKED" or (row.state == "ARRIVED" and row.document_id is None)
        ),
        waiting=tuple(waiting),
        waiting_total=Money.sum(item.amount for item in waiting),
        findings=tuple(findings),
        mine=count.mine,
        all=count.all,
        more=(count.all if own is None else count.mine) - len(rows),
        figures=orders.figures_of_day(actor, store_id, today, at, own),
        expected_today=len(booked),
        arrived_today=sum(row.state == "ARRIVED" for row in booked),
        unread=tuple(promises.list_unread(actor, store_id, "desk", advisor_id=own)) if expected else (),
    )


def _row(
    car: orders.InShopRow, expected: promises.ExpectedCar | None, express_due_at: datetime | None, *, owes: bool = False
) -> DeskRow:
    floor = [
        OnFloor(
            job.bay,
            " ".join(job.technicians),
            job.working_since is not None,
            job.waiting_label,
            job.waiting_since,
        )
        for job in (expected.jobs if expected else ())
    ]
    level, words, note = ("wait", _("待收款"), "") if owes else _now(car, floor)
    clock = expected.clock if expected else orders.PromiseClock(car.promised_at, None, "quiet", 0, 0)
    return DeskRow(
        car,
        clock,
        level,
        words,
        note,
        min(rules.steps_done(car.state), 6),
        "settle" if owes else _action(car, clock),
        expected,
        express_due_at,
    )


def _now(car: orders.InShopRow, floor: list[OnFloor]) -> tuple[str, str, str]:
    if car.waiting_items:
        return "wait", _("等客户确认"), _("%(n)s 项增项") % {"n": car.waiting_items}
    stopped = next((job for job in floor if job.waiting_label), None)
    running = next((job for job in floor if job.is_working), None)
    if stopped is not None and running is None:
        return "wait", _("停工：%(what)s") % {"what": stopped.waiting_label}, stopped.place
    if running is not None:
        return "run", _("施工中"), " · ".join(filter(None, [running.place, running.technicians]))
    placed = floor[0].place if floor else ""
    return {
        "OPEN": ("wait", _("等客户签字"), ""),
        # As the technician's phone says it.
        "DISPATCHED": ("wait", _("未开工"), placed),
        "IN_PROGRESS": ("wait", _("等技师开工"), placed),
        "INSPECTED": ("ok", car.state_label, ""),
        "SETTLED": ("ok", car.state_label, ""),
    }.get(car.state, ("wait", car.state_label, ""))


def _action(car: orders.InShopRow, clock: orders.PromiseClock) -> str:
    if car.state in rules.READY:
        return "settle" if car.state == "INSPECTED" else "deliver"
    if car.waiting_items:
        return "decide"
    if clock.level == "late":
        return "tell"
    return "sign" if car.state == "OPEN" else "open"
