"""Endpoints of rates, compliance, training and due maintenance."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from anxin.platform.api import Id, actor_of, read, write
from anxin.platform.errors import NotFound
from anxin.visit.quality import commands, queries
from anxin.visit.quality.api.schemas import (
    BodyPaintHeadIn,
    BodyPaintHeadOut,
    By,
    Code,
    ComplianceOut,
    DueOut,
    FiguresOut,
    PersonOut,
    ReworkSumOut,
    TracedOrderOut,
    TrainingOut,
)

router = Router(tags=["quality"])


@router.get("/stores/{store_id}/figures", response=FiguresOut, operation_id="quality_figures")
def quality_figures(request: HttpRequest, store_id: Id, first: date, last: date) -> object:
    """Sums and rates of a store's days."""
    return read(request, lambda: queries.quality_figures(actor_of(request), store_id, first, last))


@router.get("/stores/{store_id}/rework-sums", response=list[ReworkSumOut], operation_id="rework_sums")
def rework_sums(request: HttpRequest, store_id: Id, first: date, last: date, by: By = "cause") -> object:
    """Cases of a store's days by cause, trade or person."""
    return read(request, lambda: queries.rework_sums(actor_of(request), store_id, first, last, by=by))


@router.get("/stores/{store_id}/compliance", response=list[ComplianceOut], operation_id="list_compliance")
def list_compliance(request: HttpRequest, store_id: Id, first: date, last: date, advisor_id: Id | None = None) -> object:
    """Orders delivered in these days with the steps of the process."""
    return read(request, lambda: queries.list_compliance(actor_of(request), store_id, first, last, advisor_id))


@router.get("/orders/{number}/due-maintenance", response=DueOut, operation_id="due_maintenance")
def due_maintenance(request: HttpRequest, number: Code) -> object:
    """What the order's car is due for, and what nobody did or asked about."""
    return read(request, lambda: queries.due_maintenance(actor_of(request), number))


@router.get("/orders/{number}/parts", response=TracedOrderOut, operation_id="trace_parts")
def trace_parts(request: HttpRequest, number: Code) -> object:
    """The parts of an order with origin, receipt and guarantee."""
    return read(request, lambda: queries.trace_parts(actor_of(request), number))


@router.get("/stores/{store_id}/training", response=list[TrainingOut], operation_id="list_training")
def list_training(request: HttpRequest, store_id: Id) -> object:
    """Inspectors and workshop heads with their certificates, those without a valid one first."""
    return read(request, lambda: queries.list_training(actor_of(request), store_id))


@router.get("/stores/{store_id}/body-paint-head", response=PersonOut, operation_id="find_body_paint_head")
def find_body_paint_head(request: HttpRequest, store_id: Id) -> object:
    """Who heads body and paint now; 404 when nobody is named."""
    head = read(request, lambda: queries.find_body_paint_head(actor_of(request), store_id))
    if head is None:
        raise NotFound
    return head


@router.post("/stores/{store_id}/body-paint-head", response=BodyPaintHeadOut, operation_id="name_body_paint_head")
def name_body_paint_head(request: HttpRequest, store_id: Id, payload: BodyPaintHeadIn) -> HttpResponse:
    """Name the head of body and paint, or nobody."""
    return write(
        request,
        BodyPaintHeadOut,
        lambda at: commands.name_body_paint_head(
            actor=actor_of(request), store_id=store_id, person_id=payload.person_id, at=at
        ),
    )
