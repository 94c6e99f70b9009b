"""Tables of the workshop. Foreign keys point down to the order, the staff and the bays."""

from anxin.visit.workshop.models.assignment import Assignment, ShareChange
from anxin.visit.workshop.models.clock import ClockCorrection, IndirectCorrection, IndirectTime, JobClock
from anxin.visit.workshop.models.finding import Finding
from anxin.visit.workshop.models.inspection import Inspection, InspectionItem
from anxin.visit.workshop.models.spans import InstantRange
from anxin.visit.workshop.models.waiting import Waiting

__all__ = [
    "Assignment",
    "ClockCorrection",
    "Finding",
    "IndirectCorrection",
    "IndirectTime",
    "Inspection",
    "InspectionItem",
    "InstantRange",
    "JobClock",
    "ShareChange",
    "Waiting",
]
