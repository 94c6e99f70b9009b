"""Figures that no visit leaves: expenses, rebates, the market, and the months from before a store kept records here.

Owns: the kinds of such figures, their values by store and month with source, gap and outlier flag, and the reading of a
store's workbook. Does not own: what is computed from them (``kpi``), nor targets.
"""
