"""What a row of a desk says: how endangered, why, and the next step. Pure."""

from dataclasses import dataclass
from datetime import datetime

STEPS = ("OPEN", "AUTHORISED", "DISPATCHED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED", "SETTLED")
READY = ("INSPECTED", "SETTLED")


@dataclass(frozen=True, slots=True)
class OnFloor:
    """A job as the workshop sees it."""

    place: str
    technicians: str
    is_working: bool
    waiting_label: str
    waiting_since: datetime | None


def steps_done(state: str) -> int:
    """Finished steps of the six small ones."""
    return STEPS.index(state) if state in STEPS else len(STEPS)


def urgency(level: str, promised_at: datetime | None) -> tuple[int, float]:
    """Sort key: the late first, then the endangered, each by promise; cars without a promise last."""
    return {"late": 0, "risk": 1}.get(level, 2), promised_at.timestamp() if promised_at else float("inf")
