"""From the reception to the signed order: the sheet is signed first, then the order (R-RO09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.visit.billing.commands import give_deposits_to_order
from anxin.visit.reception import permissions
from anxin.visit.reception.commands.arriving import KIND, locked_here, require_ready
from anxin.visit.reception.commands.walk_around import sign_sheet
from anxin.visit.reception.lifecycle import DRAFT, RECEPTION
from anxin.visit.reception.models import Reception
from anxin.visit.reception.queries.unsigned import unsigned_walk_around
from anxin.visit.reception.rules import is_told_as_fault, lane_of
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import Confirmations, NewJob, register_signature_gate

ORDER_KINDS = {
    "maintenance": "maintenance",
    "body_paint": "body_paint",
    "accident": "accident",
    "warranty": "warranty",
}
LONGEST_TITLE, LONGEST_COMPLAINT = 80, 500


class SheetNotSigned(Conflict):
    """The walk-around is neither signed nor declined; the order may not be signed before it (R-RO09)."""

    code = "sheet_not_signed"
    default_rule = "R-RO09"
    default_message = _("请先在接待里签环车检查单；客户不做的，请记下原因。")


class NothingWished(Invalid):
    """Neither a package nor an item nor a word of the customer: there is nothing to open an order for."""

    code = "nothing_wished"
    default_rule = "R-RC15"

    def __init__(self) -> None:
        super().__init__(_("请写下客户的要求，或选一个套餐。"), field="concerns")


class OrderNotOpened(Conflict):
    """The reception has no order yet."""

    code = "order_not_opened"
    default_rule = "M06.01"
    default_message = _("这次接待还没有开单，请先开单。")


@dataclass(frozen=True, slots=True)
class OpenedFromReception:
    """The order that was opened, with what the customer is asked to confirm, prefilled from the last visit."""

    reception_number: str
    order_id: int
    order_number: str
    state: str
    version: int
    promised_at: datetime | None
    old_parts: str
    wants_wash: bool


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """The order after the customer's yes."""

    reception_number: str
    order_number: str
    state: str
    version: int
    estimate_number: int
    total: Money
    sheet_sha256: str


@command(permissions.RECEIVE, rule="M06.01")
def open_order_from_reception(
    *,
    actor: Actor,
    number: str,
    at: datetime,
    jobs: Sequence[NewJob] = (),
    kind: str = "",
    promised_at: datetime | None = None,
    parking_place: str = "",
    advisor_id: int | None = None,
) -> OpenedFromReception:
    """Open the order of a received car: a package, single items, or the customer's concerns as they were said.

    Without ``promised_at`` the promise follows from the book of half hours (R-RO10).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it has its order already
    :raises NothingWished: no package, no item, no words
    :raises Conflict: another advisor is named who is not ready, where the store asks for it (R-RC02)
    :raises Invalid: unknown package or code, no advisor, promise in the past
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    row.state = RECEPTION.after("open_order", row.state)
    wished = with_concerns(jobs, _concerns_of(row), note=_note_of(row))
    if not wished:
        raise NothingWished
    if advisor_id not in (None, row.advisor_id):
        require_ready(actor, row.store_id, advisor_id, store_info(row.store_id).clock.day(at))
    sheet = row.sheet
    opened = repair_orders.open_repair_order(
        actor=actor,
        store_id=row.store_id,
        vehicle_id=row.vehicle_id,
        customer_id=row.customer_id,
        kind=kind or _kind_of(row),
        jobs=wished,
        advisor_id=advisor_id or row.advisor_id,
        odometer_km=sheet.odometer_km,
        odometer_was_reset=sheet.odometer_was_reset,
        promised_at=promised_at,
        arrived_at=row.arrived_at,
        **_of_booking(row),
        parking_place=parking_place,
        visit=DocumentRef(KIND, row.pk),
        at=at,
    )
    _take_order(row, opened.id, at)
    last = orders.find_last_choices(actor, row.vehicle_id)
    audit.note(DocumentRef(KIND, row.pk), row.store_id, repair_order=opened.id)
    return OpenedFromReception(
        row.number,
        opened.id,
        opened.number,
        opened.state,
        opened.version,
        opened.promised_at,
        last.old_parts if last else "leave",
        last.wants_wash if last else True,
    )


@command(permissions.RECEIVE, rule="R-RO01")
def sign_order(
    *,
    actor: Actor,
    number: str,
    confirmations: Confirmations,
    signature: bytes | None,
    at: datetime,
    channel: str = "screen",
    also_sheet: bool = False,
    version: int | None = None,
) -> SignedOrder:
    """The customer signs the order of this reception; with ``also_sheet`` the same stroke signs the walk-around first.

    Each of the two keeps its own copy of the signature and its own hash. ``version`` is the order's.

    :raises OrderNotOpened: no order yet
    :raises SheetNotSigned: the walk-around is still a draft
    :raises Conflict: the sum is not the one that the customer saw
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    order = _order_number(row)
    sheet = row.sheet
    sha256 = sheet.sha256
    if sheet.state == DRAFT:
        if not also_sheet:
            raise SheetNotSigned(rule="R-RO09")
        sha256 = sign_sheet(actor, row, signature, at=at).sha256
    authorised = repair_orders.authorise_repair_order(
        actor=actor,
        number=order,
        confirmations=confirmations,
        channel=channel,
        signature=signature,
        version=version,
        at=at,
    )
    return SignedOrder(
        row.number,
        authorised.number,
        authorised.state,
        authorised.version,
        authorised.estimate_number,
        authorised.total,
        sha256,
    )


