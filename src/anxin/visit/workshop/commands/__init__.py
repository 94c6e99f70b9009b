"""Public writes of the workshop, in the order of the work."""

from anxin.visit.workshop.access import NotOnStaff
from anxin.visit.workshop.commands.clock import (
    ClockedJob,
    ClockOverlap,
    NotClockedOn,
    NotYourJob,
    TechnicianBusy,
    clock_on,
    pause_job,
)
from anxin.visit.workshop.commands.correction import correct_clock
from anxin.visit.workshop.commands.dispatch import (
    AlreadyDispatched,
    DispatchedJob,
    NotDispatched,
    PlacingChanged,
    Plan,
    Share,
    SkillMissing,
    TechnicianAtWork,
    dispatch_job,
    move_job,
    recall_job,
)
from anxin.visit.workshop.commands.erasure import erase_waiting_notes
from anxin.visit.workshop.commands.find import (
    AlreadyPriced,
    AskedPart,
    FactsWish,
    NewFinding,
    OrderNotInWorkshop,
    PricedFinding,
    ReportedFinding,
    ask_part,
    price_finding,
    report_finding,
)
from anxin.visit.workshop.commands.finish import FinishedJob, SelfCheckFailed, finish_job
from anxin.visit.workshop.commands.inspect import (
    InspectedOrder,
    MileageWrong,
    NotCertified,
    NotToBeWashed,
    OwnWork,
    Verdict,
    check_wash,
    inspect_before_delivery,
    inspect_order,
)
from anxin.visit.workshop.commands.placing import FloorChanged, PlacedJobs, drop_job, place_waiting_jobs
from anxin.visit.workshop.commands.reserving import CapacityTaken
from anxin.visit.workshop.placing import Wish
from anxin.visit.workshop.rules import Check

__all__ = [
    "AlreadyDispatched",
    "AlreadyPriced",
    "AskedPart",
    "CapacityTaken",
    "Check",
    "ClockOverlap",
    "ClockedJob",
    "DispatchedJob",
    "FactsWish",
    "FinishedJob",
    "FloorChanged",
    "InspectedOrder",
    "MileageWrong",
    "NewFinding",
    "NotCertified",
    "NotClockedOn",
    "NotDispatched",
    "NotOnStaff",
    "NotToBeWashed",
    "NotYourJob",
    "OrderNotInWorkshop",
    "OwnWork",
    "PlacedJobs",
    "PlacingChanged",
    "Plan",
    "PricedFinding",
    "ReportedFinding",
    "SelfCheckFailed",
    "Share",
    "SkillMissing",
    "TechnicianAtWork",
    "TechnicianBusy",
    "Verdict",
    "Wish",
    "ask_part",
    "check_wash",
    "clock_on",
    "correct_clock",
    "dispatch_job",
    "drop_job",
    "erase_waiting_notes",
    "finish_job",
    "inspect_before_delivery",
    "inspect_order",
    "move_job",
    "pause_job",
    "place_waiting_jobs",
    "price_finding",
    "recall_job",
    "report_finding",
]
