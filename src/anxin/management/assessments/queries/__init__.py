"""Public reads of assessments."""

from anxin.management.assessments.queries.assessments import (
    AssessmentFilter,
    AssessmentRow,
    AssessmentStepRow,
    AssessmentView,
    get_assessment,
    page_assessments,
)
from anxin.management.assessments.queries.drafts import AssessmentDraft, Subject, draft_assessment

__all__ = [
    "AssessmentDraft",
    "AssessmentFilter",
    "AssessmentRow",
    "AssessmentStepRow",
    "AssessmentView",
    "Subject",
    "draft_assessment",
    "get_assessment",
    "page_assessments",
]
