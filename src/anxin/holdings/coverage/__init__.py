"""What the manufacturer and the law cover: warranty terms by kind of part, and what they say of a car on a day.

Owns the terms. Does not own the car (``customers``), the quality period of what was repaired (``repair_orders``) or
claims. The lowest terms that the law asks for are parameters; the manufacturer's are rows, because each model has its own.
"""
