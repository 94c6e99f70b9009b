"""Access cases of transfers: store A asks or lends, a third store is the other side, store B is a stranger."""

from decimal import Decimal
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers import commands, queries
from anxin.holdings.transfers.tests.factories import (
    SOON,
    let_stores_follow,
    make_agreed,
    make_asked,
    make_missed,
    make_sent,
)
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import make_brand, make_store
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_article
from tests.access.world import AT, World, case

ONE = Decimal(1)
PURPOSE = DocumentRef("test.document", 77)


def third(w: World) -> Store:
    """A store of the group that is neither A nor B."""
    return w.once("third store", lambda: make_store("SZ", brand=make_brand("AUDI")))


def asked_here(w: World) -> int:
    """Store A asked the third one."""
    return make_asked(w.store, third(w)).id


def asked_of_us(w: World) -> int:
    """The third store asked A."""
    return make_asked(third(w), w.store).id


def coming(w: World) -> int:
    """On the way to store A."""
    return int(w.once("transfer coming", lambda: make_sent(w.store, third(w))).id)


def going(w: World) -> int:
    """On the way from store A to another company."""
    return make_sent(third(w), w.store).id


def for_document(w: World) -> DocumentRef:
    """A document of store A for which it asked."""

    def ask() -> DocumentRef:
        article = make_article()
        stock_up(third(w), article)
        commands.ask_transfer(actor=w.system, **{**wish(w, article.pk), "document": PURPOSE, "key": "for a document"}, at=AT)
        return PURPOSE

    return w.once("transfer for a document", ask)


def wish(w: World, article_id: int) -> dict[str, Any]:
    """What store A asks of the third."""
    return {
        "store_id": w.sid,
        "from_store_id": third(w).pk,
        "article_id": article_id,
        "quantity": ONE,
        "needed_at": SOON,
        "note": "急用",
        "key": "ask",
    }


def free_there(w: World) -> dict[str, Any]:
    """An article that the third store can give."""
    article = make_article()
    stock_up(third(w), article)
    let_stores_follow()
    return {"store_id": w.sid, "wanted": {article.pk: ONE}, "at": AT}


COMMANDS = {
    "transfers.ask_transfer": case(lambda w: wish(w, make_article().pk)),
    "transfers.withdraw_transfer": case(lambda w: {"transfer_id": asked_here(w), "reason": "不用了"}),
    "transfers.agree_transfer": case(lambda w: {"transfer_id": asked_of_us(w), "quantity": ONE, "expected_at": SOON}),
    "transfers.refuse_transfer": case(lambda w: {"transfer_id": asked_of_us(w), "reason": "自用"}),
    "transfers.send_transfer": case(lambda w: {"transfer_id": make_agreed(third(w), w.store).id, "quantity": ONE}),
    "transfers.receive_transfer": case(lambda w: {"transfer_id": make_sent(w.store, third(w)).id, "quantity": ONE}),
    "transfers.take_back_transfer": case(lambda w: {"transfer_id": going(w), "quantity": ONE, "reason": "送错"}),
    "transfers.tell_difference": case(
        lambda w: {"transfer_id": make_sent(w.store, third(w)).id, "quantity": ONE, "is_ours": False, "words": "少一件"}
    ),
    "transfers.write_off_difference": case(lambda w: {"transfer_id": make_missed(third(w), w.store).id}),
    "transfers.note_transfer_invoice": case(lambda w: {"transfer_id": going(w), "number": "26442000000012345678"}),
    "transfers.follow_transfer": case(lambda w: {"store_id": w.sid, "transfer_id": asked_here(w)}),
    "transfers.note_sent_cost": case(lambda w: {"store_id": w.sid, "transfer_id": going(w)}),
    "transfers.publish_free_stock": case(lambda w: {"store_id": w.sid}),
    "transfers.publish_held_stock": case(lambda w: {"store_id": w.sid}),
}

QUERIES = {
    "transfers.page_transfers": case(lambda w: {"store_id": coming(w) and w.sid, "wanted": queries.TransferFilter()}),
    "transfers.get_transfer": case(lambda w: {"store_id": w.sid, "transfer_id": coming(w)}),
    "transfers.list_transfers_for": case(lambda w: {"document": for_document(w), "store_id": w.sid}),
    "transfers.goods_on_the_way": case(lambda w: {"store_id": coming(w) and w.sid}),
    "transfers.count_waiting_transfers": case(lambda w: {"store_id": coming(w) and w.sid}),
    "transfers.free_elsewhere": case(free_there),
}
