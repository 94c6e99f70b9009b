"""Where the parts that a document holds came from: supplier, arrival, batch (M14.14, R-PT05, R-QC10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import ReceiptLine
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef

WAYS = {
    "opening": _("期初库存"),
    "purchase": _("采购入库"),
    "other_receipt": _("其他入库"),
    "transfer_in": _("从别的门店调入"),
    "count": _("盘点入账"),
}
"""How goods come onto the shelf; what comes back from an order was there before."""
# The ledger knows what was issued, not off which layer: first in, first out, as the stock's age is counted.
# Of what lay there (held), the oldest goes first; an arrival lies from upto - quantity to upto, the newest from 0.
CAME_FROM = """
SELECT i.document_line, i.article_id, i."on", a.id, a."on", a.note, a.reason
FROM parts_stockentry i
CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.quantity), 0) AS quantity FROM parts_stockentry e
    WHERE e.store_id = i.store_id AND e.article_id = i.article_id AND e.id < i.id
) held
LEFT JOIN LATERAL (
    SELECT e.id, e."on", e.reason, e.note, e.quantity,
        sum(e.quantity) OVER (ORDER BY e.id DESC) AS upto
    FROM parts_stockentry e
    WHERE e.store_id = i.store_id AND e.article_id = i.article_id AND e.id < i.id
        AND e.reason = ANY(%(arriving)s) AND e.quantity > 0
        AND NOT EXISTS (SELECT 1 FROM parts_stockentry r WHERE r.reverses_id = e.id AND r.id < i.id)
) a ON a.upto > held.quantity + i.quantity AND a.upto - a.quantity < held.quantity
WHERE i.store_id = %(store)s AND i.document_kind = %(kind)s AND i.document_id = %(document)s AND i.reason = 'issue'
    AND NOT EXISTS (SELECT 1 FROM parts_stockentry r WHERE r.reverses_id = i.id)
ORDER BY i.id, a.id
"""


@dataclass(frozen=True, slots=True)
class PartOrigin:
    """An issue to a line of a document and an arrival out of which it was served, None where none is known.

    ``way`` says how that came; supplier and batch only of purchases, ``is_genuine`` None where nobody said.
    """

    document_line: int | None
    article_id: int
    issued_on: date
    entry_id: int | None
    came_on: date | None
    note: str
    way: str
    supplier: str
    batch: str
    is_genuine: bool | None


@query(permissions.SEE)
def list_part_origins(actor: Actor, store_id: int, document: DocumentRef) -> list[PartOrigin]:
    """What a document's issues came out of, first in first out; an issue over several arrivals names each.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    given: dict[str, Any] = {"store": store_id, "kind": document.kind, "document": document.id, "arriving": list(WAYS)}
    with connection.cursor() as cursor:
        cursor.execute(CAME_FROM, given)
        rows = cursor.fetchall()
    bought = _bought(actor, {row[3] for row in rows if row[3] is not None})
    return [_origin(row, bought) for row in rows]


def _bought(actor: Actor, entry_ids: set[int]) -> Mapping[int, tuple[str, str, bool]]:
    lines: Any = ReceiptLine.objects.visible_to(actor, permissions.SEE).filter(entry_id__in=entry_ids)
    found = lines.select_related("receipt__order__supplier")
    return {one.entry_id: (one.receipt.order.supplier.name, one.batch, one.is_genuine) for one in found}


def _origin(row: Any, bought: Mapping[int, tuple[str, str, bool]]) -> PartOrigin:
    line, article, issued_on, entry_id, came_on, note, reason = row
    supplier, batch, is_genuine = bought.get(entry_id, ("", "", None))
    way = str(WAYS[reason]) if reason else ""
    return PartOrigin(line, article, issued_on, entry_id, came_on, note or "", way, supplier, batch, is_genuine)
