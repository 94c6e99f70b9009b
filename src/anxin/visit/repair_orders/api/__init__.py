"""Endpoints of the repair order: every step of the visit that the hub owns."""

import base64
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from anxin.platform.api import Id, Page, actor_of, decode_cursor, encode_cursor, expected_version, read, write
from anxin.platform.errors import Invalid
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.api.changes import OrderAfterChangeOut, OrderChangeIn, change
from anxin.visit.repair_orders.api.changes import router as changes_router
from anxin.visit.repair_orders.api.links import router as links_router
from anxin.visit.repair_orders.api.pre_delivery import router as pre_delivery_router
from anxin.visit.repair_orders.api.proofs import router as proofs_router
from anxin.visit.repair_orders.api.schemas import (
    AuthorisedOut,
    AuthoriseIn,
    CancelOrderIn,
    ChangedOut,
    Code,
    DecideIn,
    ExpressLaneIn,
    OpenedOut,
    OpenOrderIn,
    OrderQuery,
    PromiseIn,
    RepairOrderOut,
    RowOut,
    WholeOrderOut,
)
from anxin.visit.repair_orders.api.sharing import router as sharing_router
from anxin.visit.repair_orders.api.supply import router as supply_router
from anxin.visit.repair_orders.api.support import router as support_router
from anxin.visit.repair_orders.api.why import AddJobIn, ProposeIn

router = Router(tags=["repair orders"])
router.add_router("", pre_delivery_router)
router.add_router("", supply_router)
router.add_router("", sharing_router)
router.add_router("", changes_router)
router.add_router("", proofs_router)
router.add_router("", links_router)
router.add_router("", support_router)


@router.post("", response={201: OpenedOut}, operation_id="open_repair_order")
def open_repair_order(request: HttpRequest, payload: OpenOrderIn) -> HttpResponse:
    """Open the order of a car that is here."""
    given = payload.model_dump(exclude={"jobs"})
    wished = [job.wished() for job in payload.jobs]
    return write(
        request,
        OpenedOut,
        lambda at: commands.open_repair_order(actor=actor_of(request), jobs=wished, at=at, **given),
        status=201,
    )


@router.get("", response=Page[RowOut], operation_id="list_repair_orders")
def list_repair_orders(request: HttpRequest, wanted: Query[OrderQuery]) -> Page[RowOut]:
    """Orders, the newest first."""
    position = decode_cursor(wanted.cursor)
    after = _position(position) if position else None
    filters = queries.OrderFilter(
        store_id=wanted.store_id,
        states=(wanted.state,) if wanted.state else (),
        vehicle_id=wanted.vehicle_id,
        advisor_id=wanted.advisor_id,
        opened_from=wanted.opened_from,
        opened_to=wanted.opened_to,
    )
    rows = queries.list_orders(actor_of(request), filters, after=after, limit=wanted.limit)
    onward = encode_cursor([rows[-1].opened_at.isoformat(), rows[-1].id]) if len(rows) == wanted.limit else None
    return Page(items=[RowOut.from_orm(row) for row in rows], next=onward)


@router.get("/{number}", response=WholeOrderOut, operation_id="get_repair_order")
def get_repair_order(request: HttpRequest, number: Code) -> object:
    """One order whole."""
    return read(request, lambda: queries.get_repair_order(actor_of(request), number))


@router.patch("/{number}", response=OrderAfterChangeOut, operation_id="change_repair_order")
def change_repair_order(request: HttpRequest, number: Code, payload: OrderChangeIn) -> HttpResponse:
    """Change the words on the order's head; send the order's version as If-Match."""
    return change(request, commands.change_repair_order, payload, number=number)


