"""The price catalogue of the group (M06.06, FORM-33): labour operations, part articles, packages, schedules, labour rates.

Owns what may be sold at which list price, the public price board and the search over it. Does not own stock
(parts), the price agreed on an order (repair_orders), nor which of a schedule a car had (repair_orders), nor offers.
"""
