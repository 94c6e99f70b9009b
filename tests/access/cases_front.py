"""Access cases of appointments, reception, the desk and followup."""

from datetime import timedelta
from typing import Any

from anxin.parties.customers.commands import withdraw_consent
from anxin.parties.people.commands import record_absence
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.ui.lists import Window
from anxin.relationship.followup import commands as followup
from anxin.relationship.followup import queries as calls
from anxin.visit.appointments.commands import Booking, ReminderReport
from anxin.visit.appointments.commands import CarWish as BookedCar
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands as reception
from anxin.visit.reception.tests import factories as arriving
from anxin.visit.repair_orders.tests.factories import PNG
from tests.access.visits import (
    CONFIRMED,
    LATER,
    asked_discount,
    booked,
    checked_visit,
    delivered,
    missed,
    order_of_reception,
    planned,
    plate,
    received,
    reception_number,
    signed_sheet,
    to_be_reminded,
    walked,
    with_parts,
)
from tests.access.world import AT, HOUR, TODAY, World, case


def unwilling(w: World) -> dict[str, Any]:
    """The customer of a planned follow-up, who has just withdrawn."""
    planned(w)
    about = {"store_id": w.sid, "customer_id": w.inspected.head.customer_id}
    w.once("unwilling", lambda: withdraw_consent(actor=w.system, purpose="service", at=AT, **about))
    return about


def endangered(w: World) -> bool:
    """A booking whose mechanic is away."""
    mechanic = w.once("mechanic", lambda: make_employee(w.store, "technician", trade="mechanical"))
    booked(w)
    about: Any = {"actor": w.system, "employee_id": mechanic.pk, "starts_on": TODAY, "ends_on": TODAY, "at": AT}
    return bool(w.once("mechanic away", lambda: record_absence(kind="sick", **about)))


COMMANDS = {
    "appointments.book_appointment": case(
        lambda w: {"store_id": w.sid, "booking": Booking(AT + 2 * HOUR, car=BookedCar(vehicle_id=w.vehicle))}
    ),
    "appointments.erase_appointment_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
    "appointments.cancel_appointment": case(lambda w: {"number": booked(w).number, "reason": "customer"}),
    "appointments.mark_arrived": case(lambda w: {"number": booked(w).number}),
    "appointments.mark_no_show": case(lambda w: {"number": booked(w).number, "at": AT + 3 * HOUR}),
    "appointments.mark_missed_appointments": case(lambda w: {"store_id": booked(w) and w.sid, "at": AT + timedelta(days=2)}),
    "appointments.record_no_show_reason": case(lambda w: {"number": missed(w), "reason": "forgot"}),
    "appointments.move_appointment": case(lambda w: {"number": booked(w).number, "wanted_at": AT + 2 * HOUR}),
    "appointments.lay_parts_ready": case(lambda w: {"number": with_parts(w).number}),
    "appointments.plan_reminders": case(
        lambda w: {
            "store_id": make_appointment(w.store, at=AT - timedelta(days=2), wanted_at=AT + 20 * HOUR) and w.sid,
        }
    ),
    "appointments.tell_endangered": case(lambda w: endangered(w) and {"store_id": w.sid}),
    "appointments.record_reminder": case(lambda w: {"number": to_be_reminded(w), "report": ReminderReport("coming")}),
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
    "reception.erase_reception_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
    "reception.release_vehicle": case(lambda w: {"number": received(w), "reason": "客户改天再来"}),
    "reception.deliver_vehicle": case(
        lambda w: {"number": checked_visit(w), "note": arriving.NOTE, "signature": PNG, "at": AT + 3 * HOUR}
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
    "followup.erase_follow_up_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
    "followup.settle_consent": case(unwilling),
    "followup.cancel_follow_up": case(lambda w: {"followup_id": planned(w), "reason": "客户投诉中"}),
    "followup.reveal_number": case(lambda w: {"followup_id": planned(w), "at": LATER}),
}

QUERIES = {
    "appointments.count_expected": case(lambda w: {"store_id": booked(w) and w.sid, "day": TODAY}),
    "appointments.get_appointment_by_id": case(lambda w: {"appointment_id": booked(w).id}),
    "appointments.find_booking_of_vehicle": case(
        lambda w: {"store_id": booked(w) and w.sid, "vehicle_id": w.vehicle, "day": TODAY}
    ),
    "appointments.find_endangered": case(lambda w: endangered(w) and {"store_id": w.sid, "since": AT}),
    "appointments.find_by_plate": case(lambda w: {"store_id": booked(w) and w.sid, "plate": plate(w), "day": TODAY}),
    "appointments.get_appointment": case(lambda w: {"number": booked(w).number}),
    "appointments.list_appointments": case(lambda w: {"store_id": booked(w) and w.sid, "day": TODAY}),
    "appointments.count_unexplained": case(lambda w: {"store_id": missed(w) and w.sid, "since": TODAY}),
    "appointments.list_no_shows": case(lambda w: {"store_id": missed(w) and w.sid, "since": TODAY, "until": TODAY}),
    "appointments.list_pre_picks": case(lambda w: {"store_id": with_parts(w) and w.sid, "day": TODAY, "at": AT}),
    "appointments.list_week": case(lambda w: {"store_id": booked(w) and w.sid, "first": TODAY}),
    "appointments.figures_of_due_bookings": case(
        lambda w: {"store_id": booked(w) and w.sid, "since": TODAY, "until": TODAY}
    ),
    "appointments.list_offers": case(lambda w: {"store_id": booked(w) and w.sid, "not_before": AT}),
    "appointments.list_slots": case(lambda w: {"store_id": booked(w) and w.sid, "day": TODAY}),
    "desks.asked_of_me": case(lambda w: asked_discount(w) and {"store_id": w.sid, "at": AT}, "general_manager"),
    "desks.advisor_desk": case(lambda w: {"store_id": w.open and w.sid, "advisor_id": None, "at": AT, "whole_store": True}),
    "followup.count_callable": case(lambda w: {"store_id": planned(w) and w.sid, "at": LATER}),
    "followup.day_figures": case(lambda w: {"store_id": planned(w) and w.sid, "at": LATER}),
    "followup.find_follow_up_of_order": case(
        lambda w: {"repair_order_id": planned(w) and w.inspected.head.id},
    ),
    "followup.find_next": case(lambda w: {"store_id": planned(w) and w.sid, "at": LATER}),
    "followup.get_follow_up": case(lambda w: {"followup_id": planned(w)}),
    "followup.page_follow_ups": case(
        lambda w: {"store_id": planned(w) and w.sid, "wanted": calls.FollowUpFilter(), "window": Window()}
    ),
    "followup.list_follow_ups": case(lambda w: {"store_id": planned(w) and w.sid, "wanted": calls.FollowUpFilter()}),
    "reception.draft_delivery_note": case(lambda w: {"order": w.settled and w.inspected, "on": TODAY}),
    "reception.figures_of_entries": case(lambda w: {"store_id": signed_sheet(w) and w.sid, "since": TODAY, "until": TODAY}),
    "reception.find_delivery_note": case(lambda w: {"order_number": delivered(w)}),
    "reception.find_reception_of_order": case(lambda w: {"order_number": signed_sheet(w)}),
    "reception.get_reception": case(lambda w: {"number": received(w)}),
    "reception.get_sheet_signature": case(lambda w: {"number": reception_number(w)}),
    "reception.list_receptions": case(lambda w: {"store_id": received(w) and w.sid}),
}
