"""Public writes of the market notes."""

from anxin.management.market.commands.notes import (
    AnsweredAlready,
    KeptNote,
    NewNote,
    NoOwnEmployeeForNote,
    answer_market_note,
    note_market,
)

__all__ = ["AnsweredAlready", "KeptNote", "NewNote", "NoOwnEmployeeForNote", "answer_market_note", "note_market"]
