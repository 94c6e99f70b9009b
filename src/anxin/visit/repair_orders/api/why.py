"""Why something is added to a signed order, as the endpoints take it, and what they take with it."""

from typing import Annotated, Literal

from ninja import Field

from anxin.platform.api import Body
from anxin.visit.repair_orders.api.schemas import ItemIn, JobIn, Words
from anxin.visit.repair_orders.commands import Facts, OwnWish


class WhyFacts(Body):
    """What was found; without minutes the hours of the labour count."""

    cause: Words
    harm: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
    urgency: Literal["now", "soon", "watch"]
    extra_minutes: Annotated[int, Field(ge=0, le=30_000)] | None = None


class WhyWish(Body):
    """What the customer asks for himself, in his words."""

    words: Words
    said_by: Literal["owner", "bringer", "other"] = "owner"


class Explained(Body):
    """Why something is added to a signed order: the four facts, or the customer's own wish (R-WS05)."""

    facts: WhyFacts | None = None
    wish: WhyWish | None = None

    def why(self) -> Facts | OwnWish | None:
        """The command's form of it; his own wish goes first."""
        if self.wish is not None:
            return OwnWish(self.wish.words, self.wish.said_by)
        return Facts(**self.facts.model_dump()) if self.facts is not None else None


class AddJobIn(JobIn, Explained):
    """A job that is added to an order."""


class ProposeIn(Explained):
    """Items found on a job."""

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=60)]
