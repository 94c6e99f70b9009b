"""What a store hears of its market: competitors, the trade around it, what customers say, and what follows from it.

Owns market notes with their answers. Does not own the targets that are set with them in mind (``kpi``), complaints or what a
customer said about one visit (``followup``, ``quality``), nor the tasks (``work``).
"""
