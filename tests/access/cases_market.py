"""Access cases of the market notes."""

from anxin.management.market import commands, queries
from anxin.management.market.commands import NewNote
from anxin.platform.ui.lists import Order, Window
from tests.access.world import AT, TODAY, World, case

NOTE = NewNote("competitor", "御景店", "小保养降到 299 元，送一次洗车", TODAY, "客户拿来的宣传单")


def noted(w: World) -> int:
    """A note of store A."""
    by = {"actor": w.person(w.store, "service_manager"), "store_id": w.sid, "at": AT}
    return int(w.once("noted", lambda: commands.note_market(note=NOTE, **by)).id)


COMMANDS = {
    "market.note_market": case(lambda w: {"store_id": w.sid, "note": NOTE}),
    "market.answer_market_note": case(lambda w: {"note_id": noted(w), "answer": "下月做套餐"}),
}

QUERIES = {
    "market.page_market_notes": case(
        lambda w: {
            "store_id": noted(w) and w.sid,
            "asked": queries.NoteFilter(),
            "order": Order(),
            "window": Window(),
        }
    ),
    "market.list_newest_notes": case(lambda w: {"store_ids": [noted(w) and w.sid]}),
    "market.get_market_note": case(lambda w: {"note_id": noted(w)}),
}
