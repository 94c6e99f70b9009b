"""Public reads of quality."""

from anxin.visit.quality.queries.compliance import (
    ComplianceRow,
    ComplianceSum,
    StepRow,
    compliance_of_order,
    compliance_sums,
    list_compliance,
)
from anxin.visit.quality.queries.conduct import ConductFilter, ConductRow, get_conduct, grades_of, list_conduct, page_conduct
from anxin.visit.quality.queries.figures import QualityFigures, ReworkSum, quality_figures, rework_sums
from anxin.visit.quality.queries.maintenance import DueMaintenance, due_maintenance
from anxin.visit.quality.queries.parts import TracedArrival, TracedOrder, TracedPart, trace_parts
from anxin.visit.quality.queries.proposals import Proposal, find_body_paint_head, list_who_did, propose_responsible
from anxin.visit.quality.queries.rework import (
    ReworkFilter,
    ReworkRow,
    get_rework,
    list_rework,
    list_rework_of_order,
    page_rework,
)
from anxin.visit.quality.queries.training import TrainingRow, is_certified, list_training

__all__ = [
    "ComplianceRow",
    "ComplianceSum",
    "ConductFilter",
    "ConductRow",
    "DueMaintenance",
    "Proposal",
    "QualityFigures",
    "ReworkFilter",
    "ReworkRow",
    "ReworkSum",
    "StepRow",
    "TracedArrival",
    "TracedOrder",
    "TracedPart",
    "TrainingRow",
    "compliance_of_order",
    "compliance_sums",
    "due_maintenance",
    "find_body_paint_head",
    "get_conduct",
    "get_rework",
    "grades_of",
    "is_certified",
    "list_compliance",
    "list_conduct",
    "list_rework",
    "list_rework_of_order",
    "list_training",
    "list_who_did",
    "page_conduct",
    "page_rework",
    "propose_responsible",
    "quality_figures",
    "rework_sums",
    "trace_parts",
]
