"""What both writers put into free fields, so that a visit reads the same whoever wrote it."""

from collections.abc import Iterable
from datetime import timedelta

from anxin.faces.twin.catalogue import COMPONENTS
from anxin.faces.twin.plan import PlannedJob, PlannedVisit
from anxin.faces.twin.sides import side_of
from anxin.visit.reception.commands import DamageMark, NextService, NoteWish, Precaution, WalkAround
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.workshop import rules as workshop
from anxin.visit.workshop.commands import Check
from anxin.visit.workshop.parameters import TYRE_WORDS

OLD_PARTS = ("leave", "leave", "boot")
SORRY = "您好，配件晚到，您的车要晚一些，给您添麻烦了，非常抱歉。"
MARK = DamageMark("scratch", 0.11, 0.72, "front_bumper_left", "约 4 cm")


def walk_around(visit: PlannedVisit) -> WalkAround:
    """What was seen around the car."""
    return WalkAround(
        odometer_km=visit.odometer_km,
        fuel_eighths=1 + visit.serial % 8,
        valuables=("recorder",) if visit.serial % 3 else ("none",),
        protective_set="laid",
        marks=(MARK,) if visit.serial % 4 == 0 else (),
    )


def new_job(job: PlannedJob) -> NewJob:
    """The job as it is entered on the order."""
    return NewJob(job.title, job.complaint, package_code=job.package_code, payer=job.payer)


def proposed_items(parts: tuple[str, ...]) -> list[NewItem]:
    """Labour and part of a finding: (operation code, article number)."""
    return [NewItem("labour", parts[0]), NewItem("part", parts[1], position_words=side_of(_component(parts[1])))]


def _component(number: str) -> str:
    return COMPONENTS[int(number[-4:-2]) - 1].name


def old_parts(visit: PlannedVisit) -> str:
    """What becomes of the old parts."""
    return OLD_PARTS[visit.serial % 3]


def wants_wash(visit: PlannedVisit) -> bool:
    """Whether the car is washed."""
    return visit.serial % 5 != 0


def follow_up(visit: PlannedVisit) -> str:
    """What customer relations ask at the call."""
    return f"问：做完{visit.jobs[0].title}后用车是否正常"


def delivery_note(visit: PlannedVisit) -> NoteWish:
    """The delivery note."""
    return NoteWish(
        precautions=(Precaution(visit.jobs[0].title, "首日请留意有无异响或渗漏，有问题随时联系服务顾问"),),
        next_services=(NextService("小保养", due_on=visit.day + timedelta(days=180), due_km=visit.odometer_km + 7500),),
        follow_up_note=follow_up(visit),
        is_set_removed=True,
        is_accompanied=True,
        call_time=("", "morning", "evening")[visit.serial % 3],
        # Now and then somebody would rather not say.
        rating=0 if visit.serial % 11 == 0 else 5,
    )


def checks(level: str, lines: Iterable[workshop.Worked]) -> list[Check]:
    """A checklist with everything in order, for the agreed lines of the order or of a job."""
    trades = workshop.trades_of_lines(lines, TYRE_WORDS.default)
    codes = [*workshop.CHECKS[level], *(code for trade in trades for code in workshop.TRADE_CHECKS[trade])]
    return [Check(code, True) for code in codes]


def failed_checks(lines: Iterable[workshop.Worked]) -> list[Check]:
    """A general inspection that the road test spoils."""
    return [Check(one.code, one.code != "road_test") for one in checks("general", lines)]
