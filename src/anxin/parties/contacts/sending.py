"""The port through which messages leave the program; ``adapters`` and higher modules serve it."""

from dataclasses import dataclass
from typing import Protocol


class TemporaryFailure(Exception):
    """Not now: the same message may be tried again later."""


class PermanentFailure(Exception):
    """Never: the address or the text is refused."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What a sender gets. ``key`` is the same for every attempt, so that a service can drop a double."""

    key: str
    channel: str
    address: str
    text: str
    template: str


class MessageSender(Protocol):
    """Carries one message; returns the service's own id for it."""

    def send(self, message: OutgoingMessage) -> str:
        """:raises TemporaryFailure: try again later
        :raises PermanentFailure: give up
        """
        ...


_sender: list[MessageSender] = []


def use_sender(sender: MessageSender) -> None:
    """Serve the port with this sender from now on."""
    _sender[:] = [sender]


def sender() -> MessageSender:
    """The sender in use.

    :raises TemporaryFailure: none was wired
    """
    if not _sender:
        raise TemporaryFailure("no message sender is configured")
    return _sender[0]
