"""Access cases of reviews."""

from typing import Any

from anxin.management.reviews import commands, queries
from anxin.management.reviews.commands import NewSuggestion
from anxin.platform.actor import Actor
from anxin.platform.scope import reading
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


def opened(w: World) -> int:
    """A review of store A."""
    wish = commands.NewReview(TODAY - 7 * DAY, TODAY, TODAY)
    by = {"actor": manager(w), "store_id": w.sid, "at": AT}
    return int(w.once("review", lambda: commands.open_review(review=wish, **by)).id)


def looked_at(w: World) -> dict[str, int]:
    """An order in it."""
    about = {"actor": manager(w), "review_id": opened(w), "at": AT}
    w.once("looked at", lambda: commands.add_reviewed_order(number=w.open.head.number, **about))
    with reading(about["actor"]):
        found = queries.get_review(about["actor"], opened(w), AT)
    return {"review_id": opened(w), "reviewed_id": found.orders[-1].id}


def agreed(w: World) -> int:
    """A measure for Wang."""
    about = {"actor": manager(w), "review_id": opened(w), **to_wang(w), "words": "先备件再约车", "at": AT}
    return int(w.once("agreed", lambda: commands.agree_measure(**about)).id)


COMMANDS = {
    "reviews.open_review": case(
        lambda w: {"store_id": w.sid, "review": commands.NewReview(TODAY - DAY, TODAY, TODAY, "车间主任")}
    ),
    "reviews.add_reviewed_order": case(lambda w: {"review_id": opened(w), "number": w.open.head.number}),
    "reviews.drop_reviewed_order": case(looked_at),
    "reviews.note_causes": case(lambda w: {**looked_at(w), "causes": ["parts"]}),
    "reviews.agree_measure": case(lambda w: {"review_id": opened(w), **to_wang(w), "words": "先备件再约车"}),
    "reviews.close_review": case(lambda w: {"review_id": opened(w), "conclusion": "备件要早"}),
    "reviews.give_measure": case(
        lambda w: {"measure_id": agreed(w), "responsible_id": w.floor.li.id, "due_on": TODAY + DAY}
    ),
    "reviews.finish_measure": case(
        lambda w: {"measure_id": agreed(w), "done": "做了"}, "technician", actor=lambda w: w.floor.wang.actor
    ),
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
    "reviews.page_reviews": case(
        lambda w: {"store_id": opened(w) and w.sid, "asked": queries.ReviewFilter(), "window": Window()}
    ),
    "reviews.get_review": case(lambda w: {"review_id": agreed(w) and opened(w), "at": AT}),
    "reviews.get_measure": case(lambda w: {"measure_id": agreed(w), "at": AT}),
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
