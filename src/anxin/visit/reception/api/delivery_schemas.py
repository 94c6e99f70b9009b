"""What the endpoints of the hand-over take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.platform.api import Body, Yuan, with_fields_of
from anxin.visit.reception import commands, queries
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
    outcome: Literal["", "returned", "kept", "recycled"] = ""


class DeliverIn(Body):
    """The delivery note as explained, with its signature."""

    precautions: Annotated[list[PrecautionIn], Field(max_length=60)] = []
    next_services: Annotated[list[NextServiceIn], Field(max_length=60)] = []
    returned_parts: Annotated[list[ReturnedPartIn], Field(max_length=60)] = []
    follow_up_note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] | None = None
    is_locker_returned: bool = False
    is_set_removed: bool = False
    is_accompanied: bool = False
    call_time: Literal["", "morning", "noon", "afternoon", "evening"] = ""
    rating: Annotated[int, Field(ge=0, le=5)] | None = None
    is_very_satisfied: bool | None = None
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
            is_locker_returned=self.is_locker_returned,
            is_set_removed=self.is_set_removed,
            is_accompanied=self.is_accompanied,
            call_time=self.call_time,
            rating=self.rating,
            is_very_satisfied=self.is_very_satisfied,
            unsatisfied_words=self.unsatisfied_words,
        )


@with_fields_of(commands.DeliveredVehicle)
class DeliveredOut(Schema):
    """The order after the hand-over."""


class ExplainedLineOut(Schema):
    """An item with its amount and quality period, as it was explained above the signature."""

    name: str
    amount: Yuan
    payer: str
    quality_days: int | None
    quality_km: int | None


@with_fields_of(queries.ReturnedPartRow)
class ReturnedPartOut(Schema):
    """An old part and what became of it."""


class NoteOut(Schema):
    """A signed delivery note."""

    id: int
    order_number: str
    precautions: list[tuple[str, str]]
    returned_parts: list[ReturnedPartOut]
    lines: list[ExplainedLineOut]
    follow_up_note: str
    call_time: str
    is_accompanied: bool | None
    is_set_removed: bool | None
    is_very_satisfied: bool | None
    unsatisfied_words: str
    channel: str
    sha256: str
    at: datetime


class ServiceRatingIn(Body):
    """What the customer tapped on the store's device: 1 (worst) to 5 (best)."""

    level: Annotated[int, Field(ge=1, le=5)]
    words: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""


@with_fields_of(commands.KeptRating)
class RatingOut(Schema):
    """A rating; a coached one is not scored."""


@with_fields_of(commands.SharedRating)
class SharedRatingOut(Schema):
    """The link by which the customer rates."""


@with_fields_of(commands.EndedRating)
class EndedRatingOut(Schema):
    """Whether a link that could still be used was ended."""


@with_fields_of(queries.RatingLinkView)
class RatingLinkOut(Schema):
    """The last link of an order and how it stands."""


class CoachedIn(Body):
    """How it is known that somebody steered the rating."""

    words: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class RatingViewOut(Schema):
    """A rating as the control list shows it."""

    level: int
    words: str
    channel: str
    rated_at: datetime
    coached_by: str
    coached_words: str
    is_scored: bool


class RatedOrderOut(Schema):
    """A settled order with its rating, null where nobody rated it."""

    number: str
    plate: str
    advisor_id: int
    advisor_name: str
    cashier_name: str
    settled_at: datetime
    is_delivered: bool
    rating: RatingViewOut | None
    open_until: datetime
    is_missed: bool
    penalty: Yuan


@with_fields_of(queries.RatingFigures)
class RatingFiguresOut(Schema):
    """Ratings of an advisor, or of all without one; what was missed costs ``penalty``."""


@with_fields_of(commands.KeptSendOff)
class SendOffOut(Schema):
    """How a delivered car left."""


@with_fields_of(queries.SendOffFigures)
class SendOffFiguresOut(Schema):
    """How the cars of some days left, and what became of the messages that followed."""


class DrawIn(Body):
    """The store."""

    store_id: Annotated[int, Field(ge=1, le=2**62)]


class SampleCheckIn(Body):
    """Each item: in order, not in order, or null where it does not apply."""

    results: dict[Annotated[str, Field(max_length=20)], bool | None]
    words: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""


@with_fields_of(commands.KeptSample)
class SampleKeptOut(Schema):
    """A drawn delivery."""


class SampleOut(Schema):
    """A drawn delivery with what the check showed."""

    id: int
    version: int
    order_number: str
    plate: str
    advisor_name: str
    drawn_on: date
    checked_at: datetime | None
    results: list[tuple[str, bool | None]]
    words: str
    is_passed: bool | None


class WordIn(Body):
    """What to mind after services with this code, or this word in their name; without a store for the whole group."""

    word: Annotated[str, Field(min_length=1, max_length=40, pattern=NO_NUL)]
    words: Annotated[str, Field(max_length=300, pattern=NO_NUL)]
    words_en: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    store_id: Annotated[int, Field(ge=1, le=2**62)] | None = None


@with_fields_of(commands.KeptPrecaution)
class WordedOut(Schema):
    """The words after the write."""


@with_fields_of(queries.PrecautionRow)
class PrecautionOut(Schema):
    """Words in use in a store."""
