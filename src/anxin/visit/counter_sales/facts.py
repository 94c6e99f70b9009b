"""What the parts counter publishes for figures: each line sold outside of orders."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish
from anxin.visit.counter_sales.models import Channel

EXTERNAL_SALE = publish(
    "parts.external_sale",
    _("备件外销"),
    {
        "article_id": "id",
        "seller_id": "id",
        "channel": "text",
        "quantity": "number",
        "net": "money",
        "cost": "money",
    },
    # What came back is taken off the line where it was sold; what the rest costs by now is what the ledger says (ADR 0021).
    """
SELECT l.id AS key, l.store_id, s.sold_on AS day, l.article_id, s.seller_id, s.channel,
    (l.quantity - l.returned)::numeric(18, 3) AS quantity,
    (l.net - round(l.net * l.returned / l.quantity))::bigint AS net,
    (SELECT coalesce(-sum(e.cost), 0)::bigint FROM parts_stockentry e
        WHERE e.store_id = l.store_id AND e.document_kind = 'counter_sales.sale' AND e.document_id = s.id
        AND e.article_id = l.article_id AND e.document_line = l.id) AS cost
FROM counter_sales_saleline l
JOIN counter_sales_sale s ON s.id = l.sale_id
""",
    sets=("FS11", "FS12"),
    values={"channel": Channel.values},
)
