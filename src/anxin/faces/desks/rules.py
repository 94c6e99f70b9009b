"""What a row of a desk says: how endangered, why, and the next step. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

NEAR_MINUTES = 30
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
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """The promise against the expected finish; the shape that the kit's promise parts read."""

    promised_at: datetime | None
    expected_at: datetime | None
    level: str
    minutes: int
    left_minutes: int
    reason: str = ""
    label: str = ""
    share: int = 0


def expected_finish(now: datetime, remaining_hours: Decimal, floor: list[OnFloor]) -> datetime:
    """The latest planned end on the floor, never before now; without a plan, now and the hours that are left."""
    planned = [job.expected_at for job in floor if job.expected_at is not None]
    if planned:
        return max(*planned, now) if len(planned) > 1 else max(planned[0], now)
    return now + timedelta(minutes=int(remaining_hours * 60))


def clock_of(state: str, promised_at: datetime | None, expected_at: datetime, now: datetime, reason: str) -> Clock:
    """Late once the promise has passed, at risk when the expected finish comes near or after it. Ready cars are quiet."""
    if promised_at is None or state in READY:
        return Clock(promised_at, None, "quiet", 0, 0)
    slack = int((promised_at - expected_at) / timedelta(minutes=1))
    if now > promised_at:
        return Clock(promised_at, expected_at, "late", int((now - promised_at) / timedelta(minutes=1)), 0, reason)
    if slack < NEAR_MINUTES:
        return Clock(promised_at, expected_at, "risk", max(-slack, 0), max(slack, 0), reason)
    return Clock(promised_at, expected_at, "quiet", 0, slack, reason)


def steps_done(state: str) -> int:
    """Finished steps of the six small ones."""
    return STEPS.index(state) if state in STEPS else len(STEPS)


def urgency(clock: Clock) -> tuple[int, float]:
    """Sort key: the latest first, then the nearest to late, then by promise."""
    order = {"late": 0, "risk": 1}.get(clock.level, 2)
    moment = clock.promised_at.timestamp() if clock.promised_at else float("inf")
    return order, moment
