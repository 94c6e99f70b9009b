"""Access cases of quality."""

from typing import Any

from anxin.parties.people.commands import set_skill
from anxin.parties.people.queries import find_employee_of_user
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef
from anxin.platform.ui.lists import Order, Window
from anxin.visit.quality import commands as quality
from anxin.visit.quality.commands import Judgement, NewConductCase
from anxin.visit.quality.queries import ConductFilter, ReworkFilter, list_rework
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests import factories as works
from tests.access.visits import DAY, delivered, finished, issued_part, with_part
from tests.access.world import AT, HOUR, TODAY, World, case

DAYS = {"first": TODAY - 7 * DAY, "last": TODAY}
PAGE: dict[str, Any] = {"asked": ReworkFilter(), "order": Order(), "window": Window()}
SAID = {"version": None}


def sent_back(w: World) -> int:
    """An inspection that sent a job back; its id."""
    finished(w)
    back = {"rework_job_ids": [w.at_work.job_id], "note": "仍有异响"}
    return int(w.once("sent back", lambda: works.inspect(w.floor, w.at_work, AT + 2 * HOUR, **back)).inspection_id)


def opened(w: World) -> int:
    """The case of that job."""
    about = {"store_id": w.sid, "repair_order_id": w.signed.head.id, "inspection_id": sent_back(w)}
    w.once("rework", lambda: quality.note_inspection(actor=w.system, **about, at=AT + 2 * HOUR))
    return list_rework(w.system, w.sid, ReworkFilter())[0].id


def reported(w: World) -> dict[str, Any]:
    """A settled order with a job that may have to be done again."""
    return {"number": w.settled and w.inspected.head.number, "job_id": w.inspected.jobs[0].id, "words": "还是响"}


def delivered_order(w: World) -> int:
    """An order that was handed over today."""
    return view_of(w.desk, delivered(w)).head.id


def director(w: World) -> Actor:
    return w.once("director", lambda: w.person(w.store, "workshop_director"))


def conduct(w: World) -> int:
    """A case against Wang."""
    wish = NewConductCase(w.floor.wang.id, "negligence", "漏紧螺栓")
    raised = {"actor": director(w), "store_id": w.sid, "case": wish, "at": AT}
    return int(w.once("conduct", lambda: quality.raise_conduct_case(**raised)).id)


def stated(w: World) -> int:
    about: dict[str, Any] = {"actor": w.floor.wang.actor, "case_id": conduct(w), "statement": "忘了", "at": AT}
    w.once("stated", lambda: quality.state_own_conduct(**about, version=None))
    return conduct(w)


def decided(w: World) -> int:
    by = w.once("decider", lambda: w.person(w.store, "general_manager"))
    about: dict[str, Any] = {"actor": by, "case_id": stated(w), "weight": 2, "decision": "情节较重", "at": AT}
    w.once("decided", lambda: quality.decide_conduct_case(**about, version=None))
    return conduct(w)


def appealed(w: World) -> int:
    about: dict[str, Any] = {"actor": w.floor.wang.actor, "case_id": decided(w), "words": "太重", "at": AT}
    w.once("appealed", lambda: quality.appeal_conduct_decision(**about, version=None))
    return conduct(w)


def wang(w: World) -> Actor:
    return w.floor.wang.actor


def certified(w: World) -> dict[str, Any]:
    """A store whose inspector holds a certificate."""
    own = find_employee_of_user(w.floor.inspector, w.floor.inspector.id or 0)
    about: dict[str, Any] = {"code": "inspection", "certificate": "QC-7", "valid_to": None, "at": AT}
    w.once("certified", lambda: set_skill(actor=w.system, employee_id=own.id if own else 0, **about) or True)
    return {"store_id": w.sid}


