"""Parts sold at the counter, not for a car on order: retail, wholesale, group purchase; taken back; and lost.

Does not own: the stock and what is asked of it (``parts``), nor the cash desk's day (``billing``), which counts its money.
"""
