"""What the endpoints of findings take and give."""

from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body
from anxin.visit.repair_orders.api.schemas import ItemIn
from anxin.visit.workshop.api.schemas import Code

Words = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Harm = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Urgency = Literal["now", "soon", "watch"]
Minutes = Annotated[int, Field(ge=0, le=30_000)]


class FindingIn(Body):
    """Something found; ``photo_keys`` of uploads, ``items`` to propose, which need ``harm`` (R-WS05)."""

    words: Words
    urgency: Urgency = "soon"
    items: Annotated[list[ItemIn], Field(max_length=20)] = []
    photo_keys: Annotated[list[Code], Field(max_length=20)] = []
    harm: Harm = ""
    extra_minutes: Minutes | None = None


class OwnJobIn(Body):
    """A job of its own for what is found, with its payer."""

    title: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    payer: Literal["customer", "warranty", "insurer", "internal", "goodwill"] = "customer"


class PriceFindingIn(Body):
    """What mends the fault: items for its job, and codes of packages, each a job of its own.

    Of the four facts (R-WS05) null leaves the technician's word; ``extra_minutes`` null takes the hours of the labour.
    """

    items: Annotated[list[ItemIn], Field(max_length=20)] = []
    packages: Annotated[list[Code], Field(max_length=5)] = []
    cause: Words | None = None
    harm: Harm | None = None
    urgency: Urgency | None = None
    extra_minutes: Minutes | None = None
    own_job: OwnJobIn | None = None


class PricedOut(Schema):
    """The finding with the items that wait for the customer."""

    id: int
    number: str
    version: int
    item_ids: list[int]


class FoundOut(Schema):
    """A reported finding."""

    id: int
    number: str
    item_ids: list[int]
    task_id: int
