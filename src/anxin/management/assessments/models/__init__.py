"""Tables of assessments."""

from anxin.management.assessments.models.assessments import LONGEST_WORDS, Assessment, AssessmentStep

__all__ = ["LONGEST_WORDS", "Assessment", "AssessmentStep"]