@router.post("/{number}/authorise", response=AuthorisedOut, operation_id="authorise_repair_order")
def authorise_repair_order(request: HttpRequest, number: Code, payload: AuthoriseIn) -> HttpResponse:
    """Record the customer's yes with the five confirmations."""
    confirmed = commands.Confirmations(
        payload.promised_at, payload.old_parts, payload.wants_wash, payload.total, payload.service_contact
    )
    return write(
        request,
        AuthorisedOut,
        lambda at: commands.authorise_repair_order(
            actor=actor_of(request),
            number=number,
            confirmations=confirmed,
            channel=payload.channel,
            signature=_picture(payload.signature),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{number}/jobs", response={201: ChangedOut}, operation_id="add_job")
def add_job(request: HttpRequest, number: Code, payload: AddJobIn) -> HttpResponse:
    """Add a job."""
    return write(
        request,
        ChangedOut,
        lambda at: commands.add_job(
            actor=actor_of(request),
            number=number,
            job=payload.wished(),
            why=payload.why(),
            version=expected_version(request),
            at=at,
        ),
        status=201,
    )


@router.post("/{number}/jobs/{job_id}/items", response={201: ChangedOut}, operation_id="propose_items")
def propose_items(request: HttpRequest, number: Code, job_id: Id, payload: ProposeIn) -> HttpResponse:
    """Add items to a job; after the signature they wait for the customer."""
    wished = [item.wished() for item in payload.items]
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "job_id": job_id, "why": payload.why()}
    return write(
        request,
        ChangedOut,
        lambda at: commands.propose_items(items=wished, at=at, **given),
        status=201,
    )


@router.post("/{number}/decide-items", response=AuthorisedOut, operation_id="decide_items")
def decide_items(request: HttpRequest, number: Code, payload: DecideIn) -> HttpResponse:
    """Record the customer's decision on additional items."""
    decisions = {each.item_id: (each.decision, each.reason) for each in payload.decisions}
    later = {each.item_id: (each.not_before_on, each.not_before_km) for each in payload.decisions}
    return write(
        request,
        AuthorisedOut,
        lambda at: commands.decide_items(
            actor=actor_of(request),
            number=number,
            decisions=decisions,
            channel=payload.channel,
            signature=_picture(payload.signature),
            version=expected_version(request),
            later=later,
            at=at,
        ),
    )


@router.post("/{number}/set-promise", response=ChangedOut, operation_id="set_promise")
def set_promise(request: HttpRequest, number: Code, payload: PromiseIn) -> HttpResponse:
    """Set the promised time before the signature; after it the customer is told a new one."""
    return write(
        request,
        ChangedOut,
        lambda at: commands.set_promise(
            actor=actor_of(request), number=number, version=expected_version(request), at=at, **payload.model_dump()
        ),
    )


@router.post("/{number}/set-express-lane", response=ChangedOut, operation_id="set_express_lane")
def set_express_lane(request: HttpRequest, number: Code, payload: ExpressLaneIn) -> HttpResponse:
    """Put a walk-in into the express lane, or take it out, before the customer signs."""
    return write(
        request,
        ChangedOut,
        lambda at: commands.set_express_lane(
            actor=actor_of(request),
            number=number,
            is_express=payload.is_express,
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{number}/cancel", response=RepairOrderOut, operation_id="cancel_repair_order")
def cancel_repair_order(request: HttpRequest, number: Code, payload: CancelOrderIn) -> HttpResponse:
    """Call an order off before any work."""
    return write(
        request,
        RepairOrderOut,
        lambda at: commands.cancel_repair_order(actor=actor_of(request), number=number, reason=payload.reason, at=at),
    )


def _picture(encoded: str | None) -> bytes | None:
    if encoded is None:
        return None
    try:
        return base64.b64decode(encoded.partition("base64,")[2] or encoded, validate=True)
    except ValueError:
        raise Invalid(_("签名的图片读不出来，请重签。"), field="signature", rule="M06.11") from None


def _position(values: list[object]) -> tuple[datetime, int]:
    try:
        moment, number = values
        return datetime.fromisoformat(str(moment)), int(str(number))
    except ValueError:
        raise Invalid(_("请从第一页重新开始。"), field="cursor", rule="M06.13") from None
