"""What the workshop publishes for figures: time on and off cars, waits, work that is done, inspections, cars that left."""

from anxin.visit.workshop.facts.causes import PASSED_ORDER, PASSED_PART
from anxin.visit.workshop.facts.time import INDIRECT_TIME, JOB_CLOCK, TECHNICIAN_DAY, WAIT
from anxin.visit.workshop.facts.words import main_technician
from anxin.visit.workshop.facts.work import FINISHED_JOB, INSPECTION, ORDER_TIMES

__all__ = [
    "FINISHED_JOB",
    "INDIRECT_TIME",
    "INSPECTION",
    "JOB_CLOCK",
    "ORDER_TIMES",
    "PASSED_ORDER",
    "PASSED_PART",
    "TECHNICIAN_DAY",
    "WAIT",
    "main_technician",
]
