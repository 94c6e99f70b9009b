"""What the endpoints of gifts and of the suggestion to the insurance take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body, Yuan
from anxin.visit.reception.api.schemas import NO_NUL


class InsuranceIn(Body):
    """What the customer says."""

    answer: Literal["taken", "deferred", "declined"]
    reason: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class GiftIn(Body):
    """A gift; without words it is the store's."""

    kind: Literal["entry", "booking"]
    gift: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = ""
    worth: Yuan | None = None


class KeptGiftOut(Schema):
    """A gift that was given."""

    id: int
    reception_number: str
    kind: str
    gift: str
    value: Yuan | None


class GiftOut(Schema):
    """A line of the register."""

    reception_number: str
    customer_id: int
    kind: str
    gift: str
    value: Yuan | None
    given_on: date


class GiftStateOut(Schema):
    """A gift of a visit."""

    kind: str
    gift: str
    given_at: datetime | None
