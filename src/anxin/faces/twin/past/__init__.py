"""The second writer: the rows that a visit leaves behind, module by module, without running the commands.

A test compares them with what the commands write from the same plan. The audit trail and the outbox stay empty for
these days: nobody acted in this program.
"""
