"""Facts of the parts counter's sales."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSold(Event):
    """Parts were sold at the counter."""

    subject_kind: ClassVar[str] = "counter_sales.sale"
    sale_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsTakenBack(Event):
    """Sold parts came back, and the money was given back."""

    subject_kind: ClassVar[str] = "counter_sales.sale"
    sale_id: int
    fen: int
