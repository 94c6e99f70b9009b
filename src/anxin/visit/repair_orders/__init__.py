"""The repair order: the hub of a visit.

Owns the order, its jobs (one concern each, with complaint, cause and correction), their items by payer, the immutable
estimate versions, the authorisations with their five confirmations, and signatures. Knows *who pays* an item.
Does not own clocks, bays and inspections (``workshop``), bills and payments (``billing``), walk-around and hand-over
(``reception``), claims or complaints: whatever has a life of its own is not a column here.
"""
