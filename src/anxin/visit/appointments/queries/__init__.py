"""Public reads of appointments."""

from anxin.visit.appointments.queries.bookings import (
    EARLIEST,
    LATEST,
    AppointmentRow,
    ReminderRow,
    SlotRow,
    count_expected,
    find_booking_of_vehicle,
    find_by_plate,
    find_endangered,
    get_appointment,
    get_appointment_by_id,
    list_appointments,
    list_offers,
    list_slots,
    needs_of,
)
from anxin.visit.appointments.queries.no_shows import NoShows, ReasonCount, count_unexplained, list_no_shows

__all__ = [
    "EARLIEST",
    "LATEST",
    "AppointmentRow",
    "NoShows",
    "ReasonCount",
    "ReminderRow",
    "SlotRow",
    "count_expected",
    "count_unexplained",
    "find_booking_of_vehicle",
    "find_by_plate",
    "find_endangered",
    "get_appointment",
    "get_appointment_by_id",
    "list_appointments",
    "list_no_shows",
    "list_offers",
    "list_slots",
    "needs_of",
]
