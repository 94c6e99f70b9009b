"""Seen from outside: desks and the simulated dealership."""
