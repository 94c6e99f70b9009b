"""What several endpoints of billing take and give."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body, Yuan
from anxin.visit.billing.commands import Tender

Method = Literal["cash", "card", "wechat", "alipay", "transfer", "account"]
Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Why = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class PaymentOut(Schema):
    """A payment."""

    id: int
    number: str
    method: str
    amount: Yuan
    received_at: datetime
    is_reversal: bool
    is_reversed: bool
    refunded: Yuan


class TenderIn(Body):
    """How much by which method."""

    method: Method
    amount: Yuan
    reference: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = ""

    def tender(self) -> Tender:
        """The command's form of it."""
        return Tender(self.method, self.amount, self.reference)
