"""Facts of transfers, each told in the store that acted."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferChanged(Event):
    """A store took a step: asked, agreed, refused, withdrew, sent, received, missed, took back, wrote off."""

    subject_kind: ClassVar[str] = "transfers.transfer"
    transfer_id: int
    step: str
