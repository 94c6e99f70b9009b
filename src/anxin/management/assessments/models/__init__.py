"""Tables of assessments."""

from anxin.management.assessments.models.assessments import ERASED_WORDS, LONGEST_WORDS, Assessment, AssessmentStep

__all__ = ["ERASED_WORDS", "LONGEST_WORDS", "Assessment", "AssessmentStep"]
