"""Reception and hand-over: the car arrives, is looked at together, its order is signed; in the end it leaves.

Owns the reception (who came, why, what was said), the walk-around inspection sheet with its photos, and the delivery note.
Does not own the order (``repair_orders``), the booking (``appointments``) or the money (``billing``): it calls them.
"""
