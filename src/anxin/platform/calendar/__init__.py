"""Working calendars: opening hours, public holidays and make-up days, deadlines.

Owns the arithmetic of time limits and the holidays that ship with the product. Does not own the limits
themselves (parameters) nor anybody's roster.
"""
