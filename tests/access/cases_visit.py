"""Access cases of the visit: appointments, repair orders, billing, reception, workshop, followup."""

from datetime import timedelta
from typing import Any

from anxin.parties.customers.tests.factories import make_consent, make_plate
from anxin.platform.money import Money
from anxin.platform.ui.lists import Order, Window
from anxin.relationship.followup import commands as followup
from anxin.relationship.followup import queries as calls
from anxin.visit.appointments.commands import Booking
from anxin.visit.appointments.commands import CarWish as BookedCar
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.billing.commands import Tender, take_payment
from anxin.visit.billing.queries import CashierFilter
from anxin.visit.reception import commands as reception
from anxin.visit.reception import queries as receptions
from anxin.visit.reception.tests import factories as arriving
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.queries import OrderFilter
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, PNG, view_of
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop import queries as floors
from anxin.visit.workshop.tests import factories as works
from tests.access.world import AT, HOUR, TODAY, World, case

CONFIRMED = hub.Confirmations(AT + 3 * HOUR, "boot", True)


def booked(w: World) -> Any:
    return w.once("booked", lambda: make_appointment(w.store, vehicle_id=w.vehicle))


def waiting_item(w: World) -> dict[int, tuple[str, str]]:
    w.signed  # noqa: B018 - makes it
    items = hub.propose_items(
        actor=w.desk.actor, number=w.signed.head.number, job_id=w.signed.jobs[0].id, items=[PART], at=AT
    )
    assert items
    return {item.id: ("APPROVED", "") for job in w.signed.jobs for item in job.items if item.decision == "PRESENTED"}


def started(w: World) -> Any:
    def start() -> Any:
        works.dispatched(w.floor, w.at_work)
        return works.start(w.at_work, w.floor.wang)

    return w.once("started", start)


def finished(w: World) -> Any:
    started(w)
    return w.once("finished", lambda: works.finish(w.at_work, w.floor.wang, AT + HOUR))


def running_clock(w: World) -> int:
    finished(w)
    (clock,) = floors.list_clocks(w.desk.actor, w.signed.head.id)
    return clock.id


def paid(w: World) -> int:
    bill = w.settled.bills[0]
    tender = Tender("cash", bill.due)
    taken = w.once(
        "paid",
        lambda: take_payment(actor=w.desk.actor, bill_id=bill.bill_id, tenders=[tender], at=AT + 2 * HOUR),
    )
    return taken.payment_ids[0]


def received(w: World) -> str:
    return w.once("received", lambda: arriving.receive(w.desk, vehicle_id=w.vehicle)).number


def walked(w: World) -> str:
    return w.once("walked", lambda: arriving.walked_around(w.desk, concerns="异响")).number


def order_of_reception(w: World) -> str:
    def make() -> Any:
        opened = reception.open_order_from_reception(actor=w.desk.actor, number=walked(w), at=AT)
        (job,) = view_of(w.desk, opened.order_number).jobs
        hub.propose_items(actor=w.desk.actor, number=opened.order_number, job_id=job.id, items=[LABOUR], at=AT)
        return walked(w)

    return w.once("order of reception", make)


def signed_sheet(w: World) -> str:
    return w.once("signed visit", lambda: arriving.signed_visit(w.desk))


def reception_number(w: World) -> str:
    found = receptions.find_reception_of_order(w.desk.actor, signed_sheet(w))
    assert found is not None
    return found.row.number


def paid_visit(w: World) -> str:
    return w.once("paid visit", lambda: arriving.settled_visit(w.desk))


def planned(w: World) -> int:
    def make() -> Any:
        head = w.inspected.head
        make_consent(w.store, head.customer_id)
        hub.settle_repair_order(actor=w.desk.actor, number=head.number, at=AT + 2 * HOUR)
        hub.deliver_repair_order(actor=w.desk.actor, number=head.number, at=AT + 3 * HOUR)
        return followup.plan_follow_up(
            actor=w.system,
            store_id=w.sid,
            repair_order_id=head.id,
            vehicle_id=head.vehicle_id,
            customer_id=head.customer_id,
            at=AT + 3 * HOUR,
        )

    return w.once("planned", make).id


def planned_of_settled(w: World) -> int:
    """A follow-up of the visit that is settled, whether delivered or not."""
    head = w.settled and w.inspected.head
    plan = {"repair_order_id": head.id, "vehicle_id": head.vehicle_id, "customer_id": head.customer_id}
    made = w.once("planned of settled", lambda: followup.plan_follow_up(actor=w.system, store_id=w.sid, at=AT, **plan))
    return made.id


