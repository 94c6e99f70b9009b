"""What to order for the shelf: proposals out of levels, demand and what is coming, tried out before anything is written.

Owns: which proposals became drafts, and on which night the buyer was told. Does not own: stock, levels and demand
(``parts``), orders and the fund for them (``purchasing``), what comes from other stores (``transfers``).
"""
