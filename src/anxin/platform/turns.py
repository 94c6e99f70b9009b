"""Turns: transactions that name the same thing pass one after the other.

For what no row stands for yet (the first use of a key, a place that is free), where there is nothing to lock.
"""

from anxin.platform.database.prepared import run_prepared


def take_turn(name: str) -> None:
    """Wait for whoever took the turn of this name; it is given back with the end of the transaction.

    Of several turns the caller takes them in one order everywhere. Two names may share a turn, by a chance of 2^-64.
    """
    run_prepared("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [name])


def share_turn(name: str) -> None:
    """Pass together with others who share the turn, but never with one who takes it; until the end of the transaction."""
    run_prepared("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s::text, 0))", [name])
