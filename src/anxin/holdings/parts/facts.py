"""What the stock publishes for figures: each movement on its day, and what was asked of it, and what lay there."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.models import DemandAnswer
from anxin.platform.facts import publish

MOVEMENT = publish(
    "parts.movement",
    _("库存流水"),
    {
        "article_id": "id",
        "reason": "text",
        "document_kind": "text",
        "is_for_order": "flag",
        "quantity": "number",
        "cost": "money",
        "received_cost": "money",
        "issued_cost": "money",
    },
    # What an entry undid, or corrects, counts where that one counted, on the day on which it was undone or corrected.
    """
SELECT e.id AS key, e.store_id, e."on" AS day, e.article_id, e.reason, e.document_kind,
    (e.document_kind = 'repair_orders.repairorder') AS is_for_order, e.quantity::numeric(18, 3) AS quantity, e.cost,
    CASE WHEN coalesce(meant.reason, e.reason) IN ('purchase', 'other_receipt', 'supplier_return')
        THEN e.cost ELSE 0 END AS received_cost,
    CASE WHEN coalesce(meant.reason, e.reason) IN ('issue', 'return') THEN -e.cost ELSE 0 END AS issued_cost
FROM parts_stockentry e
LEFT JOIN parts_stockentry meant ON meant.id = coalesce(e.reverses_id, e.corrects_id)
""",
    sets=("FS11", "FS12"),
)

REQUISITION = publish(
    "parts.requisition",
    _("配件需求"),
    {
        "article_id": "id",
        "is_for_order": "flag",
        "is_available": "flag",
        "is_high_demand": "flag",
        "quantity": "number",
        "answer": "text",
    },
    # What was withdrawn wholly was not asked for, of the rest what still stands counts; the newest answer
    # counts, one that came to nothing is none.
    """
SELECT d.id AS key, d.store_id, d."on" AS day, d.article_id, (d.document_kind = 'repair_orders.repairorder') AS is_for_order,
    (d.free >= d.quantity + coalesce(w.quantity, 0)) AS is_available, d.is_high_demand,
    (d.quantity + coalesce(w.quantity, 0))::numeric(18, 3) AS quantity, coalesce(nullif(a.how, 'open'), '')::text AS answer
FROM parts_partdemand d
LEFT JOIN LATERAL (SELECT sum(t.quantity) AS quantity FROM parts_partdemand t WHERE t.withdraws_id = d.id) w ON true
LEFT JOIN LATERAL (SELECT n.how FROM parts_demandanswer n WHERE n.demand_id = d.id ORDER BY n.id DESC LIMIT 1) a ON true
WHERE d.withdraws_id IS NULL AND d.quantity + coalesce(w.quantity, 0) > 0
""",
    sets=("FS12",),
    values={"answer": ["", *(how for how in DemandAnswer.How.values if how != DemandAnswer.How.OPEN)]},
)

STOCK_MONTH = publish(
    "parts.stock_month",
    _("月末库存"),
    {
        "article_id": "id",
        "quantity": "number",
        "cost": "money",
        "age_days": "count",
        "is_slow": "flag",
        "is_overdue": "flag",
        "is_accessory": "flag",
        "is_high_demand": "flag",
    },
    # The months that are over were kept; of the running one there is what the last night saw.
    """
SELECT m.id AS key, m.store_id, m."on" AS day, m.article_id, m.quantity::numeric(18, 3) AS quantity, m.value AS cost,
    coalesce(m."on" - m.oldest_on, 0)::bigint AS age_days, m.is_slow, m.is_overdue, m.is_accessory, m.is_high_demand
FROM parts_stockmonth m
UNION ALL
SELECT -c.id, c.store_id, c.aged_on, c.article_id, b.on_hand::numeric(18, 3), b.value,
    coalesce(c.aged_on - c.oldest_on, 0)::bigint, c.is_slow, c.is_overdue, a.is_accessory,
    coalesce(c.high_demand_said, c.high_demand_counted)
FROM parts_shelfcard c
JOIN parts_stockbalance b ON b.id = c.balance_id
JOIN catalog_partarticle a ON a.id = c.article_id
WHERE c.aged_on IS NOT NULL AND (b.on_hand <> 0 OR b.value <> 0)
    AND NOT EXISTS (SELECT 1 FROM parts_stockmonth k WHERE k.store_id = c.store_id AND k."on" >= c.aged_on)
""",
    sets=("FS11",),
)
