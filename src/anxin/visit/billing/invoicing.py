"""The port through which tax invoices are asked for; ``adapters`` serve it."""

from dataclasses import dataclass
from typing import Protocol


class TryLater(Exception):
    """Not now: the same invoice may be asked for again."""


class InvoiceRefused(Exception):
    """Never: the provider refuses what is asked; the words are its own."""


@dataclass(frozen=True, slots=True)
class OutgoingLine:
    """A line: fen with and without tax, the rate as a fraction such as 0.13; ``goods_code`` as the tax office classifies."""

    name: str
    goods_code: str
    quantity: str
    unit: str
    amount_fen: int
    net_fen: int
    tax_fen: int
    tax_rate: str


@dataclass(frozen=True, slots=True)
class OutgoingInvoice:
    """What a provider gets. ``key`` is the same for every attempt; a red one names code and number of the blue.

    ``cause`` sorts a red one: returned, wrong, stopped or allowance. ``ordered_at`` is by the store's clock.
    """

    key: str
    kind: str
    seller_tax_number: str
    buyer_name: str
    buyer_tax_number: str
    lines: tuple[OutgoingLine, ...]
    amount_fen: int
    net_fen: int
    tax_fen: int
    red_code: str = ""
    red_number: str = ""
    reason: str = ""
    cause: str = ""
    ordered_at: str = ""
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceOutcome:
    """What the provider said: its own id, and once it is issued code and number. ``by_hand``: people enter the number."""

    provider_id: str
    code: str = ""
    number: str = ""
    by_hand: bool = False


class InvoiceProvider(Protocol):
    """Issues invoices, at once or after a while."""

    def issue(self, invoice: OutgoingInvoice) -> InvoiceOutcome:
        """:raises TryLater: ask again
        :raises InvoiceRefused: give up
        """
        ...

    def again(self, invoice: OutgoingInvoice, provider_id: str) -> InvoiceOutcome:
        """Try one again that was accepted and not issued; where it is issued after all, say so: never a second one.

        :raises TryLater: ask again
        :raises InvoiceRefused: give up
        """
        ...

    def result(self, provider_id: str) -> InvoiceOutcome:
        """What became of one that was accepted; without a number it is still being made.

        :raises TryLater: ask again
        :raises InvoiceRefused: it was not issued
        """
        ...


_provider: list[InvoiceProvider] = []


def use_provider(provider: InvoiceProvider) -> None:
    """Serve the port with this provider from now on."""
    _provider[:] = [provider]


def provider() -> InvoiceProvider:
    """The provider in use.

    :raises TryLater: none was wired
    """
    if not _provider:
        raise TryLater("no invoice provider is configured")
    return _provider[0]