def require_sheet(store_id: int, order_id: int) -> None:
    """Whichever way an order is signed: after its walk-around (R-RO09, R-RC17); an order without a reception has none.

    :raises SheetNotSigned: the walk-around is neither signed nor declined
    """
    number = unsigned_walk_around(store_id, order_id)
    if number:
        raise SheetNotSigned(rule="R-RO09", reception=number)


def with_concerns(jobs: Sequence[NewJob], concerns: str, *, note: str = "") -> list[NewJob]:
    """The jobs, and a job of its own for every concern, in the customer's words (R-RO05).

    ``note`` was said at the booking and is no complaint: nobody looks for its cause. It names the jobs if there are no
    others; what of it the customer says again at the counter is a concern like any other.
    """
    made = list(jobs)
    for line in (line.strip() for line in concerns.splitlines()):
        if line and not any(line == job.title or line in job.complaint for job in made):
            made.append(NewJob(line[:LONGEST_TITLE], line[:LONGEST_COMPLAINT]))
    noted = (line.strip() for line in note.splitlines())
    return made or [NewJob(line[:LONGEST_TITLE]) for line in noted if line]


def _take_order(row: Reception, order_id: int, at: datetime) -> None:
    """The reception has its order, and the order what was given for the booking."""
    row.repair_order_id = order_id
    row.version += 1
    row.save(update_fields=["state", "repair_order", "version"])
    if row.appointment_id is not None:
        give_deposits_to_order(row.store_id, row.appointment_id, order_id, at)


def _kind_of(row: Reception) -> str:
    """What was booked as rework is an order of rework (R-AP07); else the purpose says it."""
    if row.appointment is not None and row.appointment.lane == "rework":
        return "rework"
    return ORDER_KINDS.get(row.purpose, "general")


def _concerns_of(row: Reception) -> str:
    """What was said at the counter; where nobody was asked, the fault that was told at the booking (R-RO05)."""
    booked = row.appointment if row.interview_ended_at is None and not row.concerns else None
    return booked.words if booked and is_told_as_fault(booked.is_complaint, booked.lane) else row.concerns


def _note_of(row: Reception) -> str:
    booked = row.appointment
    return booked.words if booked and not is_told_as_fault(booked.is_complaint, booked.lane) else ""


def _of_booking(row: Reception) -> dict[str, Any]:
    booked = row.appointment
    return {
        "is_appointment": booked is not None,
        "lane": lane_of(row.purpose, booked.lane if booked else ""),
        "booking_plate": booked.plate_number if booked else None,
    }


def _order_number(row: Reception) -> str:
    if row.repair_order is None:
        raise OrderNotOpened
    return row.repair_order.number


register_signature_gate(KIND, require_sheet)
