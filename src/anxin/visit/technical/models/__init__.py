"""Tables of difficult cases. Those of the library and of consultations belong to the group and name no customer."""

from anxin.visit.technical.models.case import CaseEntry, CaseMember, TechnicalCase
from anxin.visit.technical.models.consult import Consult, ConsultAccess, ConsultAnswer, ExpertLink
from anxin.visit.technical.models.library import LibraryEntry, System
from anxin.visit.technical.models.vote import Ballot

__all__ = [
    "Ballot",
    "CaseEntry",
    "CaseMember",
    "Consult",
    "ConsultAccess",
    "ConsultAnswer",
    "ExpertLink",
    "LibraryEntry",
    "System",
    "TechnicalCase",
]
