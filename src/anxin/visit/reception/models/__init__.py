"""Tables of reception."""

from anxin.visit.reception.models.care import LockerUse, VisitFlag
from anxin.visit.reception.models.delivery import DeliverySample, PrecautionText, SendOff, ServiceRating
from anxin.visit.reception.models.duty import CoverChange, Readiness
from anxin.visit.reception.models.gifts import GiftIssue
from anxin.visit.reception.models.rating_link import RatingLink
from anxin.visit.reception.models.sightings import PlateSighting
from anxin.visit.reception.models.visit import DeliveryNote, InspectionSheet, Reception
from anxin.visit.reception.models.visitors import Visitor

__all__ = [
    "CoverChange",
    "DeliveryNote",
    "DeliverySample",
    "GiftIssue",
    "InspectionSheet",
    "LockerUse",
    "PlateSighting",
    "PrecautionText",
    "RatingLink",
    "Readiness",
    "Reception",
    "SendOff",
    "ServiceRating",
    "VisitFlag",
    "Visitor",
]
