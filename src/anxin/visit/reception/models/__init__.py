"""Tables of reception."""

from anxin.visit.reception.models.care import LockerUse, VisitFlag
from anxin.visit.reception.models.duty import CoverChange, Readiness
from anxin.visit.reception.models.visit import DeliveryNote, InspectionSheet, Reception
from anxin.visit.reception.models.visitors import Visitor

__all__ = [
    "CoverChange",
    "DeliveryNote",
    "InspectionSheet",
    "LockerUse",
    "Readiness",
    "Reception",
    "VisitFlag",
    "Visitor",
]
