"""Time of bays and technicians, reserved for documents of modules above.

Owns: who or what is taken from when to when, and the guarantee that nothing is taken twice. Does not own: which job
goes where (workshop), bookings (appointments), or how long a job takes (catalog). It knows a ``DocumentRef`` only.
"""
