"""Access cases of the parts counter."""

from typing import Any

from anxin.holdings.parts.commands import tell_arrival
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.parts_desk import commands as desk
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import signed_order, view_of
from tests.access.visits import with_part, with_parts
from tests.access.world import AT, World, case


def number(w: World) -> str:
    """A signed order with a part that is there."""
    return str(with_part(w).head.number)


def laid(w: World) -> str:
    """That order, its parts laid ready."""
    clerk = w.person(w.store, "parts_clerk")
    w.once("laid ready", lambda: desk.lay_order_ready(actor=clerk, number=number(w), place="P-07", at=AT))
    return number(w)


def short(w: World) -> Any:
    """A signed order with a part that is not there, in a store that keeps stock."""
    with_part(w)

    def make() -> Any:
        article = make_article()
        keeper = w.person(w.store, "parts_clerk")
        tell_arrival(actor=keeper, store_id=w.sid, article_id=article.pk, words="等厂家", at=AT)
        wished = [hub.NewJob("保养", items=[hub.NewItem("part", article.number)])]
        return view_of(w.desk, signed_order(w.desk, jobs=wished).number)

    return w.once("short order", make)


COMMANDS = {
    "parts_desk.scan_part": case(lambda w: {"number": number(w), "code": with_part(w).jobs[0].items[0].code}, "parts_clerk"),
    "parts_desk.lay_order_ready": case(lambda w: {"number": number(w), "place": "P-07"}, "parts_clerk"),
    "parts_desk.put_back": case(lambda w: {"number": laid(w)}, "parts_clerk"),
    "parts_desk.answer_shortage": case(
        lambda w: {"number": short(w).head.number, "item_id": short(w).jobs[0].items[0].id, "how": "order"}, "parts_clerk"
    ),
    "parts_desk.ask_rebooking": case(lambda w: {"number": with_parts(w).number}, "parts_clerk"),
}
QUERIES = {
    "parts_desk.list_requests": case(lambda w: {"store_id": number(w) and w.sid, "at": AT}, "parts_clerk"),
    "parts_desk.get_request": case(lambda w: {"number": number(w), "at": AT}, "parts_clerk"),
}
