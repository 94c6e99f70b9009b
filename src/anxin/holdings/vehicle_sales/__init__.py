"""Sold cars and their hand-over: who of the week's team gives the new car to its customer, and what he is told and given.

Owns the sold car until it is delivered, the week's delivery team and the signed checklist. Does not own the file of the
car or its owner (``customers``), nor the inspection before the hand-over, which is a repair order.
"""
