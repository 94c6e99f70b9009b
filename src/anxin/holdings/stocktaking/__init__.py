"""Counting the stock without stopping it: count sheets, what was counted when and by whom, and the approved differences.

Does not own: the stock and the day on which an article was counted last (``parts``).
"""
