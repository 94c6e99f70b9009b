"""Staff: employees with posts, skills and dates; duty roster, absences, shift clock; who stands in for whom.

Does not own users and roles (``org``), tasks (``work``), trainings (``training``) or the clock on a job (``workshop``).
"""
