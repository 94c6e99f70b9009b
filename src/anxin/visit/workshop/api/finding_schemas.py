"""What the endpoints of findings take and give."""

from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body
from anxin.visit.repair_orders.api.schemas import ItemIn
from anxin.visit.workshop.api.schemas import Code


class FindingIn(Body):
    """Something found; ``photo_keys`` of uploads, ``items`` to propose."""

    words: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    urgency: Literal["now", "soon", "watch"] = "soon"
    items: Annotated[list[ItemIn], Field(max_length=20)] = []
    photo_keys: Annotated[list[Code], Field(max_length=20)] = []


class PriceFindingIn(Body):
    """What mends the fault: items for its job, and codes of packages, each a job of its own."""

    items: Annotated[list[ItemIn], Field(max_length=20)] = []
    packages: Annotated[list[Code], Field(max_length=5)] = []


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
