"""Public writes of the promise."""

from anxin.visit.promises.commands.erasure import erase_promise_words
from anxin.visit.promises.commands.links import (
    DecisionAtHand,
    EndedProgress,
    NothingToDecide,
    NothingToFollow,
    SharedProgress,
    resend_decision,
    revoke_progress,
    share_progress,
)
from anxin.visit.promises.commands.saying import JobNotAhead, SaidDelay, say_delay
from anxin.visit.promises.commands.talking import (
    AlreadyAsked,
    KeptNote,
    ReadNotes,
    VisitOver,
    ask_progress,
    read_notes,
    write_note,
)
from anxin.visit.promises.commands.telling import CustomerNotReached, ToldCustomer, tell_customer
from anxin.visit.promises.commands.watching import WatchedCars, watch_promises

__all__ = [
    "AlreadyAsked",
    "CustomerNotReached",
    "DecisionAtHand",
    "EndedProgress",
    "JobNotAhead",
    "KeptNote",
    "NothingToDecide",
    "NothingToFollow",
    "ReadNotes",
    "SaidDelay",
    "SharedProgress",
    "ToldCustomer",
    "VisitOver",
    "WatchedCars",
    "ask_progress",
    "erase_promise_words",
    "read_notes",
    "resend_decision",
    "revoke_progress",
    "say_delay",
    "share_progress",
    "tell_customer",
    "watch_promises",
    "write_note",
]
