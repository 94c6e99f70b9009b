"""What a store learns from its own work: suggestions, and the reviews in which repair orders are looked at again.

Owns suggestions with their judgement and what became of them, and reviews: which orders were looked at, the causes that were
found, the measures that were agreed and what was done. Does not own the figures (``kpi`` computes them from what is
published here), nor the tasks (``work``).
"""
