"""Tables of the repair order."""

from anxin.visit.repair_orders.models.answer import ApprovalLink, CustomerAnswer
from anxin.visit.repair_orders.models.authorisation import Authorisation, EstimateVersion, Signature
from anxin.visit.repair_orders.models.hold import JobHold
from anxin.visit.repair_orders.models.leave import PriceLeave
from anxin.visit.repair_orders.models.order import Item, Job, PromiseChange, RepairOrder
from anxin.visit.repair_orders.models.plan import PlanChoice, PlanOffer
from anxin.visit.repair_orders.models.proposal import Proposal
from anxin.visit.repair_orders.models.share import PayerShare
from anxin.visit.repair_orders.models.support import TechnicalQuestion

__all__ = [
    "ApprovalLink",
    "Authorisation",
    "CustomerAnswer",
    "EstimateVersion",
    "Item",
    "Job",
    "JobHold",
    "PayerShare",
    "PlanChoice",
    "PlanOffer",
    "PriceLeave",
    "PromiseChange",
    "Proposal",
    "RepairOrder",
    "Signature",
    "TechnicalQuestion",
]
