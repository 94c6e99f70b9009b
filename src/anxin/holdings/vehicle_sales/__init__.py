"""Sold cars: who of the week's team gives the new car to its customer, what he is told and given, and the manufacturer's
rebates for it.

Owns the sold car until it is delivered, the week's delivery team, the signed checklist, and the register of rebates by
car: finance settles a rebate for a car that the store sold, and a car is settled once. Does not own the file of the car or
its owner (``customers``), nor the inspection before the hand-over, which is a repair order.
"""
