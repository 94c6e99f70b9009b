"""What the house expects of a car and what it tells the customer of it, from the first minute to the hand-over.

Owns the history of what was expected of each car and why, what technicians say of being late, what customers were told and
how, the log of talk between workshop and front desk, and the link by which a customer follows the visit. Does not own the
promise itself and its changes (``repair_orders``), plan, clocks and waiting (``workshop``), the book (``capacity``) or the
messages (``contacts``).
"""
