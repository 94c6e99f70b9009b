"""Access cases of assessments."""

from datetime import timedelta
from typing import Any

from anxin.management.assessments import commands, queries
from anxin.management.assessments.commands import NewAssessment, Redress
from anxin.platform.ui.lists import Order, Window
from anxin.visit.repair_orders.tests.factories import open_order
from tests.access.world import AT, TODAY, World, case

LATER = AT + timedelta(days=40)
"""The month is over."""
RATE = "appointment_rate"


def wish(w: World) -> NewAssessment:
    """A month of the store in which somebody was booked."""
    w.once("a booked order", lambda: open_order(w.desk, is_appointment=True))
    return NewAssessment(RATE, TODAY, "none", "新店开业，只在晨会说明")


def assessed(w: World) -> int:
    """The store's month, judged by somebody of the group."""
    about: dict[str, Any] = {
        "actor": w.person(w.store, "group_after_sales"),
        "store_id": w.sid,
        "assessment": wish(w),
        "at": LATER,
    }
    return int(w.once("assessed", lambda: commands.assess_figure(**about)).id)


def objected(w: World) -> int:
    """To which a manager of the store objected."""
    about: dict[str, Any] = {
        "actor": w.person(w.store, "general_manager"),
        "assessment_id": assessed(w),
        "words": "系统停了两天",
        "at": LATER,
    }
    w.once("objected", lambda: commands.object_to_assessment(**about))
    return int(about["assessment_id"])


COMMANDS = {
    "assessments.assess_figure": case(lambda w: {"store_id": w.sid, "assessment": wish(w), "at": LATER}, "regional_manager"),
    "assessments.withdraw_assessment": case(
        lambda w: {"assessment_id": assessed(w), "words": "记错了", "at": LATER}, "regional_manager"
    ),
    "assessments.object_to_assessment": case(
        lambda w: {"assessment_id": assessed(w), "words": "系统停了两天", "at": LATER}, "general_manager"
    ),
    "assessments.uphold_objection": case(
        lambda w: {"assessment_id": objected(w), "words": "属实", "redress": Redress("changed", "reward"), "at": LATER},
        "regional_manager",
    ),
    "assessments.reject_objection": case(
        lambda w: {"assessment_id": objected(w), "words": "维持", "at": LATER}, "regional_manager"
    ),
    "assessments.erase_assessment_words": case(
        lambda w: {"store_id": w.sid, "customer_id": w.customer}, "customer_relations_manager"
    ),
}

QUERIES = {
    "assessments.page_assessments": case(
        lambda w: {
            "store_id": assessed(w) and w.sid,
            "asked": queries.AssessmentFilter(),
            "order": Order(),
            "window": Window(),
        },
        "service_manager",
    ),
    "assessments.get_assessment": case(lambda w: {"assessment_id": assessed(w)}, "service_manager"),
    "assessments.draft_assessment": case(
        lambda w: {"store_id": w.signed and w.sid, "code": RATE, "month": TODAY, "at": LATER}
    ),
}
