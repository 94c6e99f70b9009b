"""Tables of reception."""

from anxin.visit.reception.models.care import LockerUse, VisitFlag
from anxin.visit.reception.models.visit import DeliveryNote, InspectionSheet, Reception

__all__ = ["DeliveryNote", "InspectionSheet", "LockerUse", "Reception", "VisitFlag"]
