"""What quality makes of the past: rework of failed inspections, judged and not, one car that is to come back, one case of
negligence. Through the commands; what handlers do on a running day is done here for the days of the history.
"""

from datetime import datetime
from itertools import cycle
from typing import Any

from anxin.faces.twin.floor import Floor
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import unit_of_work
from anxin.visit.quality import commands as quality
from anxin.visit.quality.commands import Judgement, NewConductCase
from anxin.visit.quality.queries import ReworkFilter, list_rework, propose_responsible
from anxin.visit.repair_orders import permissions as orders
from anxin.visit.repair_orders.models import Job
from anxin.visit.workshop import permissions as workshop
from anxin.visit.workshop.models import Inspection

CAUSES = ("workmanship", "omitted", "diagnosis", "workmanship")
MEASURES = {
    "workmanship": "重新按规范施工，班前会讲解力矩要求",
    "omitted": "补做漏项，委托书逐项打勾",
    "diagnosis": "重新诊断，案例写进技术简报",
}
STILL_OPEN = 2
"""The newest cases wait for their judgement."""
CHECKED = 40
"""Of the last inspected orders the due maintenance is kept."""


def look_back(floor: Floor, at: datetime) -> None:
    """Everything of one store, after its days were played until ``at``."""
    _take_in_inspections(floor)
    head = floor.people["body_technician"][0]
    manager = floor.one("service_manager").actor
    quality.name_body_paint_head(actor=manager, store_id=floor.store.id, person_id=head.employee_id, at=at)
    _judge(floor, at)
    _report(floor, at)
    wang = floor.technician(0)
    wish = NewConductCase(wang.employee_id, "negligence", "放油螺栓没有按力矩拧紧，总检发现渗油")
    quality.raise_conduct_case(actor=manager, store_id=floor.store.id, case=wish, at=at)


def _take_in_inspections(floor: Floor) -> None:
    actor, store_id = system_actor("twin"), floor.store.id
    with unit_of_work(actor, "twin.read", writable=False):
        general = Inspection.objects.visible_to(actor, workshop.SEE).filter(store_id=store_id, level="general")
        failed = set(general.filter(passed=False).values_list("repair_order_id", flat=True))
        rows = list(general.order_by("pk").values_list("pk", "repair_order_id", "at", "passed"))
    for inspection_id, order_id, when, _passed in rows:
        if order_id in failed:
            quality.note_inspection(
                actor=actor, store_id=store_id, repair_order_id=order_id, inspection_id=inspection_id, at=when
            )
    for _inspection_id, order_id, when, passed in rows[-CHECKED:]:
        if passed:
            quality.note_due_maintenance(actor=actor, store_id=store_id, repair_order_id=order_id, at=when)


def _judge(floor: Floor, at: datetime) -> None:
    inspector = floor.one("quality_inspector").actor
    cases = list_rework(inspector, floor.store.id, ReworkFilter(state=("REPAIRED",)), limit=200)
    for case, cause in zip(cases[STILL_OPEN:], cycle(CAUSES), strict=False):
        rule = propose_responsible(inspector, case.id, cause)
        if rule.people:
            judgement = Judgement(cause, rule.responsible, rule.people[0].id, measure=MEASURES[cause])
            quality.judge_rework(actor=inspector, case_id=case.id, judgement=judgement, version=None, at=at)


def _report(floor: Floor, at: datetime) -> None:
    """A customer said on the phone that it is not fixed."""
    actor = system_actor("twin")
    with unit_of_work(actor, "twin.read", writable=False):
        rows: Any = Job.objects.visible_to(actor, orders.SEE).filter(store_id=floor.store.id, state="FINISHED")
        done = rows.filter(repair_order__state="DELIVERED").select_related("repair_order").order_by("-pk").first()
    if done is not None:
        clerk = floor.one("follow_up_clerk").actor
        words = "回访说早上起步还有异响"
        quality.report_rework(actor=clerk, number=done.repair_order.number, job_id=done.pk, words=words, at=at)
