"""Tables of the promise. Foreign keys point down to the order and the staff."""

from anxin.visit.promises.models.expected import ExpectationChange, LateEstimate
from anxin.visit.promises.models.link import ProgressLink
from anxin.visit.promises.models.talk import Note
from anxin.visit.promises.models.told import Telling

__all__ = ["ExpectationChange", "LateEstimate", "Note", "ProgressLink", "Telling"]
