"""The parts counter: what the workshop waits for, by promise; issue by scan, laying ready, and the answer to a shortage.

Owns where the picked parts of an order lie, and the papers of the counter. Does not own the stock and what is asked of it
(``parts``), orders to suppliers (``purchasing``), transfers (``transfers``), nor what is issued to an order's lines
(``repair_orders``).
"""
