"""Public writes of the parts counter."""

from anxin.visit.parts_desk.commands.picking import LaidReady, NothingLaid, NothingToLay, lay_order_ready, put_back
from anxin.visit.parts_desk.commands.rebooking import AskedAlready, AskedRebooking, NothingMissing, ask_rebooking
from anxin.visit.parts_desk.commands.scanning import ScannedPart, WrongPart, scan_part
from anxin.visit.parts_desk.commands.shortage import (
    PURCHASES,
    AnsweredMeanwhile,
    NotShort,
    SolvedShortage,
    Way,
    answer_shortage,
)

__all__ = [
    "PURCHASES",
    "AnsweredMeanwhile",
    "AskedAlready",
    "AskedRebooking",
    "LaidReady",
    "NotShort",
    "NothingLaid",
    "NothingMissing",
    "NothingToLay",
    "ScannedPart",
    "SolvedShortage",
    "Way",
    "WrongPart",
    "answer_shortage",
    "ask_rebooking",
    "lay_order_ready",
    "put_back",
    "scan_part",
]
