"""Difficult cases of the running day: one is open, with its steps and an expert outside, one is solved, with its entry in
the library and the training of tomorrow. Through the commands.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from anxin.faces.twin.floor import Floor
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import unit_of_work
from anxin.visit.technical import commands as technical
from anxin.visit.technical.commands import CallForHelp, CaseResult
from anxin.visit.workshop import permissions as workshop
from anxin.visit.workshop.models import JobClock

EXPERT = ("周文博", "电驱系统供应商技术中心")
OPEN_CALL = CallForHelp("行驶中偶发动力中断，重新上电后恢复；清码后第二天又出现", fault_codes="P0AA1")
OPEN_STEPS = ("读冻结帧：中断时高压互锁信号丢失 0.2 秒", "晃动高压线束插头，故障没有再现；互锁回路电阻 4.8 欧，偏高")
QUESTION = "高压互锁偶发断开，插头外观正常。还应先查哪几处？有没有同款车的案例？"
SOLVED_CALL = CallForHelp("冷车怠速抖动，换过火花塞没有好转", fault_codes="P0302")
SOLVED_STEPS = ("对调二缸和三缸点火线圈，失火跟到三缸",)
SOLVED = CaseResult("engine", "二缸点火线圈内部断路，受热后断开", "更换点火线圈，清码后路试 15 公里正常")
BEGAN, STEP = timedelta(minutes=60), timedelta(minutes=12)


def ask_for_help(floor: Floor, at: datetime) -> None:
    """Cases on the last two jobs on which somebody works at ``at``, or on the one that there is."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        clocks: Any = JobClock.objects.visible_to(system_actor("twin"), workshop.SEE).filter(
            store_id=floor.store.id, ended_at=None
        )
        rows = list(clocks.order_by("-pk").values_list("repair_order__number", "job_id", "technician_id")[:2])
    if rows:
        director = floor.one("service_manager").actor
        solved = _called(floor, rows[-1], SOLVED_CALL, SOLVED_STEPS, at - 2 * BEGAN)
        technical.close_case(actor=director, case_id=solved, result=SOLVED, at=at - BEGAN)
        asked: dict[str, Any] = {"actor": director, "case_id": _called(floor, rows[0], OPEN_CALL, OPEN_STEPS, at - BEGAN)}
        name, organisation = EXPERT
        technical.consult_experts(question=QUESTION, at=at - 2 * STEP, **asked)
        technical.invite_expert(name=name, organisation=organisation, at=at - STEP, **asked)


def _called(floor: Floor, work: tuple[str, int, int], call: CallForHelp, steps: Sequence[str], at: datetime) -> int:
    """A case with its steps."""
    number, job_id, technician_id = work
    people = (*floor.people["technician"], *floor.people["body_technician"])
    actor = next(one.actor for one in people if one.employee_id == technician_id)
    case = technical.open_case(actor=actor, number=number, job_id=job_id, call=call, at=at)
    for place, words in enumerate(steps, 1):
        technical.add_case_entry(actor=actor, case_id=case.id, words=words, at=at + place * STEP)
    return case.id
