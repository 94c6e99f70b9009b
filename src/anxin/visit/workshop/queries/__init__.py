"""Public reads of the workshop."""

from anxin.visit.workshop.queries.beside import BesideJob, beside_day
from anxin.visit.workshop.queries.board import WORK_BAYS, Board, Lane, Stop, get_board
from anxin.visit.workshop.queries.cards import Card, list_cards, reasons_of, stand_of
from anxin.visit.workshop.queries.choices import Choice, list_choices_of
from anxin.visit.workshop.queries.clocks import ClockRow, CorrectionRow, JobShares, get_clock, list_clocks, list_job_shares
from anxin.visit.workshop.queries.corrections import CorrectedTime, list_corrections
from anxin.visit.workshop.queries.days import TiledDay, get_tiled_day
from anxin.visit.workshop.queries.expected import register_expectations
from anxin.visit.workshop.queries.express import LaneShare, list_lane_shares
from anxin.visit.workshop.queries.final_checks import final_checks
from anxin.visit.workshop.queries.findings import (
    FindingRow,
    OpenFinding,
    get_finding,
    list_findings,
    list_open_findings,
    list_photos,
)
from anxin.visit.workshop.queries.floor import (
    TECHNICIAN_POSTS,
    BayPlan,
    DayPlan,
    JobOnFloor,
    PlannedBlock,
    TechnicianPlan,
    day_plan,
    find_placed_job,
    job_states,
    queue_for_inspection,
    unplaced_jobs,
)
from anxin.visit.workshop.queries.groups import led_team
from anxin.visit.workshop.queries.hours import (
    MyJob,
    TechnicianDay,
    WaitingSum,
    activities,
    clocked_minutes,
    technician_day,
    urgencies,
    waiting_by_reason,
    waiting_reasons,
)
from anxin.visit.workshop.queries.indirect import IndirectDay, IndirectRow, get_indirect_time, list_indirect_time
from anxin.visit.workshop.queries.inspections import (
    CheckLine,
    CheckRow,
    InspectionRow,
    WashRow,
    checklist,
    checklist_of_job,
    get_checklist,
    list_cars_to_wash,
    list_inspections,
)
from anxin.visit.workshop.queries.job_card import CardJob, CardPerson, list_card_jobs
from anxin.visit.workshop.queries.labour import Hours, Labour, LabourRow, list_labour
from anxin.visit.workshop.queries.levels import FirstInspections, LevelsDone, count_first_inspections, list_levels
from anxin.visit.workshop.queries.load import HourLoad, TechnicianLoad
from anxin.visit.workshop.queries.marks import ShopCount, count_shop
from anxin.visit.workshop.queries.periods import PeriodFilter, days_asked
from anxin.visit.workshop.queries.placing import (
    NotPlaced,
    Preview,
    Proposal,
    Proposed,
    preview_placing,
    propose_placings,
)
from anxin.visit.workshop.queries.problems import Problem
from anxin.visit.workshop.queries.reasons import reason_words
from anxin.visit.workshop.queries.reconciliation import TimeDifference, find_time_differences
from anxin.visit.workshop.queries.records import LabourRecord, RecordFilter, list_labour_records
from anxin.visit.workshop.queries.sent_back import SentBack, find_send_back, list_send_backs
from anxin.visit.workshop.queries.stays import CarLedger, StayTile, find_car_ledger
from anxin.visit.workshop.queries.throughput import StageSum, StayRow, Throughput, get_throughput
from anxin.visit.workshop.queries.turnover import TurnoverRow, list_turnover
from anxin.visit.workshop.queries.version import floor_version
from anxin.visit.workshop.queries.waits import STEPS, Rates, WaitFilter, WaitingLedger, WaitRow, WaitSum, list_waits

__all__ = [
    "STEPS",
    "TECHNICIAN_POSTS",
    "WORK_BAYS",
    "BayPlan",
    "BesideJob",
    "Board",
    "CarLedger",
    "Card",
    "CardJob",
    "CardPerson",
    "CheckLine",
    "CheckRow",
    "Choice",
    "ClockRow",
    "CorrectedTime",
    "CorrectionRow",
    "DayPlan",
    "FindingRow",
    "FirstInspections",
    "HourLoad",
    "Hours",
    "IndirectDay",
    "IndirectRow",
    "InspectionRow",
    "JobOnFloor",
    "JobShares",
    "Labour",
    "LabourRecord",
    "LabourRow",
    "Lane",
    "LaneShare",
    "LevelsDone",
    "MyJob",
    "NotPlaced",
    "OpenFinding",
    "PeriodFilter",
    "PlannedBlock",
    "Preview",
    "Problem",
    "Proposal",
    "Proposed",
    "Rates",
    "RecordFilter",
    "SentBack",
    "ShopCount",
    "StageSum",
    "StayRow",
    "StayTile",
    "Stop",
    "TechnicianDay",
    "TechnicianLoad",
    "TechnicianPlan",
    "Throughput",
    "TiledDay",
    "TimeDifference",
    "TurnoverRow",
    "WaitFilter",
    "WaitRow",
    "WaitSum",
    "WaitingLedger",
    "WaitingSum",
    "WashRow",
    "activities",
    "beside_day",
    "checklist",
    "checklist_of_job",
    "clocked_minutes",
    "count_first_inspections",
    "count_shop",
    "day_plan",
    "days_asked",
    "final_checks",
    "find_car_ledger",
    "find_placed_job",
    "find_send_back",
    "find_time_differences",
    "floor_version",
    "get_board",
    "get_checklist",
    "get_clock",
    "get_finding",
    "get_indirect_time",
    "get_throughput",
    "get_tiled_day",
    "job_states",
    "led_team",
    "list_card_jobs",
    "list_cards",
    "list_cars_to_wash",
    "list_choices_of",
    "list_clocks",
    "list_corrections",
    "list_findings",
    "list_indirect_time",
    "list_inspections",
    "list_job_shares",
    "list_labour",
    "list_labour_records",
    "list_lane_shares",
    "list_levels",
    "list_open_findings",
    "list_photos",
    "list_send_backs",
    "list_turnover",
    "list_waits",
    "preview_placing",
    "propose_placings",
    "queue_for_inspection",
    "reason_words",
    "reasons_of",
    "register_expectations",
    "stand_of",
    "technician_day",
    "unplaced_jobs",
    "urgencies",
    "waiting_by_reason",
    "waiting_reasons",
]
