"""Quality: what had to be done again and why, whose responsibility it was, and which steps of a visit were left out.

Owns rework cases with cause, responsibility, measure and cost, the named head of body and paint, cases of negligence, and
what of a car's due maintenance nobody did or asked about. Does not own the inspections (``workshop``), the job that is
done again (``repair_orders``), the sheet of the walk-around (``reception``) or awards and penalties: no money moves here.
"""
