"""Endpoints that change what stands on an order: a job's words, an item; the head stands with the order itself."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, write
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.api.schemas import Code, Kilometres, OrderKind, Payer, Place, Quantity, Title, Words

router = Router(tags=["repair orders"])


class OrderChangeIn(Body):
    """What changes on the head; null leaves a field as it is."""

    kind: OrderKind | None = None
    parking_place: Place | None = None
    follow_up_suggestion: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    odometer_km: Kilometres | None = None
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
    payer: Payer | None = None
    position_words: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] | None = None
    words: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None


class CareIn(Body):
    """The customer's word on care products; a yes names what was shown before."""

    item_ids: Annotated[list[Id], Field(min_length=1, max_length=60)]
    agreed: bool
    shown: Literal["", "sample", "effect"] = ""
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class OrderAfterChangeOut(Schema):
    """The order after a change; the ETag is the order's. Jobs and items have versions of their own: read the order."""

    id: int
    number: str
    state: str
    version: int


@router.patch("/{number}/jobs/{job_id}", response=OrderAfterChangeOut)
def change_job(request: HttpRequest, number: Code, job_id: Id, payload: JobChangeIn) -> HttpResponse:
    """Change a job's title or one of its three Cs; send the job's version as If-Match."""
    return change(request, commands.change_job, payload, number=number, job_id=job_id)


@router.patch("/{number}/items/{item_id}", response=OrderAfterChangeOut)
def change_item(request: HttpRequest, number: Code, item_id: Id, payload: ItemChangeIn) -> HttpResponse:
    """Change quantity, price, discount or payer of an item; send the item's version as If-Match."""
    return change(request, commands.change_item, payload, number=number, item_id=item_id)


@router.post("/{number}/care", response=OrderAfterChangeOut, operation_id="decide_care")
def decide_care(request: HttpRequest, number: Code, payload: CareIn) -> HttpResponse:
    """Keep the customer's word on care products, apart from the signature."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, **payload.model_dump()}
    return write(request, OrderAfterChangeOut, lambda at: commands.decide_care(at=at, **given))


@router.delete("/{number}/items/{item_id}", response=OrderAfterChangeOut)
def remove_item(request: HttpRequest, number: Code, item_id: Id) -> HttpResponse:
    """Take an item off that no customer has decided about yet."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "item_id": item_id}
    return write(request, OrderAfterChangeOut, lambda at: commands.remove_item(at=at, **given))


@router.delete("/{number}/jobs/{job_id}", response=OrderAfterChangeOut, operation_id="remove_job")
def remove_job(request: HttpRequest, number: Code, job_id: Id) -> HttpResponse:
    """Take a job off an order that no customer has seen yet."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "job_id": job_id}
    return write(request, OrderAfterChangeOut, lambda at: commands.remove_job(at=at, **given))


class RepairPlanIn(Body):
    """A way to do a job: which of its items belong to it, and what to say of it."""

    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00]*$")]
    item_ids: Annotated[list[Id], Field(min_length=1, max_length=60)]
    words: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class RepairPlansIn(Body):
    """Two or three plans to choose from."""

    plans: Annotated[list[RepairPlanIn], Field(min_length=2, max_length=3)]


class PlanChoiceIn(Body):
    """The plan that the customer chose, counted from 1; 0 takes the plans back, to mend them."""

    plan: Annotated[int, Field(ge=0, le=3)]


@router.post("/{number}/jobs/{job_id}/plans", response=OrderAfterChangeOut, operation_id="offer_plans")
def offer_plans(request: HttpRequest, number: Code, job_id: Id, payload: RepairPlansIn) -> HttpResponse:
    """Make two or three plans of a job's items; they count once one is chosen. Send the order's version as If-Match."""
    wished = [commands.NewPlan(plan.name, plan.item_ids, plan.words) for plan in payload.plans]
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "job_id": job_id, "plans": wished}
    given["version"] = expected_version(request)
    return write(request, OrderAfterChangeOut, lambda at: commands.offer_plans(at=at, **given))


@router.post("/{number}/plans/{offer_id}/choose", response=OrderAfterChangeOut, operation_id="choose_plan")
def choose_plan(request: HttpRequest, number: Code, offer_id: Id, payload: PlanChoiceIn) -> HttpResponse:
    """Keep the plan that the customer chose; send the order's version as If-Match."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "offer_id": offer_id, "plan": payload.plan}
    given["version"] = expected_version(request)
    return write(request, OrderAfterChangeOut, lambda at: commands.choose_plan(at=at, **given))


class NoPlanIn(Body):
    """Why the customer wants none of the plans, and how he said so."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    channel: Literal["screen", "paper", "phone"] = "phone"


@router.post("/{number}/plans/{offer_id}/decline", response=OrderAfterChangeOut, operation_id="decline_plans")
def decline_plans(request: HttpRequest, number: Code, offer_id: Id, payload: NoPlanIn) -> HttpResponse:
    """Keep that the customer wants none of the plans, with the reason; send the order's version as If-Match."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number, "offer_id": offer_id}
    given |= {"version": expected_version(request), "reason": payload.reason, "channel": payload.channel}
    return write(request, OrderAfterChangeOut, lambda at: commands.decline_plans(at=at, **given))


class SignedOffOut(Schema):
    """Who decides now; empty when the caller's own word was enough."""

    number: str
    waiting_post: str


@router.post("/{number}/sign-off-quotation", response=SignedOffOut, operation_id="sign_off_quotation")
def sign_off_quotation(request: HttpRequest, number: Code) -> HttpResponse:
    """Sign a large quotation off before the customer sees it, or ask whoever may."""
    given: dict[str, Any] = {"actor": actor_of(request), "number": number}
    return write(request, SignedOffOut, lambda at: commands.sign_off_quotation(at=at, **given))


def change(request: HttpRequest, command: Any, payload: Body, **where: Any) -> HttpResponse:
    """Run a command of the order with what is not null and the version of If-Match."""
    wished = {name: getattr(payload, name) for name in type(payload).model_fields}  # dict() would write money as text
    given = {**wished, **where, "actor": actor_of(request), "version": expected_version(request)}
    return write(request, OrderAfterChangeOut, lambda at: command(at=at, **given))
