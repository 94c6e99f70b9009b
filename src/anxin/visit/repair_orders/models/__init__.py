"""Tables of the repair order."""

from anxin.visit.repair_orders.models.authorisation import Authorisation, EstimateVersion, Signature
from anxin.visit.repair_orders.models.order import Item, Job, PromiseChange, RepairOrder

__all__ = ["Authorisation", "EstimateVersion", "Item", "Job", "PromiseChange", "RepairOrder", "Signature"]
