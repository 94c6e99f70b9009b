"""The port to payment platforms (SYS-08): asks a customer's phone for money, hears that it came, gives it back.

``adapters`` serve it. A method without a platform is taken by hand: the cashier says that the money came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

PLATFORM_METHODS = ("wechat",)


class TryLater(Exception):
    """Not now: the same may be asked again."""


class PlatformRefused(Exception):
    """Never: the platform refuses what is asked; the words are its own."""


class NotFromPlatform(Exception):
    """A message that the platform did not sign, that is too old, or that is about another merchant."""


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """What a customer shall pay; ``number`` is ours and the same for every attempt."""

    number: str
    store_id: int
    words: str
    amount_fen: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """How a request stands; paid, it has the platform's own number of the transaction and what came."""

    number: str
    state: Literal["open", "paid", "closed"]
    transaction: str = ""
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class OutgoingRefund:
    """What goes back of a paid request; ``number`` is ours: asked again, money goes back once."""

    number: str
    request_number: str
    amount_fen: int
    whole_fen: int
    reason: str


class PaymentPlatform(Protocol):
    """Takes money from a customer's phone, and gives it back the way it came."""

    def ask(self, wanted: OutgoingRequest) -> str:
        """The text of the code that the customer scans.

        :raises TryLater: ask again
        :raises PlatformRefused: give up
        """
        ...

    def find(self, number: str) -> PlatformAnswer:
        """How a request stands.

        :raises TryLater: ask again
        :raises PlatformRefused: the platform does not know it
        """
        ...

    def close(self, number: str) -> None:
        """Take no more money for a request.

        :raises TryLater: ask again
        :raises PlatformRefused: it was paid, or cannot be closed
        """
        ...

    def refund(self, wanted: OutgoingRefund) -> bool:
        """Give money back, or say how it stands: whether the customer has it.

        :raises TryLater: ask again
        :raises PlatformRefused: it does not go back this way
        """
        ...

    def read_notification(self, headers: Mapping[str, str], body: bytes, at: datetime) -> PlatformAnswer | None:
        """What a message says that came from outside; None when it is about something else.

        :raises NotFromPlatform: not signed, too old, or about another merchant
        """
        ...


_platforms: dict[str, PaymentPlatform] = {}


def use_platforms(platforms: Mapping[str, PaymentPlatform]) -> None:
    """Serve these methods by these platforms from now on, and all others by hand."""
    _platforms.clear()
    _platforms.update(platforms)


def platforms() -> Mapping[str, PaymentPlatform]:
    """The platforms in use, by method of payment."""
    return _platforms


def platform(method: str) -> PaymentPlatform:
    """The platform of a method.

    :raises TryLater: none was wired
    """
    if method not in _platforms:
        raise TryLater(f"no payment platform is configured for {method}")
    return _platforms[method]
