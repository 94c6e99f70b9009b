"""Questions to the workshop's technical experts and their answers (R-RC10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.models import TechnicalQuestion

FEW = 5


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question; ``outcome`` is empty while it is open, ``words`` are the answer or why it was withdrawn."""

    id: int
    vehicle_id: int
    plate: str
    model_name: str
    question: str
    asked_by_name: str
    asked_at: datetime
    outcome: str
    outcome_label: str
    words: str
    closed_by_name: str
    closed_at: datetime | None
    vin: str = ""


@query(permissions.SEE)
def list_technical_questions(actor: Actor, vehicle_id: int) -> list[QuestionRow]:
    """The last questions about a car, the newest first."""
    rows = _joined(TechnicalQuestion.objects.visible_to(actor, permissions.SEE)).filter(vehicle_id=vehicle_id)
    return [_row(one) for one in rows.order_by("-asked_at", "-pk")[:FEW]]


@query(permissions.SEE)
def get_technical_question(actor: Actor, question_id: int) -> QuestionRow:
    """One question.

    :raises NotFound: unknown or out of scope
    """
    return _row(_joined(TechnicalQuestion.objects.visible_to(actor, permissions.SEE)).one(pk=question_id))


def _joined(rows: Any) -> Any:
    return rows.select_related("vehicle", "asked_by", "closed_by")


def _row(one: TechnicalQuestion) -> QuestionRow:
    return QuestionRow(
        one.pk,
        one.vehicle_id,
        one.vehicle.plate or "",
        one.vehicle.model_name,
        one.question,
        one.asked_by.name if one.asked_by else "",
        one.asked_at,
        one.outcome,
        one.get_outcome_display() if one.outcome else "",
        one.words,
        one.closed_by.name if one.closed_by else "",
        one.closed_at,
        vin=one.vehicle.vin or "",
    )
