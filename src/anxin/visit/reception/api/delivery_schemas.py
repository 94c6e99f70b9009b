"""What the endpoints of the hand-over take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.platform.api import Body, Yuan, with_fields_of
from anxin.visit.reception import commands
from anxin.visit.reception.api.schemas import NO_NUL
from anxin.visit.repair_orders.api.schemas import Picture


class PrecautionIn(Body):
    """What to mind after a service."""

    service: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]
    words: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""


class NextServiceIn(Body):
    """What comes next."""

    service: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]
    due_on: date | None = None
    due_km: Annotated[int, Field(ge=0, le=LONGEST_DISTANCE_KM)] | None = None
    cost: Yuan | None = None
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None


class ReturnedPartIn(Body):
    """An old part and what became of it."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]
    quantity: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    disposal: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""


class DeliverIn(Body):
    """The delivery note as explained, with its signature."""

    precautions: Annotated[list[PrecautionIn], Field(max_length=60)] = []
    next_services: Annotated[list[NextServiceIn], Field(max_length=60)] = []
    returned_parts: Annotated[list[ReturnedPartIn], Field(max_length=60)] = []
    follow_up_note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] | None = None
    is_explained: bool
    is_locker_returned: bool = False
    is_set_removed: bool = False
    is_very_satisfied: bool
    unsatisfied_words: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    channel: Literal["screen", "paper"] = "screen"
    signature: Picture | None = None

    def note(self) -> commands.NoteWish:
        """The command's form of it."""
        return commands.NoteWish(
            tuple(commands.Precaution(**each.model_dump()) for each in self.precautions),
            tuple(commands.NextService(**dict(each)) for each in self.next_services),
            tuple(commands.ReturnedPart(**each.model_dump()) for each in self.returned_parts),
            self.follow_up_note,
            self.is_explained,
            self.is_locker_returned,
            self.is_set_removed,
            self.is_very_satisfied,
            self.unsatisfied_words,
        )


@with_fields_of(commands.DeliveredVehicle)
class DeliveredOut(Schema):
    """The order after the hand-over."""


class NoteOut(Schema):
    """A signed delivery note."""

    id: int
    order_number: str
    precautions: list[tuple[str, str]]
    returned_parts: list[tuple[str, str, str]]
    follow_up_note: str
    is_set_removed: bool | None
    is_very_satisfied: bool | None
    unsatisfied_words: str
    channel: str
    sha256: str
    at: datetime
