"""What the stock publishes for figures: each movement on its day."""

from django.utils.translation import gettext_lazy as _

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
    CASE WHEN coalesce(meant.reason, e.reason) IN ('purchase', 'other_receipt') THEN e.cost ELSE 0 END AS received_cost,
    CASE WHEN coalesce(meant.reason, e.reason) IN ('issue', 'return') THEN -e.cost ELSE 0 END AS issued_cost
FROM parts_stockentry e
LEFT JOIN parts_stockentry meant ON meant.id = coalesce(e.reverses_id, e.corrects_id)
""",
    sets=("FS11", "FS12"),
)
