"""Opening an order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import commands as customers
from anxin.parties.customers.commands import OdometerWentBack
from anxin.parties.org.queries import store_info
from anxin.parties.people import queries as people
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.numbering import next_number
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.commands.leave import judge_new_items
from anxin.visit.repair_orders.commands.promising import note_promise, plan_order, require_keepable
from anxin.visit.repair_orders.commands.rework import pay_by_term
from anxin.visit.repair_orders.events import RepairOrderOpened
from anxin.visit.repair_orders.models import Item, Job, RepairOrder
from anxin.visit.repair_orders.pricing import NewItem, NewJob, build_items
from anxin.visit.repair_orders.queries.rework import list_earlier_jobs

__all__ = ["NewItem", "NewJob", "OdometerWentBack", "OpenedRepairOrder", "open_repair_order"]

FURTHEST_PROMISE = timedelta(days=366)


class PromiseInThePast(Invalid):
    """A promise must lie ahead."""

    code = "promise_in_the_past"
    default_rule = "R-RO18"
    default_message = _("预计交车时间要晚于现在，请改时间。")


@dataclass(frozen=True, slots=True)
class OpenedRepairOrder:
    """What opening an order gives back."""

    id: int
    number: str
    state: str
    version: int
    promised_at: datetime | None
    job_ids: tuple[int, ...] = ()


@command(permissions.OPEN, rule="M06.01")
def open_repair_order(
    *,
    actor: Actor,
    store_id: int,
    vehicle_id: int,
    customer_id: int,
    at: datetime,
    kind: str = "general",
    jobs: Sequence[NewJob] = (),
    advisor_id: int | None = None,
    odometer_km: int | None = None,
    odometer_was_reset: bool = False,
    promised_at: datetime | None = None,
    arrived_at: datetime | None = None,
    is_appointment: bool = False,
    lane: str = "",
    booking_plate: int | None = None,
    parking_place: str = "",
    visit: DocumentRef | None = None,
) -> OpenedRepairOrder:
    """Open the order of a car that is here, with its first jobs and items (M06.01, R-RO05).

    It takes over what ``visit`` holds in the book, else holds its own hours; without ``promised_at`` the promise follows
    from them (R-RO10, R-RO18).

    :raises Denied: no permission in this store
    :raises NotFound: the store has no relation with the vehicle or the customer
    :raises OdometerWentBack: below the last reading
    :raises PromiseBeforeTheBook: earlier than the held work ends, where the store refuses that (R-RO10)
    :raises Invalid: unknown kind or catalogue code, an item to be mended, no advisor, promise in the past
    """
    actor.require(permissions.OPEN, store_id)
    require_kind(kind)
    if lane not in ("", *RepairOrder.Lane.values):
        raise Invalid(_("请选择绿色通道的类型，或不选。"), field="lane", rule="R-AP07")
    customers.ensure_relation(actor=actor, store_id=store_id, vehicle_id=vehicle_id, customer_id=customer_id, at=at)
    if odometer_km is not None:
        customers.record_odometer(
            actor=actor, vehicle_id=vehicle_id, odometer_km=odometer_km, at=at, is_confirmed=odometer_was_reset
        )
    advisor = _advisor(actor, store_id, advisor_id)
    if promised_at is not None:
        require_promise(promised_at, at)
    store = store_info(store_id)
    day = store.clock.day(at)
    order = RepairOrder(
        store_id=store_id,
        kind=kind,
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        advisor_id=advisor,
        is_appointment=is_appointment,
        lane=lane,
        booking_plate=booking_plate,
        odometer_km=odometer_km,
        arrived_at=arrived_at,
        opened_at=at,
        opened_on=day,
        promised_at=promised_at,
        parking_place=parking_place,
        number=next_number(store_id, store.code, "W", day),
    )
    # Jobs refer to the saved order, so its number cannot wait until they are priced: openings of a store queue here.
    order.save(force_insert=True)
    added, made = add_jobs(actor, order, jobs, first_position=1, at=at)
    promise = _promise(actor, order, visit, (added, made), at)
    judge_new_items(actor, order, made, at, afresh=True)
    events.publish(
        RepairOrderOpened(repairorder_id=order.pk, store_id=store_id, vehicle_id=vehicle_id, customer_id=customer_id), at=at
    )
    return OpenedRepairOrder(order.pk, order.number, order.state, order.version, promise, tuple(job.pk for job in added))


def _promise(
    actor: Actor, order: RepairOrder, visit: DocumentRef | None, lines: tuple[list[Job], list[Item]], at: datetime
) -> datetime | None:
    """Take over what the visit holds in the book, plan the order, and give the promise: the chosen one or the book's."""
    chosen = order.promised_at
    if visit is not None:
        to_order = DocumentRef(ORDER_KIND, order.pk)
        capacity.hand_over_holds(actor=actor, store_id=order.store_id, from_document=visit, to_document=to_order, at=at)
    if plan_order(actor, order, *lines, at, holds_nothing=visit is None):
        order.save(update_fields=["promised_at", "promise_is_planned"])
    elif chosen is not None:
        require_keepable(order, chosen, at)
        note_promise(order, chosen, reason="", actor=actor, at=at)
    return order.promised_at


