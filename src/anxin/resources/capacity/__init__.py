"""Time of bays and technicians, for documents of modules above.

Owns: who or what is taken from when to when, and the guarantee that nothing is taken twice; the book of half hours,
in which a store promises no more than it has (ADR 0012). Does not own: which job
goes where (workshop), bookings (appointments), or how long a job takes (catalog). It knows a ``DocumentRef`` only.
"""
