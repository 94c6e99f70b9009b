"""What stocktaking publishes for figures: each article counted on an approved sheet, on the day of approval."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.stocktaking.models import Cause, Kind
from anxin.platform.facts import publish

COUNT = publish(
    "stocktaking.count",
    _("盘点"),
    {
        "article_id": "id",
        "kind": "text",
        "cause": "text",
        "is_right": "flag",
        "book_quantity": "number",
        "book_value": "money",
        "quantity": "number",
        "cost": "money",
    },
    # What was booked for a difference stands in the ledger, with its corrections (ADR 0021).
    """
SELECT l.id AS key, l.store_id, s.ended_on AS day, l.article_id, s.kind::text AS kind, l.cause::text AS cause,
    (l.difference = 0) AS is_right, l.book::numeric(18, 3) AS book_quantity, l.book_value,
    l.difference::numeric(18, 3) AS quantity,
    (coalesce(l.cost, 0)
        + (SELECT coalesce(sum(c.cost), 0) FROM parts_stockentry c WHERE c.corrects_id = l.entry_id))::bigint AS cost
FROM stocktaking_countline l
JOIN stocktaking_countsheet s ON s.id = l.sheet_id
WHERE s.state = 'APPROVED' AND l.counted IS NOT NULL
""",
    sets=("FS11",),
    values={"kind": Kind.values, "cause": ["", *Cause.values]},
)