def require_promise(promised_at: datetime, at: datetime) -> None:
    """:raises Invalid: not a plausible time, not ahead of now, or more than a year ahead"""
    require_plausible(promised_at=promised_at)
    if promised_at <= at:
        raise PromiseInThePast(field="promised_at")
    if promised_at - at > FURTHEST_PROMISE:
        raise Invalid(_("预计交车时间离现在超过一年，请核对年份。"), field="promised_at")


def require_kind(kind: str) -> None:
    """:raises Invalid: not a kind of order (M06.09)"""
    if kind not in RepairOrder.Kind.values:
        raise Invalid(_("请选择工单类型。"), field="kind")


def add_jobs(
    actor: Actor,
    order: RepairOrder,
    wished: Sequence[NewJob],
    *,
    first_position: int,
    at: datetime,
    additional: bool = False,
    proposed_by: int | None = None,
) -> tuple[list[Job], list[Item]]:
    """Insert jobs with their priced items; what an earlier job left undone is linked to it (M08.03), and not the
    customer's to pay while its term holds (R-QC05).

    :raises Invalid: ``rework_of`` is no finished job of an earlier, settled order of this car
    """
    if not wished:
        return [], []
    _require_reworked(actor, order, {new.rework_of for new in wished if new.rework_of is not None})
    wished = [replace(new, title=clean_text(new.title), complaint=clean_text(new.complaint)) for new in wished]
    for new in wished:
        require_words(new.title, new.complaint)
    rows = [
        Job(
            store_id=order.store_id,
            repair_order=order,
            position=first_position + index,
            title=new.title,
            complaint=new.complaint,
            package_code=new.package_code,
            rework_of_id=new.rework_of,
        )
        for index, new in enumerate(wished)
    ]
    Job.objects.bulk_create(rows)
    items = build_items(actor, list(zip(rows, wished, strict=True)), at=at, additional=additional, proposed_by=proposed_by)
    pay_by_term(actor, order, items, at)
    return rows, Item.objects.bulk_create(items)


def _require_reworked(actor: Actor, order: RepairOrder, wanted: set[int]) -> None:
    if wanted and not wanted <= {job.id for job in list_earlier_jobs(actor, order.vehicle_id, before=order.pk, ids=wanted)}:
        raise Invalid(_("请从这辆车以前做完的项目里选择返修的是哪一项。"), field="rework_of")


def require_words(title: str, complaint: str) -> None:
    """:raises Invalid: no title of a job, or too long a one or complaint; both are cleaned"""
    if not 0 < len(title) <= 80:
        raise Invalid(_("请写项目名称，最多 80 个字。"), field="title")
    if len(complaint) > 500:
        raise Invalid(_("客户原话最多 500 个字。"), field="complaint")


def _advisor(actor: Actor, store_id: int, advisor_id: int | None) -> int:
    if advisor_id is not None:
        found = people.find_employee(actor, advisor_id)
    else:
        found = people.find_own_employee(actor)
    if found is None or found.store_id != store_id:
        raise Invalid(_("请选择本店的服务顾问。"), field="advisor_id")
    return found.id
