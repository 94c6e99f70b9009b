"""Endpoints that change what stands on an order: a job's words, an item; the head stands with the order itself."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, write
from anxin.visit.repair_orders import commands

router = Router(tags=["repair orders"])

Number = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Title = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
Quantity = Annotated[Decimal, Field(gt=0, le=9999, decimal_places=3, max_digits=8)]


class OrderChangeIn(Body):
    """What changes on the head; null leaves a field as it is."""

    kind: (
        Literal[
            "maintenance",
            "general",
            "body_paint",
            "accident",
            "warranty",
            "rework",
            "pre_delivery",
            "internal",
            "new_energy",
        ]
        | None
    ) = None
    parking_place: Annotated[str, Field(max_length=12, pattern=r"^[^\x00]*$")] | None = None
    follow_up_suggestion: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    odometer_km: Annotated[int, Field(ge=0, le=LONGEST_DISTANCE_KM)] | None = None
    odometer_was_reset: bool = False


class JobChangeIn(Body):
    """What changes on a job: its title or one of the three Cs; null leaves a field as it is."""

    title: Title | None = None
    complaint: Words | None = None
    cause: Words | None = None
    correction: Words | None = None


class ItemChangeIn(Body):
    """What changes on an item; null leaves a field as it is."""

    quantity: Quantity | None = None
    unit_price: Yuan | None = None
    discount: Yuan | None = None
    payer: Literal["customer", "warranty", "insurer", "internal", "goodwill"] | None = None


class OrderAfterChangeOut(Schema):
    """The order after a change; the ETag is the order's. Jobs and items have versions of their own: read the order."""

    id: int
    number: str
    state: str
    version: int


@router.patch("/{number}/jobs/{job_id}", response=OrderAfterChangeOut)
def change_job(request: HttpRequest, number: Number, job_id: Id, payload: JobChangeIn) -> HttpResponse:
    """Change a job's title or one of its three Cs; send the job's version as If-Match."""
    return change(request, commands.change_job, payload, number=number, job_id=job_id)


@router.patch("/{number}/items/{item_id}", response=OrderAfterChangeOut)
def change_item(request: HttpRequest, number: Number, item_id: Id, payload: ItemChangeIn) -> HttpResponse:
    """Change quantity, price, discount or payer of an item; send the item's version as If-Match."""
    return change(request, commands.change_item, payload, number=number, item_id=item_id)


@router.delete("/{number}/items/{item_id}", response=OrderAfterChangeOut)
def remove_item(request: HttpRequest, number: Number, item_id: Id) -> HttpResponse:
    """Take an item off that no customer has decided about yet."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "item_id": item_id}
    return write(request, OrderAfterChangeOut, lambda at: commands.remove_item(at=at, **given))


def change(request: HttpRequest, command: Any, payload: Body, **where: Any) -> HttpResponse:
    """Run a command of the order with what is not null and the version of If-Match."""
    wished = {name: getattr(payload, name) for name in type(payload).model_fields}  # dict() would write money as text
    given = {**wished, **where, "actor": actor_of(request), "version": expected_version(request)}
    return write(request, OrderAfterChangeOut, lambda at: command(at=at, **given))
