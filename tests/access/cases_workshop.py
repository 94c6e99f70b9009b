"""Access cases of the workshop."""

from datetime import timedelta

from anxin.visit.repair_orders.tests.factories import LABOUR, view_of
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop import queries as floors
from anxin.visit.workshop.tests import factories as works
from tests.access.visits import (
    corrected,
    delivered,
    finished,
    found,
    found_id,
    in_a_meeting,
    paused,
    placed_by_itself,
    running_clock,
    sent_back,
    started,
    untiled,
    waiting_job,
    was_in_a_meeting,
)
from tests.access.world import AT, HOUR, TODAY, case

COMMANDS = {
    "workshop.dispatch_job": case(
        lambda w: {"number": w.at_work.number, "job_id": w.at_work.job_id, "plan": works.plan(w.floor)}
    ),
    "workshop.drop_job": case(
        lambda w: {"number": w.at_work.number, "wish": workshop.Wish(w.at_work.job_id, AT + HOUR, w.floor.bay.pk)}
    ),
    "workshop.place_waiting_jobs": case(lambda w: {"store_id": w.at_work and w.sid, "day": TODAY}),
    "workshop.move_job": case(
        lambda w: (
            w.once("placed", lambda: works.dispatched(w.floor, w.at_work) or True)
            and {"number": w.at_work.number, "job_id": w.at_work.job_id, "plan": works.plan(w.floor, w.floor.li)}
        )
    ),
    "workshop.recall_job": case(
        lambda w: (
            w.once("placed", lambda: works.dispatched(w.floor, w.at_work) or True)
            and {"number": w.at_work.number, "job_id": w.at_work.job_id}
        )
    ),
    "workshop.erase_waiting_notes": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
    "workshop.release_cancelled_order": case(
        lambda w: (
            w.once("placed", lambda: works.dispatched(w.floor, w.at_work) or True)
            and {
                "repair_order_id": view_of(w.floor.desk, w.at_work.number).head.id,
                "store_id": w.floor.store_id,
            }
        )
    ),
    "workshop.clock_on": case(
        lambda w: (
            w.once("placed", lambda: works.dispatched(w.floor, w.at_work) or True)
            and {"number": w.at_work.number, "job_id": w.at_work.job_id}
        ),
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "workshop.pause_job": case(
        lambda w: (
            started(w) and {"number": w.at_work.number, "job_id": w.at_work.job_id, "reason": "parts", "at": AT + HOUR}
        ),
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "workshop.finish_job": case(
        lambda w: (
            started(w)
            and {
                "number": w.at_work.number,
                "job_id": w.at_work.job_id,
                "checks": works.all_passed("self"),
                "cause": "磨损",
                "correction": "更换",
                "at": AT + HOUR,
            }
        ),
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "workshop.inspect_order": case(
        lambda w: (
            finished(w)
            and {
                "number": w.at_work.number,
                "verdict": workshop.Verdict("general", works.all_passed("general")),
                "at": AT + 2 * HOUR,
            }
        ),
        "quality_inspector",
    ),
    "workshop.inspect_before_delivery": case(
        lambda w: (
            finished(w)
            and works.inspect(w.floor, w.at_work, AT + HOUR)
            and {
                "number": w.at_work.number,
                "verdict": workshop.Verdict("final", works.all_passed("final")),
                "at": AT + 2 * HOUR,
            }
        ),
        "quality_inspector",
    ),
    "workshop.check_wash": case(
        lambda w: (
            finished(w)
            and works.inspect(w.floor, w.at_work, AT + HOUR)
            and {"number": w.at_work.number, "is_clean": True, "at": AT + 2 * HOUR}
        ),
        "quality_inspector",
    ),
    "workshop.report_finding": case(
        lambda w: (
            started(w)
            and {
                "number": w.at_work.number,
                "job_id": w.at_work.job_id,
                "finding": workshop.NewFinding("漏油", harm="可能半路抛锚"),
                "at": AT + HOUR,
            }
        ),
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "workshop.ask_part": case(
        lambda w: started(w) and {"number": w.at_work.number, "job_id": w.at_work.job_id, "words": "机油滤"},
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "workshop.price_finding": case(lambda w: {"finding_id": found_id(w), "items": [LABOUR], "at": AT + HOUR}),
    "workshop.correct_clock": case(
        lambda w: {
            "clock_id": running_clock(w),
            "seen": workshop.Seen(AT, AT + HOUR),
            "stretch": workshop.Correction(AT, AT + timedelta(minutes=50), "忘记停表"),
            "at": AT + 2 * HOUR,
        }
    ),
    "workshop.add_clock": case(
        lambda w: (
            running_clock(w)
            and {
                "number": w.at_work.number,
                "job_id": w.at_work.job_id,
                "technician_id": w.floor.li.id,
                "stretch": workshop.Correction(AT, AT + timedelta(minutes=50), "忘了打卡"),
                "at": AT + 2 * HOUR,
            }
        )
    ),
    "workshop.change_shares": case(
        lambda w: (
            finished(w)
            and {
                "number": w.at_work.number,
                "job_id": w.at_work.job_id,
                "shares": [workshop.Share(w.floor.wang.id, 100)],
                "reason": "一人做的",
                "at": AT + 2 * HOUR,
            }
        )
    ),
    "workshop.begin_indirect_time": case(
        lambda w: {"store_id": w.sid, "activity": "meeting"}, "technician", actor=lambda w: w.floor.wang.actor
    ),
    "workshop.end_indirect_time": case(
        lambda w: in_a_meeting(w) and {"store_id": w.sid, "at": AT + HOUR},
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "workshop.correct_indirect_time": case(
        lambda w: {
            "stretch_id": was_in_a_meeting(w),
            "seen": workshop.Seen(AT, AT + HOUR),
            "stretch": workshop.Correction(AT, AT + timedelta(minutes=50), "忘了点结束"),
            "at": AT + 2 * HOUR,
        }
    ),
    "workshop.name_waits": case(
        lambda w: {"store_id": w.sid, "repair_order_id": paused(w), "reason": "parts", "at": AT + 2 * HOUR}
    ),
    "workshop.grow_plans": case(
        lambda w: {"store_id": w.sid, "repair_order_id": paused(w), "item_ids": [], "at": AT + 2 * HOUR}
    ),
    "workshop.stop_unfit_work": case(lambda w: {"store_id": w.sid, "repair_order_id": paused(w), "at": AT + 2 * HOUR}),
    "workshop.name_waits_for_parts": case(
        lambda w: {"store_id": w.sid, "repair_order_id": paused(w), "article_ids": [], "at": AT + 2 * HOUR}
    ),
    "workshop.close_forgotten_clocks": case(lambda w: started(w) and {"store_id": w.sid, "at": AT + 24 * HOUR}),
    "workshop.report_time_differences": case(lambda w: {"store_id": w.sid}),
}

QUERIES = {
    "workshop.clocked_minutes": case(lambda w: {"job_ids": running_clock(w) and [w.at_work.job_id], "now": AT + 2 * HOUR}),
    "workshop.day_plan": case(lambda w: {"store_id": started(w) and w.sid, "day": TODAY}),
    "workshop.get_board": case(lambda w: {"store_id": started(w) and w.sid, "day": TODAY, "now": AT + HOUR}),
    "workshop.list_cards": case(lambda w: {"store_id": started(w) and w.sid, "day": TODAY, "now": AT + HOUR}),
    "workshop.stand_of": case(lambda w: {"job_id": started(w) and w.at_work.job_id}),
    "workshop.reasons_of": case(lambda w: {"job_id": placed_by_itself(w)}),
    "workshop.preview_placing": case(
        lambda w: {"store_id": w.sid, "wish": workshop.Wish(w.at_work.job_id, AT + HOUR, w.floor.bay.pk), "now": AT}
    ),
    "workshop.propose_placings": case(lambda w: {"store_id": w.at_work and w.sid, "day": TODAY, "now": AT}),
    "workshop.list_choices_of": case(lambda w: {"job": waiting_job(w), "wanted_at": AT + HOUR, "now": AT}),
    "workshop.list_lane_shares": case(lambda w: {"store_id": placed_by_itself(w) and w.sid, "day": TODAY}),
    "workshop.list_card_jobs": case(lambda w: {"repair_order_id": started(w) and w.signed.head.id}),
    "workshop.list_turnover": case(
        lambda w: {"store_id": finished(w) and w.sid, "since": TODAY, "until": TODAY, "kind": "technician"}
    ),
    "workshop.find_placed_job": case(lambda w: {"job_id": started(w) and w.at_work.job_id}),
    "workshop.floor_version": case(lambda w: {"store_id": started(w) and w.sid}),
    "workshop.job_states": case(lambda w: {"order_ids": started(w) and [w.signed.head.id]}),
    "workshop.get_clock": case(lambda w: {"clock_id": running_clock(w)}),
    "workshop.list_clocks": case(lambda w: {"repair_order_id": started(w) and w.signed.head.id}),
    "workshop.get_finding": case(lambda w: {"finding_id": found_id(w)}),
    "workshop.list_open_findings": case(lambda w: {"store_id": found(w) and w.sid, "at": AT + HOUR}),
    "workshop.list_findings": case(lambda w: {"repair_order_id": found(w)}),
    "workshop.list_inspections": case(lambda w: {"repair_order_id": finished(w) and w.signed.head.id}),
    "workshop.list_send_backs": case(lambda w: {"job_id": sent_back(w)}),
    "workshop.find_send_back": case(lambda w: {"job_id": sent_back(w)}),
    "workshop.get_checklist": case(lambda w: {"number": w.signed.head.number, "level": "general"}),
    "workshop.list_cars_to_wash": case(
        lambda w: finished(w) and works.inspect(w.floor, w.at_work, AT + HOUR) and {"store_id": w.sid}
    ),
    "workshop.count_shop": case(lambda w: {"store_id": finished(w) and w.sid}),
    "workshop.queue_for_inspection": case(lambda w: {"store_id": finished(w) and w.sid}),
    "workshop.technician_day": case(lambda w: {"employee_id": started(w) and w.floor.wang.id, "now": AT + HOUR}),
    "workshop.unplaced_jobs": case(lambda w: {"store_id": w.signed and w.sid}),
    "workshop.list_indirect_time": case(lambda w: {"technician_id": was_in_a_meeting(w) and w.floor.wang.id, "day": TODAY}),
    "workshop.get_indirect_time": case(lambda w: {"stretch_id": was_in_a_meeting(w)}),
    "workshop.find_car_ledger": case(
        lambda w: {"store_id": w.sid, "repair_order_id": started(w) and w.signed.head.id, "now": AT + HOUR}
    ),
    "workshop.find_time_differences": case(lambda w: {"store_id": untiled(w) and w.sid, "at": AT + 2 * HOUR}),
    "workshop.get_throughput": case(
        lambda w: {"store_id": delivered(w) and w.sid, "first": TODAY, "last": TODAY, "at": AT + 4 * HOUR}
    ),
    "workshop.get_tiled_day": case(
        lambda w: {"technician_id": running_clock(w) and w.floor.wang.id, "day": TODAY, "now": AT + 2 * HOUR}
    ),
    "workshop.list_corrections": case(lambda w: {"store_id": corrected(w) and w.sid, "first": TODAY, "last": TODAY}),
    "workshop.list_job_shares": case(lambda w: {"repair_order_id": started(w) and w.signed.head.id}),
    "workshop.list_labour": case(
        lambda w: {"store_id": started(w) and w.sid, "first": TODAY, "last": TODAY, "at": AT + HOUR}
    ),
    "workshop.list_labour_records": case(
        lambda w: {"store_id": started(w) and w.sid, "first": TODAY, "last": TODAY, "at": AT + HOUR}
    ),
    "workshop.list_waits": case(
        lambda w: {"store_id": paused(w) and w.sid, "asked": floors.WaitFilter(), "at": AT + 2 * HOUR}
    ),
    "workshop.waiting_by_reason": case(lambda w: {"repair_order_id": paused(w), "now": AT + 2 * HOUR}),
}
