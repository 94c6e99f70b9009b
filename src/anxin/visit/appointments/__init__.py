"""Appointments: who comes when, with which car and wish, and whether they came.

Owns bookings by half-hour slots with a limit, arrivals, punctuality and no-shows. Does not own the visit that follows
(``reception``, ``repair_orders``: an appointment keeps a plain reference to it), nor reminders and calls (``followup``).
"""