LATER = AT + timedelta(days=3)

COMMANDS = {
    "appointments.book_appointment": case(
        lambda w: {"store_id": w.sid, "booking": Booking(AT + 2 * HOUR, car=BookedCar(vehicle_id=w.vehicle))}
    ),
    "appointments.cancel_appointment": case(lambda w: {"number": booked(w).number, "reason": "customer"}),
    "appointments.mark_arrived": case(lambda w: {"number": booked(w).number}),
    "appointments.mark_no_show": case(lambda w: {"number": booked(w).number, "at": AT + 3 * HOUR}),
    "appointments.mark_missed_appointments": case(lambda w: {"store_id": booked(w) and w.sid, "at": AT + timedelta(days=2)}),
    "appointments.move_appointment": case(lambda w: {"number": booked(w).number, "wanted_at": AT + 2 * HOUR}),
    "repair_orders.open_repair_order": case(
        lambda w: {"store_id": w.sid, "vehicle_id": w.vehicle, "customer_id": w.customer}
    ),
    "repair_orders.add_job": case(lambda w: {"number": w.open.head.number, "job": hub.NewJob("异响", items=[LABOUR])}),
    "repair_orders.change_job": case(lambda w: {"number": w.open.head.number, "job_id": w.open.jobs[0].id, "title": "雨刮"}),
    "repair_orders.change_repair_order": case(lambda w: {"number": w.open.head.number, "parking_place": "A1"}),
    "repair_orders.change_item": case(
        lambda w: {"number": w.open.head.number, "item_id": w.open.jobs[0].items[0].id, "discount": Money.yuan(1)}
    ),
    "repair_orders.remove_item": case(lambda w: {"number": w.open.head.number, "item_id": w.open.jobs[0].items[0].id}),
    "repair_orders.propose_items": case(
        lambda w: {"number": w.open.head.number, "job_id": w.open.jobs[0].id, "items": [PART]}
    ),
    "repair_orders.authorise_repair_order": case(
        lambda w: {"number": w.open.head.number, "confirmations": CONFIRMED, "signature": PNG}
    ),
    "repair_orders.decide_items": case(
        lambda w: {
            "number": w.signed.head.number,
            "decisions": waiting_item(w),
            "channel": "screen",
            "signature": PNG,
        }
    ),
    "repair_orders.set_promise": case(
        lambda w: {"number": w.signed.head.number, "promised_at": AT + 4 * HOUR, "reason": "parts", "customer_told": True}
    ),
    "repair_orders.dispatch_repair_order": case(lambda w: {"number": w.signed.head.number}),
    "repair_orders.recall_repair_order": case(
        lambda w: {
            "number": w.once(
                "dispatched",
                lambda: hub.dispatch_repair_order(actor=w.desk.actor, number=w.signed.head.number, at=AT),
            ).number
        }
    ),
    "repair_orders.start_job": case(lambda w: {"number": w.signed.head.number, "job_id": w.signed.jobs[0].id}),
    "repair_orders.finish_job": case(
        lambda w: (
            w.once(
                "hub start",
                lambda: hub.start_job(actor=w.desk.actor, number=w.signed.head.number, job_id=w.signed.jobs[0].id, at=AT),
            )
            and {"number": w.signed.head.number, "job_id": w.signed.jobs[0].id}
        )
    ),
    "repair_orders.pass_inspection": case(lambda w: finished(w) and {"number": w.signed.head.number}),
    "repair_orders.fail_inspection": case(
        lambda w: finished(w) and {"number": w.signed.head.number, "job_ids": [w.signed.jobs[0].id]}
    ),
    "repair_orders.settle_repair_order": case(lambda w: {"number": w.inspected.head.number}),
    "repair_orders.deliver_repair_order": case(lambda w: {"number": w.settled.repair_order}),
    "repair_orders.cancel_repair_order": case(lambda w: {"number": w.open.head.number, "reason": "客户改天再来"}),
    "billing.settle_order": case(lambda w: {"number": w.inspected.head.number}),
    "billing.settle_and_pay": case(
        lambda w: {
            "number": w.inspected.head.number,
            "methods": {"customer": "cash"},
            "seen_total": w.inspected.total,
        }
    ),
    "billing.take_payment": case(
        lambda w: {"bill_id": w.settled.bills[0].bill_id, "tenders": [Tender("cash", w.settled.bills[0].due)]}
    ),
    "billing.reverse_payment": case(lambda w: {"payment_id": paid(w), "reason": "收错了"}),
    "billing.report_differences": case(lambda w: {"store_id": paid(w) and w.sid}),
    "reception.receive_vehicle": case(lambda w: {"store_id": w.sid, "car": reception.CarWish(vehicle_id=w.vehicle)}),
    "reception.record_walk_around": case(lambda w: {"number": received(w), "seen": arriving.seen()}),
    "reception.add_photo": case(lambda w: {"number": received(w), "data": arriving.photo_bytes()}),
    "reception.decline_walk_around": case(lambda w: {"number": received(w), "reason": "客户赶时间"}),
    "reception.record_interview": case(lambda w: {"number": received(w), "concerns": "异响"}),
    "reception.sign_inspection_sheet": case(lambda w: {"number": walked(w), "signature": PNG}),
    "reception.open_order_from_reception": case(lambda w: {"number": walked(w)}),
    "reception.sign_order": case(
        lambda w: {
            "number": order_of_reception(w),
            "confirmations": CONFIRMED,
            "signature": PNG,
            "also_sheet": True,
        }
    ),
    "reception.release_vehicle": case(lambda w: {"number": received(w), "reason": "客户改天再来"}),
    "reception.deliver_vehicle": case(
        lambda w: {"number": paid_visit(w), "note": arriving.NOTE, "signature": PNG, "at": AT + 3 * HOUR}
    ),
    "workshop.dispatch_job": case(
        lambda w: {"number": w.at_work.number, "job_id": w.at_work.job_id, "plan": works.plan(w.floor)}
    ),
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
    "workshop.report_finding": case(
        lambda w: (
            started(w)
            and {
                "number": w.at_work.number,
                "job_id": w.at_work.job_id,
                "finding": workshop.NewFinding("漏油"),
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
    "workshop.correct_clock": case(
        lambda w: {
            "clock_id": running_clock(w),
            "started_at": AT,
            "ended_at": AT + timedelta(minutes=50),
            "reason": "忘记停表",
            "at": AT + 2 * HOUR,
        }
    ),
    "followup.plan_follow_up": case(
        lambda w: {
            "store_id": w.sid,
            "repair_order_id": w.settled and w.inspected.head.id,
            "vehicle_id": w.inspected.head.vehicle_id,
            "customer_id": w.inspected.head.customer_id,
        }
    ),
    "followup.record_call": case(
        lambda w: {
            "followup_id": planned(w),
            "report": followup.CallReport("not_reached"),
            "at": LATER,
        }
    ),
    "followup.cancel_follow_up": case(lambda w: {"followup_id": planned(w), "reason": "客户投诉中"}),
    "followup.reveal_number": case(lambda w: {"followup_id": planned(w), "at": LATER}),
}

QUERIES = {
    "appointments.count_expected": case(lambda w: {"store_id": booked(w) and w.sid, "day": TODAY}),
    "appointments.find_booking_of_vehicle": case(
        lambda w: {"store_id": booked(w) and w.sid, "vehicle_id": w.vehicle, "day": TODAY}
    ),
    "appointments.find_by_plate": case(lambda w: {"store_id": booked(w) and w.sid, "plate": make_plate(), "day": TODAY}),
    "appointments.get_appointment": case(lambda w: {"number": booked(w).number}),
    "appointments.list_appointments": case(lambda w: {"store_id": booked(w) and w.sid, "day": TODAY}),
    "appointments.list_slots": case(lambda w: {"store_id": booked(w) and w.sid, "day": TODAY}),
    "billing.cashier_queue": case(lambda w: {"store_id": w.settled and w.sid, "wanted": CashierFilter()}),
    "billing.count_to_settle": case(lambda w: {"store_id": w.inspected and w.sid}),
    "billing.find_differences": case(lambda w: {"store_id": w.settled and w.sid}),
    "billing.find_settlement": case(lambda w: {"number": w.settled.repair_order}),
    "billing.get_cashier_order": case(lambda w: {"number": w.settled.repair_order}),
    "billing.get_payment": case(lambda w: {"payment_id": paid(w)}),
    "billing.is_customer_share_paid": case(lambda w: {"number": paid(w) and w.settled.repair_order}),
    "billing.list_open_bills": case(lambda w: {"store_id": w.settled and w.sid}),
    "billing.list_payments_of_day": case(lambda w: {"store_id": paid(w) and w.sid, "on": TODAY}),
    "billing.totals_of_day": case(lambda w: {"store_id": paid(w) and w.sid, "on": TODAY}),
    "desks.advisor_desk": case(lambda w: {"store_id": w.open and w.sid, "advisor_id": None, "at": AT, "whole_store": True}),
    "followup.count_callable": case(lambda w: {"store_id": planned(w) and w.sid, "at": LATER}),
    "followup.day_figures": case(lambda w: {"store_id": planned(w) and w.sid, "at": LATER}),
    "followup.find_next": case(lambda w: {"store_id": planned(w) and w.sid, "at": LATER}),
    "followup.get_follow_up": case(lambda w: {"followup_id": planned(w)}),
    "followup.list_follow_ups": case(lambda w: {"store_id": planned(w) and w.sid, "wanted": calls.FollowUpFilter()}),
    "reception.draft_delivery_note": case(lambda w: {"order": w.settled and w.inspected, "on": TODAY}),
    "reception.find_delivery_note": case(lambda w: {"order_number": delivered(w)}),
    "reception.find_reception_of_order": case(lambda w: {"order_number": signed_sheet(w)}),
    "reception.get_reception": case(lambda w: {"number": received(w)}),
    "reception.get_sheet_signature": case(lambda w: {"number": reception_number(w)}),
    "reception.list_receptions": case(lambda w: {"store_id": received(w) and w.sid}),
    "repair_orders.count_by_state": case(lambda w: {"store_id": w.open and w.sid}),
    "repair_orders.figures_of_day": case(lambda w: {"store_id": w.settled and w.sid, "on": TODAY}),
    "repair_orders.find_last_choices": case(lambda w: {"vehicle_id": w.settled and w.inspected.head.vehicle_id}),
    "repair_orders.get_order_head": case(lambda w: {"number": w.open.head.number}),
    "repair_orders.get_repair_order": case(lambda w: {"number": w.open.head.number}),
    "repair_orders.get_signature": case(
        lambda w: {"number": w.signed.head.number, "signature_id": w.signed.authorisation.signature_id}
    ),
    "repair_orders.history_of_vehicle": case(lambda w: {"vehicle_id": w.open.head.vehicle_id}),
    "repair_orders.list_awaiting_settlement": case(lambda w: {"store_id": w.inspected and w.sid}),
    "repair_orders.list_in_shop": case(lambda w: {"store_id": w.signed and w.sid}),
    "repair_orders.list_open_jobs": case(lambda w: {"store_id": w.signed and w.sid}),
    "repair_orders.list_orders": case(lambda w: {"wanted": w.open and OrderFilter()}),
    "repair_orders.list_settled_ids": case(lambda w: {"store_id": w.settled and w.sid, "since": TODAY}),
    "repair_orders.list_unsold_items": case(lambda w: {"vehicle_id": w.open.head.vehicle_id}),
    "repair_orders.list_waiting_items": case(lambda w: {"store_id": waiting_item(w) and w.sid}),
    "repair_orders.page_orders": case(
        lambda w: {"wanted": w.open and OrderFilter(), "order": Order(), "window": Window(), "url": str}
    ),
    "workshop.clocked_minutes": case(lambda w: {"job_ids": running_clock(w) and [w.at_work.job_id], "now": AT + 2 * HOUR}),
    "workshop.day_plan": case(lambda w: {"store_id": started(w) and w.sid, "day": TODAY}),
    "workshop.find_placed_job": case(lambda w: {"job_id": started(w) and w.at_work.job_id}),
    "workshop.floor_version": case(lambda w: {"store_id": started(w) and w.sid}),
    "workshop.job_states": case(lambda w: {"order_ids": started(w) and [w.signed.head.id]}),
    "workshop.list_clocks": case(lambda w: {"repair_order_id": started(w) and w.signed.head.id}),
    "workshop.list_findings": case(lambda w: {"repair_order_id": started(w) and w.signed.head.id}),
    "workshop.list_inspections": case(lambda w: {"repair_order_id": finished(w) and w.signed.head.id}),
    "workshop.queue_for_inspection": case(lambda w: {"store_id": finished(w) and w.sid}),
    "workshop.technician_day": case(lambda w: {"employee_id": started(w) and w.floor.wang.id, "now": AT + HOUR}),
    "workshop.unplaced_jobs": case(lambda w: {"store_id": w.signed and w.sid}),
    "workshop.waiting_by_reason": case(lambda w: {"repair_order_id": started(w) and w.signed.head.id, "now": AT + HOUR}),
}


def delivered(w: World) -> str:
    number = paid_visit(w)
    w.once(
        "delivered",
        lambda: reception.deliver_vehicle(
            actor=w.desk.actor, number=number, note=arriving.NOTE, signature=PNG, at=AT + 3 * HOUR
        ),
    )
    return number
