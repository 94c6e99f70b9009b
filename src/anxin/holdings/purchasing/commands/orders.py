"""An order to a supplier, from its draft until it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import ArticleUnknown, require_lines
from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.commands.limits import require_funds, take_fund
from anxin.holdings.purchasing.commands.telling import KIND as SPECIAL_KIND
from anxin.holdings.purchasing.events import PurchaseOrdered
from anxin.holdings.purchasing.lifecycle import PURCHASE
from anxin.holdings.purchasing.models import OrderKind, PurchaseLine, PurchaseOrder, SpecialOrder, Supplier
from anxin.holdings.purchasing.parameters import BUYER, EMERGENCY_ANSWER, UNANSWERED_TASK
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import at_most
from anxin.resources.catalog.queries import PartOrigin, find_articles

KIND = "purchasing.purchaseorder"
SERIES = "P"
LONGEST_NOTE, LONGEST_WORDS = 200, 200
MOST_FEN = 99_999_999_99


class GenuineElsewhere(Conflict):
    """A genuine part would be bought from somebody who does not deal in them."""

    code = "genuine_elsewhere"
    default_rule = "R-PT01"


class SupplierRetired(Conflict):
    """The supplier gets no new orders."""

    code = "supplier_retired"
    default_rule = "M14.09"
    default_message = _("这家供应商已停用，请另选一家，或先在供应商里启用。")


@dataclass(frozen=True, slots=True)
class WantedLine:
    """What is ordered: an article, or exact words until it is known; the unit price agreed is without tax."""

    quantity: Decimal
    unit_price: Money
    article_id: int | None = None
    words: str = ""
    wanted_on: date | None = None
    document: DocumentRef | None = None
    document_line: int | None = None
    demand_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """An order as it is written."""

    supplier_id: int
    kind: str
    lines: Sequence[WantedLine]
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptPurchase:
    """An order after a command."""

    id: int
    number: str
    version: int
    state: str


@command(permissions.ORDER, rule="M14.13")
def draft_order(*, actor: Actor, store_id: int, order: NewPurchase, at: datetime) -> KeptPurchase:
    """Write an order; it is sent by :func:`place_order`.

    :raises Denied: no permission in this store
    :raises NotFound: an unknown supplier, or one of another store
    :raises Invalid: an unknown kind, lines or note to be mended
    :raises ArticleUnknown: an article is not in the catalogue
    :raises SupplierRetired: the supplier gets no new orders
    :raises GenuineElsewhere: a genuine part from a supplier who does not deal in them
    """
    actor.require(permissions.ORDER, store_id)
    store = store_info(store_id)
    row = PurchaseOrder(store_id=store_id, drafted_at=at, actor_key=actor.key)
    lines = _take(actor, row, order)
    row.number = next_number(store_id, store.code, SERIES, store.clock.day(at))
    row.save(force_insert=True)
    _save_lines(row, lines)
    audit.note(subject_of(row), store_id, kind=row.kind, supplier=row.supplier_id, lines=len(lines))
    return kept(row)


@command(permissions.ORDER, rule="M14.13")
def rewrite_order(
    *, actor: Actor, order_id: int, order: NewPurchase, at: datetime, version: int | None = None
) -> KeptPurchase:
    """Write a draft anew, with all its lines.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it was sent
    :raises Refusal: as of :func:`draft_order`
    :raises VersionConflict: somebody else changed it first
    """
    row = locked(actor, order_id, version)
    row.state = PURCHASE.after("rewrite", row.state)
    lines = _take(actor, row, order)
    row.save()
    lines_of(row).delete()
    _save_lines(row, lines)
    audit.note(subject_of(row), row.store_id, rewritten=len(lines))
    return kept(row)


@command(permissions.ORDER, rule="M14.13")
def place_order(*, actor: Actor, order_id: int, at: datetime, version: int | None = None) -> KeptPurchase:
    """Send a draft to the supplier. An emergency order gets a task with the time by which it is to be answered (R-PT11).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: sent or cancelled before
    :raises SupplierRetired: the supplier gets no new orders
    :raises GenuineElsewhere: a genuine part from a supplier who does not deal in them
    :raises FundsShort: an order for stock beyond what the month's held fund leaves, not released (R-PT08)
    :raises VersionConflict: somebody else changed it first
    """
    store_id = PurchaseOrder.objects.visible_to(actor, permissions.ORDER).one(pk=order_id).store_id
    today = store_info(store_id).clock.day(at)
    take_fund(store_id, today.replace(day=1))
    row = locked(actor, order_id, version)
    row.state = PURCHASE.after("place", row.state)
    lines = list(lines_of(row))
    articles = [line.article_id for line in lines if line.article_id is not None]
    _require_supplier(actor, _supplier(actor, row.store_id, row.supplier_id), articles)
    require_funds(row, lines, today.replace(day=1))
    row.ordered_at, row.ordered_on = at, today
    if row.kind == OrderKind.EMERGENCY:
        _await_answer(row, at, today)
    row.save()
    events.publish(PurchaseOrdered(store_id=row.store_id, purchaseorder_id=row.pk, kind=row.kind), at=at)
    return kept(row)


@command(permissions.ORDER, rule="R-PT03")
def name_article(
    *, actor: Actor, order_id: int, line_id: int, article_id: int, at: datetime, version: int | None = None
) -> KeptPurchase:
    """Say which article a line means that was ordered by words; without it nothing can be received.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: nothing of it is expected
    :raises ArticleUnknown: not in the catalogue
    :raises Invalid: some of another article has come already
    :raises GenuineElsewhere: a genuine part from a supplier who does not deal in them
    :raises VersionConflict: somebody else changed it first
    """
    row = locked(actor, order_id, version)
    row.state = PURCHASE.after("name", row.state)
    line: PurchaseLine = lines_of(row).one(pk=line_id)
    if article_id not in find_articles(actor, [article_id]):
        raise ArticleUnknown(field="article_id")
    if line.received and line.article_id != article_id:
        raise Invalid(_("这一行已经到过货，不能换成别的配件；请另开一行。"), field="article_id")
    _require_supplier(actor, _supplier(actor, row.store_id, row.supplier_id), [article_id])
    line.article_id = article_id
    line.save(update_fields=["article"])
    row.save()
    audit.note(subject_of(row), row.store_id, line=line_id, article=article_id)
    return kept(row)


def _await_answer(row: PurchaseOrder, at: datetime, today: date) -> None:
    row.answer_due_at = value(EMERGENCY_ANSWER, row.store_id, today).due(calendar_of(row.store_id), at)
    create_task(
        actor=Actor.system("purchasing", [row.store_id]),
        store_id=row.store_id,
        kind=UNANSWERED_TASK,
        subject=subject_of(row),
        title=str(_("催供应商答复紧急订货：%(number)s") % {"number": row.number}),
        due_at=row.answer_due_at,
        post=value(BUYER, row.store_id, today),
        at=at,
    )


def locked(actor: Actor, order_id: int, version: int | None, permission: str = permissions.ORDER) -> PurchaseOrder:
    """The order in scope, locked; counts its version up."""
    row: PurchaseOrder = PurchaseOrder.objects.visible_to(actor, permission).locked().one(pk=order_id)
    require_version(row, version)
    return row


def lines_of(row: PurchaseOrder) -> Any:
    """Lines of an order that was fetched in scope, in their order."""
    return PurchaseLine.objects.in_stores([row.store_id]).filter(order_id=row.pk).order_by("position")


def subject_of(row: PurchaseOrder) -> DocumentRef:
    """The order as other modules name it."""
    return DocumentRef(KIND, row.pk)


def kept(row: PurchaseOrder) -> KeptPurchase:
    """The order after a command."""
    return KeptPurchase(row.pk, row.number, row.version, row.state)


def _take(actor: Actor, row: PurchaseOrder, order: NewPurchase) -> list[PurchaseLine]:
    if order.kind not in OrderKind.values:
        raise Invalid(_("请选择订货类型：常规、专订或紧急。"), field="kind")
    require_lines([line.quantity for line in order.lines])
    supplier = _supplier(actor, row.store_id, order.supplier_id)
    known = [line.article_id for line in order.lines if line.article_id is not None]
    _require_supplier(actor, supplier, known)
    _require_specials(actor, row.store_id, order.lines)
    row.supplier, row.kind, row.note = supplier, order.kind, at_most(order.note, LONGEST_NOTE, "note")
    return [_line(row, position, line) for position, line in enumerate(order.lines, 1)]


def _require_specials(actor: Actor, store_id: int, lines: Sequence[WantedLine]) -> None:
    """What a line says of a customer who waits is so: one of this store, for this article."""
    asked = {line.document.id: line for line in lines if line.document and line.document.kind == SPECIAL_KIND}
    if not asked:
        return
    rows = SpecialOrder.objects.visible_to(actor, permissions.ORDER).filter(store_id=store_id, pk__in=list(asked))
    known = {row.pk: row.article_id for row in rows}
    for special_id, line in asked.items():
        if special_id not in known:
            raise NotFound
        if line.article_id and known[special_id] not in (None, line.article_id):
            raise Invalid(_("这一行的配件不是那张专订要的，请核对。"), field="lines", rule="R-PT03")


def _line(row: PurchaseOrder, position: int, line: WantedLine) -> PurchaseLine:
    words = at_most(line.words, LONGEST_WORDS, "lines")
    if line.article_id is None and not words:
        raise Invalid(_("第 %(n)s 行没有配件：请填配件号，还不知道的写清楚是哪个件。") % {"n": position}, field="lines")
    if not 0 <= line.unit_price.fen <= MOST_FEN:
        raise Invalid(_("约定单价不能为负，也不能超过一亿元，请改。"), field="lines")
    return PurchaseLine(
        store_id=row.store_id,
        position=position,
        article_id=line.article_id,
        words=words,
        quantity=line.quantity,
        unit_price=line.unit_price,
        wanted_on=line.wanted_on,
        for_kind=line.document.kind if line.document else "",
        for_id=line.document.id if line.document else None,
        for_line=line.document_line,
        demand_id=line.demand_id,
    )


def _save_lines(row: PurchaseOrder, lines: Sequence[PurchaseLine]) -> None:
    for line in lines:
        line.order = row
    PurchaseLine.objects.bulk_create(lines)


def _supplier(actor: Actor, store_id: int, supplier_id: int) -> Supplier:
    found: Supplier = Supplier.objects.visible_to(actor, permissions.ORDER).one(pk=supplier_id, store_id=store_id)
    return found


def _require_supplier(actor: Actor, supplier: Supplier, article_ids: Sequence[int]) -> None:
    if not supplier.is_active:
        raise SupplierRetired(field="supplier_id")
    articles = find_articles(actor, article_ids)
    if set(articles) != set(article_ids):
        raise ArticleUnknown(field="lines")
    genuine = [one.number for one in articles.values() if one.origin == PartOrigin.GENUINE]
    if genuine and not supplier.deals_genuine:
        words = _("%(supplier)s 不供原厂件，不能订 %(numbers)s；请换供原厂件的供应商，或在目录里把来源改对。")
        said = {"supplier": supplier.name, "numbers": "、".join(genuine[:5])}
        raise GenuineElsewhere(words % said, field="supplier_id")
