"""Facts that the follow-up announces: ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPlanned(Event):
    """A customer is to be called."""

    subject_kind: ClassVar[str] = "followup.followup"
    followup_id: int
    repair_order_id: int
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpWithheld(Event):
    """Nobody is to call: the customer has not agreed to it, or not any more."""

    subject_kind: ClassVar[str] = "followup.followup"
    followup_id: int
    repair_order_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpResumed(Event):
    """The customer agreed in time, after all."""

    subject_kind: ClassVar[str] = "followup.followup"
    followup_id: int
    repair_order_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpCalled(Event):
    """A call was made; ``state`` is the follow-up's after it, ``score`` from 1 to 10."""

    subject_kind: ClassVar[str] = "followup.followup"
    followup_id: int
    repair_order_id: int
    call_id: int
    result: str
    state: str
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DissatisfactionReported(Event):
    """A customer was not satisfied; the service manager has a task since (R-FU09)."""

    subject_kind: ClassVar[str] = "followup.followup"
    followup_id: int
    repair_order_id: int
    vehicle_id: int
    customer_id: int
    call_id: int
    task_id: int
    issues: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpCancelled(Event):
    """Nobody will call."""

    subject_kind: ClassVar[str] = "followup.followup"
    followup_id: int
