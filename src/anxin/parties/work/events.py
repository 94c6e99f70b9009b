"""Facts about tasks and approvals: ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCreated(Event):
    subject_kind: ClassVar[str] = "work.task"
    task_id: int
    kind: str
    document_kind: str
    document_id: int | None
    owner_id: int | None
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Event):
    subject_kind: ClassVar[str] = "work.task"
    task_id: int
    kind: str
    document_kind: str
    document_id: int | None
    done_by_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMoved(Event):
    """Another owner or post, or another due time."""

    subject_kind: ClassVar[str] = "work.task"
    task_id: int
    owner_id: int | None
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(Event):
    """Taken out of the queue; ``document_kind`` is empty in facts of before it was told."""

    subject_kind: ClassVar[str] = "work.task"
    task_id: int
    kind: str
    document_kind: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEscalated(Event):
    """Not done in time: ``post`` sees it from now on."""

    subject_kind: ClassVar[str] = "work.task"
    task_id: int
    kind: str
    level: int
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    subject_kind: ClassVar[str] = "work.approval"
    approval_id: int
    kind: str
    document_kind: str
    document_id: int
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAdvanced(Event):
    """One post approved; the next one decides."""

    subject_kind: ClassVar[str] = "work.approval"
    approval_id: int
    kind: str
    document_kind: str
    document_id: int
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecided(Event):
    """The whole chain has decided, or somebody of it refused."""

    subject_kind: ClassVar[str] = "work.approval"
    approval_id: int
    kind: str
    document_kind: str
    document_id: int
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWithdrawn(Event):
    subject_kind: ClassVar[str] = "work.approval"
    approval_id: int
    kind: str
    document_kind: str
    document_id: int
