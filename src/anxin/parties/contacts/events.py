"""Facts about contacts: ids and codes only, never words, names or numbers."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQueued(Event):
    subject_kind: ClassVar[str] = "contacts.message"
    message_id: int
    customer_id: int
    purpose: str
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBlocked(Event):
    """The consent gate, a missing address or an erasure kept the message back."""

    subject_kind: ClassVar[str] = "contacts.message"
    message_id: int
    customer_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    subject_kind: ClassVar[str] = "contacts.message"
    message_id: int
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """Given up after the last attempt: somebody should call instead."""

    subject_kind: ClassVar[str] = "contacts.message"
    message_id: int
    customer_id: int
    document_kind: str
    document_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLogged(Event):
    subject_kind: ClassVar[str] = "contacts.contact"
    contact_id: int
    customer_id: int
    vehicle_id: int | None
    channel: str
    direction: str
    result: str
    is_successful: bool
    document_kind: str
    document_id: int | None
