"""Facts that figures announce: ids and codes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ObstacleFact(Event):
    subject_kind: ClassVar[str] = "kpi.obstacleconfirmation"
    obstacleconfirmation_id: int
    code: str
    period: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstaclesConfirmed(_ObstacleFact):
    """Somebody named, or named anew, the obstacles of a store's figure in a period."""

    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyPlanned(Event):
    """Somebody of the store is to do something about a figure of a period until a day."""

    subject_kind: ClassVar[str] = "kpi.remedy"
    remedy_id: int
    code: str
    period: str
    first: date
    last: date
    responsible_id: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstaclesWithdrawn(_ObstacleFact):
    """What was named was taken back."""
