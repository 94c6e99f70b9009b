"""Appointments: who comes when, with which car and wish, and whether they came.

Owns bookings, the reminders before them, arrivals, punctuality and no-shows; the room for them is held in the book of
``capacity``. Does not own the visit that follows (an appointment keeps a plain reference to it), nor the calls after it
(``followup``).
"""
