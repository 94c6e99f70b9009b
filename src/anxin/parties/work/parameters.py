"""Kinds of tasks and approvals, declared by the modules that create them, with their escalation ladders as parameters.

A ladder is a list of steps: so long after the due time, this post sees the task as well (M01.11, M12.03).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import ParameterDefinition, declare, value


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """``after`` the due time (from the step before, for later ones) the task is shown to ``post``."""

    after: Deadline
    post: str


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A kind of task as lists and filters name it; ``ladder`` holds the parameters (delay, post) of each step.

    ``names_documents_only``: its titles are the program's own, so an erasure leaves them (ADR 0006). ``is_personal``: only
    whom it concerns ends it, or who manages the store's work; else any colleague may.
    """

    code: str
    label: Any
    ladder: tuple[tuple[ParameterDefinition, ParameterDefinition], ...] = ()
    names_documents_only: bool = False
    is_personal: bool = False


_kinds: dict[str, TaskKind] = {}
_approval_kinds: dict[str, Any] = {}


def declare_task_kind(
    code: str,
    label: Any,
    source: str = "M01.10",
    ladder: Sequence[EscalationStep] = (),
    *,
    names_documents_only: bool = False,
    is_personal: bool = False,
) -> str:
    """Declare a kind of task (``module.kind``) with the defaults of its escalation ladder; returns the code.

    Each step becomes two parameters that a group, brand or store may override. With ``names_documents_only`` an erasure
    leaves the titles; say it only where no word of them is typed. One that ``is_personal`` no other colleague ends.

    :raises ValueError: declared twice
    """
    if code in _kinds:
        raise ValueError(f"task kind {code} is declared twice")
    steps = tuple(_declare_step(code, number, step, source) for number, step in enumerate(ladder, 1))
    _kinds[code] = TaskKind(code, label, steps, names_documents_only, is_personal)
    return code


def declare_approval_kind(code: str, label: Any) -> str:
    """Declare what leave can be asked for (``module.kind``); returns the code."""
    _approval_kinds[code] = label
    return code


def task_kinds() -> dict[str, TaskKind]:
    """Every declared kind by code."""
    return dict(_kinds)


def approval_kinds() -> dict[str, Any]:
    """Labels of what leave can be asked for, by code."""
    return dict(_approval_kinds)


def is_personal(code: str) -> bool:
    """Whether only whom a task of the kind concerns ends it."""
    return code in _kinds and _kinds[code].is_personal


def task_kind_label(code: str) -> str:
    """The kind as the screen says it; of an undeclared one, the code."""
    kind = _kinds.get(code)
    return str(kind.label) if kind else code


def ladder_of(kind: str, store_id: int, on: date) -> list[EscalationStep]:
    """The escalation ladder of a kind in a store on a day; an undeclared kind has that of a plain task."""
    declared = _kinds.get(kind, _kinds[PLAIN])
    return [EscalationStep(value(after, store_id, on), value(post, store_id, on)) for after, post in declared.ladder]


def _declare_step(
    code: str, number: int, step: EscalationStep, source: str
) -> tuple[ParameterDefinition, ParameterDefinition]:
    base = f"work.{code}.escalation_{number}"
    after = declare(f"{base}_after", "deadline", step.after, _("任务逾期后多久升级"), source, is_sla=True)
    post = declare(f"{base}_post", "post", step.post, _("任务逾期后升级到的岗位"), source)
    return after, post


PLAIN = declare_task_kind(
    "work.plain",
    _("一般任务"),
    ladder=[
        EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "service_manager"),
        EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "general_manager"),
    ],
)
APPROVAL = declare_task_kind(
    "work.approval",
    _("审批"),
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
)
FAILED_EVENTS = declare_task_kind(
    "work.failed_events",
    _("后台处理失败"),
    "I.4",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
APPROVAL_DUE = declare(
    "work.approval_due", "deadline", Deadline(4, DeadlineUnit.WORKING_HOURS), _("审批答复时限"), "M01.11", is_sla=True
)
