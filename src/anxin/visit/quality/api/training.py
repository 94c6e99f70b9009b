"""Endpoint of the training of inspectors."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.parties.people.commands import SavedEmployee
from anxin.platform.api import Body, Id, actor_of, with_fields_of, write
from anxin.visit.quality import commands

router = Router()


class TrainedIn(Body):
    """When somebody was trained to inspect, by which certificate or record, and until when that holds."""

    trained_on: date
    document: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    valid_to: date | None = None


@with_fields_of(SavedEmployee)
class TrainedOut(Schema):
    """The employee."""


@router.post("/inspectors/{employee_id}/training", response=TrainedOut, operation_id="record_inspector_training")
def record_inspector_training(request: HttpRequest, employee_id: Id, payload: TrainedIn) -> HttpResponse:
    """Record that somebody was trained to inspect (R-QC08)."""
    given = payload.model_dump()
    return write(
        request,
        TrainedOut,
        lambda at: commands.record_inspector_training(actor=actor_of(request), employee_id=employee_id, at=at, **given),
    )
