"""Facts that purchasing announces."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrdered(Event):
    """An order went to a supplier."""

    subject_kind: ClassVar[str] = "purchasing.purchaseorder"
    purchaseorder_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseAnswered(Event):
    """A supplier answered an order: it comes, or does not."""

    subject_kind: ClassVar[str] = "purchasing.purchaseorder"
    purchaseorder_id: int
    kind: str
    will_come: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseCancelled(Event):
    """An order, or the rest of some of its lines, is wanted no longer."""

    subject_kind: ClassVar[str] = "purchasing.purchaseorder"
    purchaseorder_id: int
    line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseReceived(Event):
    """Goods of an order came in, for these of its lines."""

    subject_kind: ClassVar[str] = "purchasing.purchaseorder"
    purchaseorder_id: int
    receipt_id: int
    line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialOrderTaken(Event):
    """A customer waits for a part that is to be ordered for him."""

    subject_kind: ClassVar[str] = "purchasing.specialorder"
    specialorder_id: int
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialOrderDelayed(Event):
    """What a customer waits for comes at another day than was promised; ``is_told`` when a message went to him."""

    subject_kind: ClassVar[str] = "purchasing.specialorder"
    specialorder_id: int
    customer_id: int
    is_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialOrderArrived(Event):
    """What a customer waits for is here; ``is_told`` when a message went to him."""

    subject_kind: ClassVar[str] = "purchasing.specialorder"
    specialorder_id: int
    customer_id: int
    is_told: bool
