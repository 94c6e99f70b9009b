"""Transfers of a store, those that it asked for and those that it is asked for, and the goods on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.lifecycle import OPEN, SENT, TRANSFER
from anxin.holdings.transfers.models import Transfer, TransferPurpose
from anxin.holdings.transfers.queries.amounts import cost_to_asker, value_on_the_way
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog.queries import find_articles

SIDES = (("in", _("调入")), ("out", _("调出")))
SORTS = {"number": "number", "asked_at": "asked_at", "expected_at": "expected_at"}
ANY_ORDER, FIRST_PAGE = Order(), Window()


@dataclass(frozen=True)
class TransferFilter:
    """Which transfers; the text is looked for in the number, and as a whole in part numbers."""

    text: str = filter_field(_("调拨单号 / 配件号"), default="")
    side: str = filter_field(_("方向"), default="", choices=SIDES)
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(TRANSFER.labels.items()))


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as one of its two stores sees it; ``is_in``: the store asked for it.

    ``net`` and ``tax`` are those of what was sent and did not come back; ``cost`` is what that costs the asker, and
    ``on_the_way_value`` the part of it that is on the way. ``owed`` is what one company owes the other with tax: what the
    lender lost is not.
    """

    id: int
    version: int
    number: str
    is_in: bool
    other_store_id: int
    other_store: str
    article_id: int
    article_number: str
    article_name: str
    unit: str
    state: str
    state_label: str
    asked: Decimal
    needed_at: datetime | None
    note: str
    asked_at: datetime
    agreed: Decimal
    expected_at: datetime | None
    answer: str
    sent: Decimal
    sent_at: datetime | None
    received: Decimal
    returned: Decimal
    lost: Decimal
    lost_ours: Decimal
    missing: Decimal
    is_missing_ours: bool
    words: str
    on_the_way: Decimal
    on_the_way_value: Money
    is_sale: bool
    is_tax_deductible: bool
    net: Money
    tax: Money
    cost: Money
    invoice_number: str
    done_at: datetime | None
    purpose: DocumentRef | None = None
    purpose_line: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """Goods between two ledgers: what comes to a store and what it has sent, and what they cost whoever asked for them."""

    coming: int
    coming_value: Money
    going: int
    going_value: Money


@query(permissions.SEE)
def page_transfers(
    actor: Actor,
    store_id: int,
    wanted: TransferFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[TransferRow]:
    """Transfers of a store, the newest first.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    rows = _of_store(actor, store_id)
    text = compact(clean_text(wanted.text))
    if text:
        rows = rows.filter(Q(number__contains=text) | Q(article__number=text))
    if wanted.side:
        rows = rows.filter(**{"store_id" if wanted.side == "in" else "from_store_id": store_id})
    if wanted.state:
        rows = rows.filter(state__in=wanted.state)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-pk"]
    found = list(rows.order_by(*by)[window.offset : window.offset + window.limit])
    return RowPage(_rows(actor, store_id, found, url), rows.count())


@query(permissions.SEE)
def get_transfer(actor: Actor, store_id: int, transfer_id: int) -> TransferRow:
    """One transfer as a store sees it.

    :raises Denied: not in this store
    :raises NotFound: unknown, or of two other stores
    """
    actor.require(permissions.SEE, store_id)
    row = _of_store(actor, store_id).filter(pk=transfer_id).first()
    if row is None:
        raise NotFound
    return _rows(actor, store_id, [row])[0]


@query(permissions.SEE)
def list_transfers_for(actor: Actor, store_id: int, document: DocumentRef) -> list[TransferRow]:
    """What a store asked of others for a document, in the order in which it was asked.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    purposes = TransferPurpose.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id
    )
    ids = list(purposes.values_list("transfer_id", flat=True))
    return _rows(actor, store_id, list(_of_store(actor, store_id).filter(pk__in=ids).order_by("pk"))) if ids else []


@query(permissions.SEE)
def goods_on_the_way(actor: Actor, store_id: int) -> OnTheWay:
    """What has left one shelf and not reached the other, both ways.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    rows = list(_of_store(actor, store_id).filter(state=SENT))
    coming = [value_on_the_way(row) for row in rows if row.store_id == store_id]
    going = [value_on_the_way(row) for row in rows if row.store_id != store_id]
    return OnTheWay(len(coming), Money.sum(coming), len(going), Money.sum(going))


@query(permissions.SEE)
def count_waiting_transfers(actor: Actor, store_id: int) -> int:
    """Transfers on which this store has to act next: to answer, to send, to receive."""
    actor.require(permissions.SEE, store_id)
    asked = Q(from_store_id=store_id, state__in=[one for one in OPEN if one != SENT])
    return int(_of_store(actor, store_id).filter(asked | Q(store_id=store_id, state=SENT)).count())


def _of_store(actor: Actor, store_id: int) -> Any:
    rows = Transfer.objects.visible_to(actor, permissions.SEE)
    return rows.filter(Q(store_id=store_id) | Q(from_store_id=store_id))


def _rows(
    actor: Actor, store_id: int, found: list[Transfer], url: Callable[[int], str] = lambda _id: ""
) -> list[TransferRow]:
    articles = find_articles(actor, {row.article_id for row in found})
    own = TransferPurpose.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    purposes = {one.transfer_id: one for one in own.filter(transfer_id__in=[row.pk for row in found])} if found else {}
    return [_row(row, store_id, articles[row.article_id], purposes.get(row.pk), url(row.pk)) for row in found]


def _row(row: Transfer, store_id: int, article: Any, purpose: TransferPurpose | None, url: str) -> TransferRow:
    other = row.from_store_id if row.store_id == store_id else row.store_id
    copied = {name: getattr(row, name) for name in COPIED}
    return TransferRow(
        id=row.pk,
        is_in=row.store_id == store_id,
        other_store_id=other,
        other_store=store_info(other).name,
        article_number=article.number,
        article_name=article.name,
        unit=article.unit,
        state_label=str(TRANSFER.labels[row.state]),
        on_the_way_value=value_on_the_way(row),
        cost=cost_to_asker(row),
        purpose=DocumentRef(purpose.document_kind, purpose.document_id) if purpose and purpose.document_id else None,
        purpose_line=purpose.document_line if purpose else None,
        url=url,
        **copied,
    )


COPIED = (
    *("version", "number", "article_id", "state", "asked", "needed_at", "note", "asked_at", "agreed", "expected_at"),
    *("answer", "sent", "sent_at", "received", "returned", "lost", "lost_ours", "missing", "is_missing_ours", "words"),
    *("on_the_way", "is_sale", "is_tax_deductible", "net", "tax", "invoice_number", "done_at"),
)
