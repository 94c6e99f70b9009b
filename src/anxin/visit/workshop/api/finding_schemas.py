"""What the endpoints of findings take and give."""

from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body, Yuan
from anxin.platform.money import ZERO
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.workshop.api.schemas import Code


class FoundItemIn(Body):
    """An item proposed with a finding; with ``code`` and no ``unit_price`` it is priced from the catalogue."""

    kind: Literal["labour", "part", "sublet", "fee"]
    code: Code = ""
    name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    quantity: Annotated[Decimal, Field(gt=0, le=9999, decimal_places=2, max_digits=8)] | None = None
    unit_price: Yuan | None = None
    payer: Literal["customer", "warranty", "insurer", "internal", "goodwill"] = "customer"
    position_words: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    discount: Yuan | None = None

    def wished(self) -> NewItem:
        """The command's form of it."""
        return NewItem(
            self.kind,
            self.code,
            self.name,
            self.quantity,
            self.unit_price,
            self.payer,
            self.position_words,
            self.discount or ZERO,
        )


class FindingIn(Body):
    """Something found; ``photo_keys`` of uploads, ``items`` to propose."""

    words: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    urgency: Literal["now", "soon", "watch"] = "soon"
    items: Annotated[list[FoundItemIn], Field(max_length=20)] = []
    photo_keys: Annotated[list[Code], Field(max_length=20)] = []


class PriceFindingIn(Body):
    """The items that mend what was found."""

    items: Annotated[list[FoundItemIn], Field(min_length=1, max_length=20)]


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
