"""Public writes of assessments."""

from anxin.management.assessments.commands.assess import NewAssessment, assess_figure, withdraw_assessment
from anxin.management.assessments.commands.erasure import erase_assessment_words
from anxin.management.assessments.commands.objections import (
    Redress,
    object_to_assessment,
    reject_objection,
    uphold_objection,
)
from anxin.management.assessments.commands.support import (
    AssessedAlready,
    KeptAssessment,
    NoResult,
    NotImpartial,
    NotTheAssessed,
    ObjectionTooLate,
)

__all__ = [
    "AssessedAlready",
    "KeptAssessment",
    "NewAssessment",
    "NoResult",
    "NotImpartial",
    "NotTheAssessed",
    "ObjectionTooLate",
    "Redress",
    "assess_figure",
    "erase_assessment_words",
    "object_to_assessment",
    "reject_objection",
    "uphold_objection",
    "withdraw_assessment",
]
