"""Access cases of reviews."""

from typing import Any

from anxin.management.reviews import commands, queries
from anxin.management.reviews.commands import NewSuggestion
from anxin.platform.actor import Actor
from anxin.platform.ui.lists import Order, Window
from tests.access.visits import DAY
from tests.access.world import AT, TODAY, World, case

WISH = NewSuggestion("交车前先洗轮毂", "workshop")


def manager(w: World) -> Actor:
    """Who judges for the whole of store A."""
    return w.person(w.store, "service_manager")


def suggested(w: World) -> str:
    """A suggestion of store A; its number."""
    by = {"actor": manager(w), "store_id": w.sid, "at": AT}
    return str(w.once("suggested", lambda: commands.enter_suggestion(suggestion=WISH, **by)).number)


def given(w: World) -> str:
    """One that Wang carries out."""
    number, to = suggested(w), {"responsible_id": w.floor.wang.id, "due_on": TODAY + 7 * DAY}
    w.once("given", lambda: commands.accept_suggestion(actor=manager(w), number=number, **to, at=AT))
    return number


def reported(w: World) -> str:
    """One that Wang says he carried out."""
    about = {"actor": w.floor.wang.actor, "number": given(w), "done": "做了", "at": AT}
    w.once("reported", lambda: commands.report_suggestion_done(**about))
    return str(about["number"])


def to_wang(w: World) -> dict[str, Any]:
    return {"responsible_id": w.floor.wang.id, "due_on": TODAY + DAY}


COMMANDS = {
    "reviews.enter_suggestion": case(lambda w: {"store_id": w.sid, "suggestion": WISH}),
    "reviews.accept_suggestion": case(lambda w: {"number": suggested(w), **to_wang(w)}),
    "reviews.decline_suggestion": case(lambda w: {"number": suggested(w), "reason": "工位不够"}),
    "reviews.give_suggestion": case(lambda w: {"number": given(w), **to_wang(w), "reason": "提前"}),
    "reviews.report_suggestion_done": case(
        lambda w: {"number": given(w), "done": "做了"}, "technician", actor=lambda w: w.floor.wang.actor
    ),
    "reviews.confirm_suggestion": case(lambda w: {"number": reported(w)}),
    "reviews.return_suggestion": case(lambda w: {"number": reported(w), "reason": "没做"}),
    "reviews.drop_suggestion": case(lambda w: {"number": given(w), "reason": "算了"}),
    "reviews.erase_review_words": case(lambda w: {"store_id": suggested(w) and w.sid, "customer_id": w.customer}),
}

QUERIES = {
    "reviews.page_suggestions": case(
        lambda w: {
            "store_id": suggested(w) and w.sid,
            "asked": queries.SuggestionFilter(),
            "order": Order(),
            "window": Window(),
            "at": AT,
        }
    ),
    "reviews.get_suggestion": case(lambda w: {"key": given(w), "at": AT}),
    "reviews.list_department_rates": case(lambda w: {"store_id": given(w) and w.sid, "asked": queries.SuggestionFilter()}),
}
