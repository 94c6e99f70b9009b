"""Difficult cases: what a technician cannot solve or finish, who leads it, how it ended, and what was learnt.

Owns cases with their steps, the votes of the technical group, the group's library of solved problems, and questions to
experts outside the store. Does not own the job (``repair_orders`` keeps it back while a vote is open), its clock
(``workshop``), nor the tasks (``work``); a question of the advisor before the repair is ``repair_orders``' own (R-RC10).
"""
