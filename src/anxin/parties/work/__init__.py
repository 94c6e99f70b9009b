"""The one work queue: tasks with owner, team, due time and escalation; approval requests with their chain of posts.

Modules create tasks, none keeps a to-do list of its own. Does not own who stands in for whom (``people``).
"""
