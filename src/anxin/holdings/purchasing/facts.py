"""What purchasing publishes for figures: what came from suppliers, and what was ordered for customers or in haste."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, minutes, publish

# What a receipt cost by now (ADR 0021), less what went back to the supplier: each entry with its corrections.
WORTH = "(SELECT coalesce(sum(c.cost), 0) FROM parts_stockentry c WHERE c.corrects_id = {entry}.id)"
SENT_BACK = f"""(SELECT coalesce(sum(b.cost + {WORTH.format(entry="b")}), 0) FROM parts_stockentry b
        WHERE b.takes_back_id = e.id AND NOT EXISTS (SELECT 1 FROM parts_stockentry u WHERE u.reverses_id = b.id))"""

PURCHASE = publish(
    "parts.purchase",
    _("采购入库"),
    {
        "supplier_id": "id",
        "article_id": "id",
        "is_genuine": "flag",
        "quantity": "number",
        "net": "money",
        "days_from_order": "count",
    },
    # What the stock undid never came.
    f"""
SELECT rl.id AS key, rl.store_id, r."on" AS day, o.supplier_id, rl.article_id, rl.is_genuine,
    rl.quantity::numeric(18, 3) AS quantity, (e.cost + {WORTH.format(entry="e")} + {SENT_BACK})::bigint AS net,
    (r."on" - o.ordered_on) AS days_from_order
FROM purchasing_receiptline rl
JOIN purchasing_receipt r ON r.id = rl.receipt_id
JOIN purchasing_purchaseorder o ON o.id = r.order_id
JOIN parts_stockentry e ON e.id = rl.entry_id
WHERE NOT EXISTS (SELECT 1 FROM parts_stockentry u WHERE u.reverses_id = e.id)
""",
    sets=("FS11", "FS12"),
)

# A promise is judged by the day told first, once that day is over or the goods are here; what was called off before is none.
DUE = f"""(l.first_promised_on IS NOT NULL
        AND (l.completed_on IS NOT NULL OR l.first_promised_on < {day_of("now()")})
        AND (l.cancelled_on IS NULL OR l.completed_on IS NOT NULL OR l.cancelled_on > l.first_promised_on))"""

SPECIAL_ORDER = publish(
    "parts.special_order",
    _("专订与紧急订货"),
    {
        "supplier_id": "id",
        "is_promised": "flag",
        "is_on_time": "flag",
        "is_emergency": "flag",
        "minutes_to_answer": "count",
    },
    f"""
SELECT l.id AS key, l.store_id, o.ordered_on AS day, o.supplier_id, {DUE} AS is_promised,
    coalesce(l.completed_on <= l.first_promised_on, false) AS is_on_time, (o.kind = 'emergency') AS is_emergency,
    {minutes("o.ordered_at", "o.answered_at")} AS minutes_to_answer
FROM purchasing_purchaseline l
JOIN purchasing_purchaseorder o ON o.id = l.order_id
JOIN org_store store ON store.id = l.store_id
WHERE o.kind IN ('special', 'emergency') AND o.ordered_on IS NOT NULL
""",
    sets=("FS12",),
)
