"""Public reads of appointments."""

from anxin.visit.appointments.lifecycle import ENDED
from anxin.visit.appointments.queries.bookings import (
    EARLIEST,
    LATEST,
    AppointmentRow,
    ReminderRow,
    count_expected,
    find_booking_of_vehicle,
    find_by_plate,
    find_endangered,
    get_appointment,
    get_appointment_by_id,
    list_appointments,
)
from anxin.visit.appointments.queries.figures import BookedBy, DueBookings, figures_of_due_bookings, require_span
from anxin.visit.appointments.queries.money import BookedCar, find_booked_cars, get_booked_car, why_over
from anxin.visit.appointments.queries.no_shows import NoShows, ReasonCount, count_unexplained, list_no_shows
from anxin.visit.appointments.queries.part_needs import parts_arrive_at
from anxin.visit.appointments.queries.pre_picks import PickLine, PrePick, list_pre_picks, pick_day
from anxin.visit.appointments.queries.slots import SlotRow, list_offers, list_slots, needs_of
from anxin.visit.appointments.queries.week import WeekDay, list_week

__all__ = [
    "EARLIEST",
    "ENDED",
    "LATEST",
    "AppointmentRow",
    "BookedBy",
    "BookedCar",
    "DueBookings",
    "NoShows",
    "PickLine",
    "PrePick",
    "ReasonCount",
    "ReminderRow",
    "SlotRow",
    "WeekDay",
    "count_expected",
    "count_unexplained",
    "figures_of_due_bookings",
    "find_booked_cars",
    "find_booking_of_vehicle",
    "find_by_plate",
    "find_endangered",
    "get_appointment",
    "get_appointment_by_id",
    "get_booked_car",
    "list_appointments",
    "list_no_shows",
    "list_offers",
    "list_pre_picks",
    "list_slots",
    "list_week",
    "needs_of",
    "parts_arrive_at",
    "pick_day",
    "require_span",
    "why_over",
]
