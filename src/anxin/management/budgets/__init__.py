"""What a year shall cost and bring in, worked out between people before it becomes the targets of ``kpi``.

Owns the labour cost budget of a store by area, forecasts of its gross profit that two sides make, and targets that a region
proposes and a store answers. Does not own targets and figures (``kpi``), what was spent by month (``figures``), nor who is
paid what.
"""
