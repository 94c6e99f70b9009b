"""Public writes of the workshop, in the order of the work."""

from anxin.visit.workshop.access import NotOnStaff
from anxin.visit.workshop.commands import leaving as leaving
from anxin.visit.workshop.commands.clock import (
    ClockedJob,
    ClockOverlap,
    NotClockedOn,
    TechnicianBusy,
    clock_on,
    pause_job,
)
from anxin.visit.workshop.commands.correction import (
    AfterInspection,
    Correction,
    JobNotBegun,
    OutsideStay,
    OwnClock,
    PassedIt,
    TooLongAgo,
    add_clock,
    correct_clock,
)
from anxin.visit.workshop.commands.dispatch import (
    AlreadyDispatched,
    DispatchedJob,
    NotDispatched,
    Plan,
    Share,
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
    OwnJob,
    PricedFinding,
    ReportedFinding,
    ask_part,
    price_finding,
    report_finding,
)
from anxin.visit.workshop.commands.finish import (
    FinishedJob,
    SelfCheckFailed,
    StillAsked,
    finish_job,
    register_finish_question,
)
from anxin.visit.workshop.commands.fitness import SkillMissing
from anxin.visit.workshop.commands.forgotten import close_forgotten_clocks, report_time_differences
from anxin.visit.workshop.commands.groups import NotYourTeam
from anxin.visit.workshop.commands.growing import NoRoomBehind, grow_plans
from anxin.visit.workshop.commands.halt import free_job, halt_job
from anxin.visit.workshop.commands.high_voltage import stop_unfit_work
from anxin.visit.workshop.commands.indirect import (
    AtWorkOnCar,
    IndirectStretch,
    NoIndirectTime,
    begin_indirect_time,
    end_indirect_time,
)
from anxin.visit.workshop.commands.indirect_correction import IndirectTimeRuns, correct_indirect_time
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
from anxin.visit.workshop.commands.naming import name_waits, name_waits_for_parts
from anxin.visit.workshop.commands.placing import FloorChanged, PlacedJobs, drop_job, place_waiting_jobs
from anxin.visit.workshop.commands.reserving import CapacityTaken
from anxin.visit.workshop.commands.seen import PlacingChanged
from anxin.visit.workshop.commands.shares import ChangedShares, JobNotFinished, change_shares
from anxin.visit.workshop.commands.stretch import CorrectedMeanwhile, Seen
from anxin.visit.workshop.commands.whose import NotYourJob
from anxin.visit.workshop.commands.words import write_cause
from anxin.visit.workshop.placing import Wish
from anxin.visit.workshop.rules import Check

__all__ = [
    "AfterInspection",
    "AlreadyDispatched",
    "AlreadyPriced",
    "AskedPart",
    "AtWorkOnCar",
    "CapacityTaken",
    "ChangedShares",
    "Check",
    "ClockOverlap",
    "ClockedJob",
    "CorrectedMeanwhile",
    "Correction",
    "DispatchedJob",
    "FactsWish",
    "FinishedJob",
    "FloorChanged",
    "IndirectStretch",
    "IndirectTimeRuns",
    "InspectedOrder",
    "JobNotBegun",
    "JobNotFinished",
    "MileageWrong",
    "NewFinding",
    "NoIndirectTime",
    "NoRoomBehind",
    "NotCertified",
    "NotClockedOn",
    "NotDispatched",
    "NotOnStaff",
    "NotToBeWashed",
    "NotYourJob",
    "NotYourTeam",
    "OrderNotInWorkshop",
    "OutsideStay",
    "OwnClock",
    "OwnJob",
    "OwnWork",
    "PassedIt",
    "PlacedJobs",
    "PlacingChanged",
    "Plan",
    "PricedFinding",
    "ReportedFinding",
    "Seen",
    "SelfCheckFailed",
    "Share",
    "SkillMissing",
    "StillAsked",
    "TechnicianAtWork",
    "TechnicianBusy",
    "TooLongAgo",
    "Verdict",
    "Wish",
    "add_clock",
    "ask_part",
    "begin_indirect_time",
    "change_shares",
    "check_wash",
    "clock_on",
    "close_forgotten_clocks",
    "correct_clock",
    "correct_indirect_time",
    "dispatch_job",
    "drop_job",
    "end_indirect_time",
    "erase_waiting_notes",
    "finish_job",
    "free_job",
    "grow_plans",
    "halt_job",
    "inspect_before_delivery",
    "inspect_order",
    "move_job",
    "name_waits",
    "name_waits_for_parts",
    "pause_job",
    "place_waiting_jobs",
    "price_finding",
    "recall_job",
    "register_finish_question",
    "report_finding",
    "report_time_differences",
    "stop_unfit_work",
    "write_cause",
]