COMMANDS = {
    "quality.record_inspector_training": case(
        lambda w: {"employee_id": w.employee.pk, "trained_on": TODAY, "document": "QC-7"}
    ),
    "quality.watch_training": case(lambda w: {"store_id": w.sid, "employee_id": w.employee.pk}),
    "quality.watch_certificates": case(lambda w: {"store_id": w.sid}),
    "quality.report_rework": case(reported),
    "quality.open_returned_rework": case(lambda w: {"store_id": w.sid, "repair_order_id": w.signed.head.id}),
    "quality.note_inspection": case(
        lambda w: {"inspection_id": sent_back(w), "store_id": w.sid, "repair_order_id": w.signed.head.id}
    ),
    "quality.void_rework_of_order": case(lambda w: {"store_id": opened(w) and w.sid, "repair_order_id": w.signed.head.id}),
    "quality.withdraw_rework": case(lambda w: {"case_id": opened(w), "reason": "点错了", **SAID}),
    "quality.judge_rework": case(
        lambda w: {
            "case_id": opened(w),
            "judgement": Judgement("workmanship", "technician", w.floor.wang.id, measure="复训"),
            **SAID,
        }
    ),
    "quality.name_body_paint_head": case(lambda w: {"store_id": w.sid, "person_id": w.employee.pk}),
    "quality.note_due_maintenance": case(lambda w: {"store_id": w.sid, "repair_order_id": w.signed.head.id}),
    "quality.erase_quality_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
    "quality.raise_conduct_case": case(
        lambda w: {"store_id": w.sid, "case": NewConductCase(w.floor.wang.id, "negligence", "漏紧螺栓")}
    ),
    "quality.state_own_conduct": case(
        lambda w: {"case_id": conduct(w), "statement": "忘了", **SAID}, "technician", actor=wang
    ),
    "quality.decide_conduct_case": case(lambda w: {"case_id": stated(w), "weight": 1, "decision": "提醒", **SAID}),
    "quality.appeal_conduct_decision": case(
        lambda w: {"case_id": decided(w), "words": "太重", **SAID}, "technician", actor=wang
    ),
    "quality.settle_conduct_appeal": case(lambda w: {"case_id": appealed(w), "weight": 1, "answer": "从轻", **SAID}),
}

QUERIES = {
    "quality.page_rework": case(lambda w: {"store_id": opened(w) and w.sid, **PAGE}),
    "quality.list_rework": case(lambda w: {"store_id": opened(w) and w.sid, "asked": ReworkFilter()}),
    "quality.get_rework": case(lambda w: {"case_id": opened(w)}),
    "quality.list_who_did": case(lambda w: {"case_id": opened(w)}),
    "quality.list_rework_of_order": case(lambda w: {"repair_order_id": opened(w) and w.signed.head.id}),
    "quality.propose_responsible": case(lambda w: {"case_id": opened(w), "cause": "workmanship"}),
    "quality.find_body_paint_head": case(
        lambda w: {
            "store_id": w.once(
                "head",
                lambda: quality.name_body_paint_head(actor=w.system, store_id=w.sid, person_id=w.employee.pk, at=AT),
            ).store_id
        }
    ),
    "quality.quality_figures": case(lambda w: {"store_id": opened(w) and w.sid, **DAYS}),
    "quality.rework_sums": case(lambda w: {"store_id": opened(w) and w.sid, **DAYS, "by": "cause"}),
    "quality.due_maintenance": case(lambda w: {"number": w.signed.head.number}),
    "quality.compliance_of_order": case(lambda w: {"repair_order_id": w.signed.head.id}),
    "quality.list_compliance": case(lambda w: {"store_id": delivered_order(w) and w.sid, **DAYS}),
    "quality.trace_parts": case(lambda w: {"number": w.signed.head.number}),
    "purchasing.list_part_origins": case(
        lambda w: {
            "store_id": issued_part(w) and w.sid,
            "document": DocumentRef("repair_orders.repairorder", with_part(w).head.id),
        },
    ),
    "quality.is_certified": case(certified, actor=lambda w: w.floor.inspector),
    "quality.list_training": case(lambda w: {"store_id": w.once("inspector", lambda: w.floor.inspector) and w.sid}),
    "quality.page_conduct": case(
        lambda w: {"store_id": conduct(w) and w.sid, "asked": ConductFilter(), "window": Window()}, actor=wang
    ),
    "quality.list_conduct": case(lambda w: {"store_id": conduct(w) and w.sid, "asked": ConductFilter()}, actor=wang),
    "quality.get_conduct": case(lambda w: {"case_id": conduct(w)}, actor=wang),
    "repair_orders.list_order_steps": case(lambda w: {"order_ids": [w.signed.head.id]}),
    "repair_orders.list_delivered_steps": case(lambda w: {"store_id": delivered_order(w) and w.sid, **DAYS}),
    "reception.list_visit_steps": case(lambda w: {"order_ids": [delivered_order(w)]}),
    "workshop.list_levels": case(lambda w: {"order_ids": finished(w) and [w.signed.head.id]}),
    "workshop.count_first_inspections": case(lambda w: {"store_id": sent_back(w) and w.sid, **DAYS}),
}
