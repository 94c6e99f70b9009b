"""Public writes of appointments."""

from anxin.visit.appointments.commands.arrival import (
    MissedAppointments,
    NoNoShow,
    mark_arrived,
    mark_missed_appointments,
    mark_no_show,
    record_no_show_reason,
)
from anxin.visit.appointments.commands.booking import (
    AlreadyBooked,
    Booking,
    KeptAppointment,
    book_appointment,
    cancel_appointment,
    move_appointment,
)
from anxin.visit.appointments.commands.cars import CarUnknown, CarWish, IdentifiedCar, identify_car
from anxin.visit.appointments.commands.erasure import erase_appointment_words
from anxin.visit.appointments.commands.holding import HeldBooking, hold_booking
from anxin.visit.appointments.commands.picking import NothingToPick, lay_parts_ready
from anxin.visit.appointments.commands.plates import return_plate
from anxin.visit.appointments.commands.reminders import (
    NothingToRemind,
    PlannedReminders,
    ReminderReport,
    plan_reminders,
    record_reminder,
)
from anxin.visit.appointments.commands.replanning import ToldBookings, tell_endangered
from anxin.visit.appointments.commands.times import SlotFull, StoreClosed

__all__ = [
    "AlreadyBooked",
    "Booking",
    "CarUnknown",
    "CarWish",
    "HeldBooking",
    "IdentifiedCar",
    "KeptAppointment",
    "MissedAppointments",
    "NoNoShow",
    "NothingToPick",
    "NothingToRemind",
    "PlannedReminders",
    "ReminderReport",
    "SlotFull",
    "StoreClosed",
    "ToldBookings",
    "book_appointment",
    "cancel_appointment",
    "erase_appointment_words",
    "hold_booking",
    "identify_car",
    "lay_parts_ready",
    "mark_arrived",
    "mark_missed_appointments",
    "mark_no_show",
    "move_appointment",
    "plan_reminders",
    "record_no_show_reason",
    "record_reminder",
    "return_plate",
    "tell_endangered",
]
